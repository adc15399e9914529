import { describe, expect, test } from "vitest";
import type { Host } from "../host.ts";
import { testHost } from "../testing/expect-check.ts";
import { editsElsewhere, expectFix, fixesOf } from "../testing/expect-fix.ts";
import { applyEdits } from "./apply-edits.ts";

/** A host with these modules, by what they export and their text, and these files beside them. */
function hostOf(modules: Readonly<Record<string, readonly [names: readonly string[], text: string]>>): Host {
  return {
    ...testHost(Object.fromEntries(Object.entries(modules).map(([path, [names]]) => [path, names]))),
    readFile: (path) => {
      const text = modules[path]?.[1];
      return text === undefined ? { kind: "missing" } : { kind: "text", text };
    },
    filesBeside: () => ["notes.txt", ...Object.keys(modules).map((path) => path.replace("./", ""))],
  };
}

/** The text of a module after a fix. */
function moduleAfter(program: string, fix: string, before: string, options: { readonly host: Host }): string {
  const edits = editsElsewhere(program, fix, options);
  expect(edits.length).toBeGreaterThan(0);
  return applyEdits(before, edits);
}

const notWritten = (name: string): string => `throw new Error("\\"${name}\\" is not written yet");`;

describe("a function that a module lacks", () => {
  test("is written with the signature of the task, behind all that is there", () => {
    const text = "export const other = 1; // the end";
    const host = hostOf({ "./tasks.ts": [["other"], text] });
    const program = `type Tree = { name: string, below: Tree[], note?: "a" | "b" }
task grow(tree: Tree, files: (file | dir)[], n: int = 3, size: [int, number?], extra?: string) -> Tree from "./tasks.ts"
start: grow({ name: "", below: [] }, [], size: [1, null])
`;
    expect(moduleAfter(program, 'safe: Add "grow" to "./tasks.ts"', text, { host })).toBe(`${text}

export async function grow(tree: { name: string; below: readonly unknown[]; note?: "a" | "b" }, files: readonly string[], n: number, size: readonly [number, number | null], extra?: string): Promise<{ name: string; below: readonly unknown[]; note?: "a" | "b" }> {
  ${notWritten("grow")}
}
`);
  });

  test("has no types in JavaScript, and no parameter that JavaScript cannot name", () => {
    const host = hostOf({ "./tasks.mjs": [[], "export {};\n"] });
    const program = 'task shout(class: string, word?: string) from "./tasks.mjs" as say\nstart: shout("a")\n';
    expect(moduleAfter(program, 'safe: Add "say" to "./tasks.mjs"', "export {};\n", { host })).toBe(`export {};

export async function say(class_, word) {
  ${notWritten("say")}
}
`);
  });

  test("is exported where it is there, and let alone where something else may have its name", () => {
    const after = (text: string): readonly string[] =>
      fixesOf('task render() from "./t.ts"\nstart: render()\n', { host: hostOf({ "./t.ts": [["other"], text] }) });
    const text = "const a = 1;\nasync function render() {}\n";
    const host = hostOf({ "./t.ts": [["other"], text] });
    const program = 'task render() from "./t.ts"\nstart: render()\n';
    expect(moduleAfter(program, 'safe: Export "render" from "./t.ts"', text, { host })).toBe(
      "const a = 1;\nexport async function render() {}\n",
    );
    expect(after('import { render } from "./other.ts";\n')).toEqual([]);
    expect(after("const { render } = f();\n")).toEqual([]);
    expect(after("enum render { a }\n")).toEqual([]);
    expect(after("/** For render. */ f();\n")).toEqual(['safe: Add "render" to "./t.ts"']);
  });

  test("is only suggested where another may be meant", () => {
    const host = hostOf({ "./t.ts": [["render"], "export function render() {}\n"] });
    expect(fixesOf('task rende() from "./t.ts"\nstart: rende()\n', { host })).toEqual([
      'safe: Use "render"',
      'suggested: Add "rende" to "./t.ts"',
    ]);
  });

  test("is not written for a task that leaves its signature to it, nor under a name that no function can have", () => {
    const host = hostOf({ "./t.ts": [[], ""] });
    expect(fixesOf('task delete() from "./t.ts"\nstart: delete()\n', { host })).toEqual([]);
    expect(fixesOf('task render from "./t.ts"\nstart: render()\n', { host })).toEqual([]);
    expect(fixesOf('import { f } from "./t.ts"\ntask a(n: int) -> int = n\nstart: a(f())\n', { host })).toEqual([]);
  });
});

test("a missing program may be meant to be another beside it", () => {
  const host = { ...hostOf({}), filesBeside: () => ["steps.adg", "steps.ts", "other.adg"] };
  const program = (path: string): string => `import { a } from "${path}"\nstart: a()\n`;
  expect(fixesOf(program("./lib/step.adg"), { host })).toEqual(['safe: Change to "./lib/steps.adg"']);
});

describe("a module that is missing", () => {
  const program = `task a(n: int) -> int from "./new.ts"
task b() from "./new.ts"
task c() from "./new.ts" as b
start:
  a(1)
  b()
  c()
`;

  test("is made with all functions that are wanted from it", () => {
    expect(moduleAfter(program, 'safe: Create "./new.ts" with "a", "b"', "", { host: hostOf({}) }))
      .toBe(`export async function a(n: number): Promise<number> {
  ${notWritten("a")}
}

export async function b(): Promise<void> {
  ${notWritten("b")}
}
`);
  });

  test("may be meant to be another", () => {
    const host = hostOf({ "./newer.ts": [["a", "b"], "…"] });
    expectFix(
      'task a(n: int) -> int from "./newe.ts"\nstart: a(1)\n',
      'safe: Change to "./newer.ts"',
      'task a(n: int) -> int from "./newer.ts"\nstart: a(1)\n',
      { host },
    );
    expect(fixesOf('task a(n: int) -> int from "./newer"\nstart: a(1)\n', { host })).toEqual([
      'safe: Change to "./newer.ts"',
    ]);
    expect(fixesOf(program, { host })).toEqual([
      'safe: Change to "./newer.ts"',
      'suggested: Create "./new.ts" with "a", "b"',
    ]);
  });

  test("is not made where it is no module that adg can run", () => {
    for (const path of ["./new.cjs", "./new", "./new.json", "./new.d.ts"])
      expect(fixesOf(`task a() from "${path}"\nstart: a()\n`, { host: hostOf({}) })).toEqual([]);
  });
});
