import { expect } from "vitest";
import { check, type Checked } from "../check.ts";
import type { Host } from "../host.ts";
import { testHost } from "./expect-check.ts";
import { compareMarked, readMarked } from "./markers.ts";

/** A host with these files and nothing else; every TypeScript module is there. */
export function filesHost(files: Readonly<Record<string, string>>): Host {
  return {
    ...testHost(),
    readFile: (path) => {
      const text = files[path];
      return text === undefined ? { kind: "missing" } : { kind: "text", text };
    },
    resolve: (from, path) => new URL(path, `file:///${from}`).pathname.slice(1),
  };
}

/** Checks the first of several files, and compares what is said about each with what stands below its lines. */
export function expectFiles(marked: Readonly<Record<string, string>>): Checked {
  const files = Object.fromEntries(Object.entries(marked).map(([file, text]) => [file, readMarked(text).text]));
  const [[main, text] = ["", ""]] = Object.entries(files);
  const checked = check(main, text, filesHost(files));
  const compared = Object.entries(marked).map(([file, each]) => ({
    file,
    ...compareMarked(each, () => checked.diagnostics.filter((diagnostic) => diagnostic.file === file)),
  }));
  expect(compared.map(({ file, actual }) => [file, actual])).toEqual(
    compared.map(({ file, expected }) => [file, expected]),
  );
  expect(checked.diagnostics.filter(({ file }) => !(file in files))).toEqual([]);
  return checked;
}
