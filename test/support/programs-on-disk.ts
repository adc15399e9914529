/** The programs of the project with a host that reads them from the disk, but for texts that are given. */
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Host } from "@adg/compiler";
import { contentOf } from "@adg/host";
import { corpusFiles, programFiles } from "./documents.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface ProgramOnDisk {
  /** In the project. */
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

export const programsOnDisk: readonly ProgramOnDisk[] = [...programFiles, ...corpusFiles].map((name) => {
  const file = join(root, name);
  return { name, file, text: readFileSync(file, "utf8") };
});

/** Reads these texts, else the disk. What TypeScript modules export is not looked into. */
export function diskHost(texts: ReadonlyMap<string, string> = new Map()): Host {
  return {
    readFile: (path) => {
      const text = texts.get(path);
      return text === undefined ? contentOf(path) : { kind: "text", text };
    },
    resolve: (from, path) => resolve(dirname(from), path),
    moduleExports: () => ({ kind: "unknown" }),
  };
}
