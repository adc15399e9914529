import { expect, test } from "vitest";
import { analyse } from "../analyse.ts";
import { testHost } from "../testing/expect-check.ts";
import { readMarked } from "../testing/markers.ts";
import { functionOf, peerModules } from "../testing/peer-modules.ts";
import { signatureAt } from "./signature-help.ts";

const program = `
/// Sets one chapter.
task pdf(source: file, look: string = "a", dpi?: int) -> file[] = []
import { win } from "./f.ts"
`;

const typescript = peerModules({
  "./f.ts": { functions: { win: functionOf({ chance: "number", "...names": "string" }, "boolean") } },
});

/** The signature with the active parameter in brackets. */
function helpAt(marked: string): string | undefined {
  const { text, cursor = 0 } = readMarked(program + marked);
  const help = signatureAt(analyse("main.adg", text, testHost(), { typescript }), "main.adg", text, cursor);
  const { start, end } = help?.parameters[help.active ?? -1] ?? { start: 0, end: 0 };
  return help && `${help.label.slice(0, start)}[${help.label.slice(start, end)}]${help.label.slice(end)}`;
}

test("the signature of the call around the cursor is told, with the parameter that stands there", () => {
  expect(
    [
      "start: pdf(┆",
      "start: pdf(┆)",
      "start: pdf(a, ┆)",
      "start: pdf(a, b┆, c)",
      'start: pdf("x┆", "y")',
      'start: pdf("x", ┆"y")',
      "start: pdf(a, dpi: ┆)",
      "start: pdf(a, dp┆i: 3)",
      "start: pdf(a, dpi: 3┆)",
      "start: pdf(a, look, 2, ┆",
      "start:\n  let x = range(1, ┆",
      'start:\n  let x = "a b".split(┆)',
      "start:\n  let x = [1].concat([2], ┆)",
      "start:\n  if win(1, a, ┆",
      "start: pdf(range(┆), 2)",
      "start: pdf(range(1), ┆2)",
      "start: pdf(range(1)┆, 2)",
      'start: pdf("a"┆',
      "start:\n  pdf(\n    a,\n    ┆\n  )\n",
    ].map(helpAt),
  ).toMatchInlineSnapshot(`
    [
      "pdf([source: file], look: string = "a", dpi?: int) -> file[]",
      "pdf([source: file], look: string = "a", dpi?: int) -> file[]",
      "pdf(source: file, [look: string = "a"], dpi?: int) -> file[]",
      "pdf(source: file, [look: string = "a"], dpi?: int) -> file[]",
      "pdf([source: file], look: string = "a", dpi?: int) -> file[]",
      "pdf(source: file, [look: string = "a"], dpi?: int) -> file[]",
      "pdf(source: file, look: string = "a", [dpi?: int]) -> file[]",
      "pdf(source: file, look: string = "a", [dpi?: int]) -> file[]",
      "pdf(source: file, look: string = "a", [dpi?: int]) -> file[]",
      "[]pdf(source: file, look: string = "a", dpi?: int) -> file[]",
      "range(from: int, [to?: int], step?: int) -> int[]",
      "split([separator: string]) -> string[]",
      "concat([...lists: T[]]) -> T[]",
      "win(chance: number, [...more: string]) -> boolean",
      "range([from: int], to?: int, step?: int) -> int[]",
      "pdf(source: file, [look: string = "a"], dpi?: int) -> file[]",
      "pdf([source: file], look: string = "a", dpi?: int) -> file[]",
      "pdf([source: file], look: string = "a", dpi?: int) -> file[]",
      "pdf(source: file, [look: string = "a"], dpi?: int) -> file[]",
    ]
  `);
});

test("outside of the brackets, and of what is not known, nothing is told", () => {
  expect(
    ["start: pd┆f(a)", "start: pdf(a)┆", "start: unknown(┆)", "edge ┆", "start: pdf(a) key ┆"].map(helpAt),
  ).toEqual(Array.from({ length: 5 }, () => undefined));
});

test("the documentation is that of the task", () => {
  const { text, cursor = 0 } = readMarked(`${program}start: pdf(┆`);
  const help = signatureAt(analyse("main.adg", text, testHost()), "main.adg", text, cursor);
  expect(help?.documentation).toBe("Sets one chapter.");
});
