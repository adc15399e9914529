import { expect } from "vitest";
import type { CheckOptions } from "../analyse.ts";
import { check } from "../check.ts";
import type { Diagnostic, Fix } from "../diagnostic.ts";
import { applyEdits } from "../fixes/apply-edits.ts";
import type { Host } from "../host.ts";
import { testHost } from "./expect-check.ts";

/** What a test of a fix may bring along. */
export interface FixOptions extends CheckOptions {
  readonly host?: Host;
}

/** Every fix of a program, as `safe: Declare "edge a -> b"`, in the order of the text. */
export function fixesOf(text: string, options: FixOptions = {}): readonly string[] {
  return diagnosticsOf(text, options).flatMap(({ fixes }) =>
    fixes.map(({ applicability, title }) => `${applicability}: ${title}`),
  );
}

/**
 * Applies the fix of this name to a program and compares what comes of it. What the fix is for is then gone, and the text can be
 * read.
 */
export function expectFix(text: string, fix: string, after: string, options: FixOptions = {}): void {
  const [diagnostic, found] = findFix(text, fix, options);
  const own = found.edits.filter(({ file }) => file === "main.adg");
  const changed = applyEdits(text, own);
  expect(changed).toBe(after);
  if (own.length < found.edits.length) return;
  const left = diagnosticsOf(changed, options);
  expect(left.filter(({ code }) => code.startsWith("ADG1"))).toEqual([]);
  expect(left.filter(({ message }) => message === diagnostic.message)).toEqual([]);
}

/** The edits that a fix makes in another file. */
export function editsElsewhere(text: string, fix: string, options: FixOptions = {}): Fix["edits"] {
  return findFix(text, fix, options)[1].edits.filter(({ file }) => file !== "main.adg");
}

function findFix(text: string, fix: string, options: FixOptions): readonly [Diagnostic, Fix] {
  const found = diagnosticsOf(text, options).flatMap((diagnostic) =>
    diagnostic.fixes
      .filter(({ applicability, title }) => `${applicability}: ${title}` === fix)
      .map((each) => [diagnostic, each] as const),
  );
  const [first] = found;
  if (first === undefined) throw new Error(`no fix is called so; there are ${fixesOf(text, options).join("; ")}`);
  return first;
}

function diagnosticsOf(text: string, { host = testHost(), ...options }: FixOptions): readonly Diagnostic[] {
  return check("main.adg", text, host, options).diagnostics;
}
