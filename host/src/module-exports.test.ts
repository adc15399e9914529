import type { FileContent } from "@adg/compiler/checking";
import { expect, test } from "vitest";
import { readModuleExports } from "./module-exports.ts";

function exportsOf(files: Record<string, string>, path = "/p/tasks.ts"): ReturnType<typeof readModuleExports> {
  return readModuleExports(path, (name): FileContent => {
    const text = files[name];
    return text === undefined ? { kind: "missing" } : { kind: "text", text };
  });
}

test("functions, constants, classes and re-exports of a module count; its types do not", () => {
  const text = `
    import { far } from "far";
    export async function f(a: string): Promise<void> {}
    export const g = (x: number) => x, { h } = { h: 1 };
    export class C {}
    export type T = string;
    export interface I {}
    export { far as near };
    export { deep, type Deep } from "deep";
    export type { Q } from "q";
    export * as all from "./gone.ts";
    export default function () {}`;
  expect(exportsOf({ "/p/tasks.ts": text })).toEqual({
    kind: "exports",
    names: ["C", "all", "deep", "default", "f", "g", "h", "near"],
  });
});

test("names that a module passes on from modules beside it are its own, but for their defaults", () => {
  const files = {
    "/p/tasks.ts": 'export * from "./lib/a.ts"; export const own = 1;',
    "/p/lib/a.ts": 'export * from "../tasks.ts"; export function a() {} export default 1;',
  };
  expect(exportsOf(files)).toEqual({ kind: "exports", names: ["a", "own"] });
});

test("what a module passes on from a package, or what cannot be parsed, is unknown", () => {
  expect(exportsOf({ "/p/tasks.ts": 'export * from "lodash-es";' })).toEqual({ kind: "unknown" });
  expect(exportsOf({ "/p/tasks.ts": "export function (" })).toEqual({ kind: "unknown" });
  expect(exportsOf({ "/p/tasks.cjs": "exports.a = 1;" }, "/p/tasks.cjs")).toEqual({ kind: "unknown" });
});

test("a module that is not there is missing, one that cannot be read says why", () => {
  expect(exportsOf({})).toEqual({ kind: "missing" });
  const unreadable = { kind: "unreadable", reason: "it is a folder" } as const;
  expect(readModuleExports("/p/tasks.ts", () => unreadable)).toEqual(unreadable);
});
