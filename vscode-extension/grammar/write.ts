/** Writes the grammars to their files. */
import { writeFileSync } from "node:fs";
import { grammarFiles } from "./grammar.ts";

for (const [path, text] of grammarFiles) writeFileSync(new URL(`../${path}`, import.meta.url), text);
