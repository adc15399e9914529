/** The programs that random edits begin with: all examples, all of the documents, those of the compiler's tests and, where they are, the conformance cases. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { documents, programFiles } from "../support/documents.ts";

export interface Seed {
  readonly name: string;
  readonly text: string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

export const seeds: readonly Seed[] = [
  ...[
    ...programFiles,
    ...found(root, "compiler/src/testing/programs/*.adg"),
    ...found(root, "../shared/conformance/*/*.adg"),
  ].map((name) => ({ name, text: readFileSync(join(root, name), "utf8") })),
  ...documents.flatMap(({ blocks }) =>
    blocks
      .filter(({ info }) => /^adg\b/.test(info))
      .map(({ document, line, text }) => ({ name: `${document}:${line}`, text })),
  ),
];

function found(folder: string, pattern: string): readonly string[] {
  return globSync(pattern, { cwd: folder }).sort();
}
