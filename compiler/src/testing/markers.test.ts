import { expect, test } from "vitest";
import { diagnose } from "../catalogue.ts";
import { compareMarked, readMarked } from "./markers.ts";

test("carets under a line mark its diagnostics, and brackets with bars mark ranges", () => {
  expect(readMarked("start: [|a|]()\n       ^ ADG1001 No.\n          ^ ADG1002\nedge [|a -> [|b|]|]")).toEqual({
    text: "start: a()\nedge a -> b",
    ranges: [
      { start: 7, end: 8 },
      { start: 16, end: 22 },
      { start: 21, end: 22 },
    ],
    expected: [
      { span: { start: 7, end: 8 }, code: "ADG1001", message: "No." },
      { span: { start: 10, end: 10 }, code: "ADG1002", message: undefined },
    ],
  });
});

test("a program with other diagnostics than marked differs", () => {
  const at = (start: number, end: number) =>
    diagnose("ADG1003", { file: "main.adg", span: { start, end } }, { what: "string" });
  const marked = "start: a()\n       ^ ADG1003";
  const compare = (...diagnostics: ReturnType<typeof at>[]) => compareMarked(marked, () => diagnostics);
  expect(compare(at(7, 8)).actual).toBe(compare().expected);
  for (const diagnostics of [[], [at(7, 9)], [at(7, 8), at(7, 8)], [at(6, 7)]]) {
    expect(compare(...diagnostics).actual).not.toBe(compare().expected);
  }
});
