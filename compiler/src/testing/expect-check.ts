import { expect } from "vitest";
import { check } from "../check.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { applyEdits } from "../fixes/apply-edits.ts";
import type { Host } from "../host.ts";
import type { TypeScriptReader } from "../typescript.ts";
import { compareMarked, readMarked } from "./markers.ts";

/** The TypeScript modules of a test, with what they export. */
export type Modules = Readonly<Record<string, readonly string[]>>;

/** A host with these modules beside the file and nothing else. Without any, every module is there. */
export function testHost(modules?: Modules): Host {
  return {
    readFile: () => ({ kind: "missing" }),
    resolve: (_, path) => path,
    moduleExports: (path) => {
      if (modules === undefined) return { kind: "unknown" };
      const names = modules[path];
      return names === undefined ? { kind: "missing" } : { kind: "exports", names };
    },
  };
}

/**
 * Checks a program and compares what is said about it with what stands below its lines:
 *
 *     start: pdff("a")
 *            ^^^^ ADG2001 Unknown name "pdff"; did you mean "pdf"?
 *
 * What is proved of its rules (ADG5001 to ADG5006) is left out, so that a test of one line needs no sound program around it:
 * `expectProofs` compares that too. Answers the diagnostics, for their fixes.
 */
export function expectCheck(marked: string, modules?: Modules, typescript?: TypeScriptReader): readonly Diagnostic[] {
  const options = typescript === undefined ? {} : { typescript };
  return expectAll(marked, (text) =>
    check("main.adg", text, testHost(modules), options).diagnostics.filter(({ code }) => !code.startsWith("ADG5")),
  );
}

/** Checks a program and compares everything that is said about it. Answers the diagnostics. */
export function expectProofs(marked: string): readonly Diagnostic[] {
  return expectAll(marked, (text) => check("main.adg", text, testHost()).diagnostics);
}

function expectAll(marked: string, analyse: (text: string) => readonly Diagnostic[]): readonly Diagnostic[] {
  let diagnostics: readonly Diagnostic[] = [];
  const { actual, expected } = compareMarked(marked, (text) => (diagnostics = analyse(text)));
  expect(actual).toBe(expected);
  return diagnostics;
}

/** The text of a marked program after the first fix of a diagnostic. */
export function fixed(marked: string, { fixes }: Diagnostic): string {
  return applyEdits(readMarked(marked).text, fixes[0]?.edits ?? []);
}
