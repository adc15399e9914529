import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { loadBash, type BashParser } from "@adg/compiler/checking";

const require = createRequire(import.meta.url);

/** The shell's grammar, for the programs that have `sh` texts, or import files that may; it takes a moment to load. */
export async function bashParser(text: string): Promise<BashParser | undefined> {
  if (!/\bsh\s*"|\.adg"/.test(text)) return undefined;
  const [engine, grammar] = await Promise.all([
    readFile(require.resolve("web-tree-sitter/web-tree-sitter.wasm")),
    readFile(require.resolve("tree-sitter-bash/tree-sitter-bash.wasm")),
  ]);
  return loadBash({ engine, grammar });
}
