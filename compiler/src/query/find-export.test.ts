import { expect, test } from "vitest";
import { readMarked } from "../testing/markers.ts";
import { findExport, findPythonFunction } from "./find-export.ts";

test.each([
  "export async function [|pdf|](a: string) {}",
  "export function* [|pdf|]() {}",
  "// export function pdf()\n/* export const pdf = 1 */\nexport const [|pdf|] = async () => {};",
  'const s = "export function pdf"; const t = `export const pdf`;\nexport class [|pdf|] {}',
  "export const pdfs = 1;\nexport type [|pdf|] = string;",
  "function [|render|]() {}\nexport { other, render as pdf };".replace("[|render|]", "[|render|]"),
  "export function pdf$() {}\nexport interface [|pdf|] {}",
])("an export is found where it is declared: %s", (marked) => {
  const { text, ranges } = readMarked(marked);
  expect(findExport(text, "pdf")).toEqual(ranges.map((span) => ({ kind: "here", span })));
});

test("a name that is passed on is told with the module that it comes from", () => {
  expect(findExport('export { a as pdf } from "./a.ts";', "pdf")).toEqual([
    { kind: "passed-on", from: "./a.ts", name: "a" },
  ]);
  expect(findExport("export * from './a.ts';\nexport * from './b.ts';", "pdf")).toEqual([
    { kind: "passed-on", from: "./a.ts", name: "pdf" },
    { kind: "passed-on", from: "./b.ts", name: "pdf" },
  ]);
  expect(findExport("export const other = 1;", "pdf")).toEqual([]);
});

test("a Python function is found where it is defined", () => {
  for (const marked of [
    "import x\ndef [|run|](a):\n  pass\n",
    "async def [|run|](): ...",
    "def runs(): ...\n[|run|] = runs\n",
  ]) {
    const { text, ranges } = readMarked(marked);
    expect(findPythonFunction(text, "run")).toEqual(ranges[0]);
  }
  expect(findPythonFunction("class A:\n  def run(self): ...\n", "run")).toBeUndefined();
});
