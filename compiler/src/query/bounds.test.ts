import { expect, test } from "vitest";
import { analyse } from "../analyse.ts";
import { testHost } from "../testing/expect-check.ts";
import { boundsOf } from "./bounds.ts";
import { findModule } from "./place.ts";

const tasks =
  "task a(n: int) -> int = n\ntask b(n: int) -> int = n\ntask c(n: int) -> int = n\nedge a, b, c -> a, b, c\n";

test.each([
  ["start: a(1)", "a 1..1, b 0..0, c 0..0"],
  ["start:\n  a(1)\n  a(2)\n  if 1 > 2: b(1)", "a 2..2, b 0..1, c 0..0"],
  ["start:\n  for n in range(3): a(n)", "a 0..n, b 0..0, c 0..0"],
  ["start:\n  a(1)\n  a(2)\nwhen a done as x: b(x)\nwhen b done as x:\n  c(x)\n  c(x)", "a 2..2, b 0..2, c 0..4"],
  ["start: a(1)\nwhen a done as x where x.result < 1: a(x)", "a 1..n, b 0..0, c 0..0"],
  ["start:\n  a(1)\n  b(1)\nwhen a done as x, b done as y: c(x.result + y.result)", "a 1..1, b 1..1, c 0..n"],
  ["start: a(1)\nwhen no more a: b(1)", "a 1..1, b 0..1, c 0..0"],
  ["start:\n  a(1) key 1\n  a(1) key 1", "a 1..2, b 0..0, c 0..0"],
  ["start: a(1)\nwhen a done as x:\n  for n in range(2):\n    when x done: b(n)", "a 1..1, b 0..n, c 0..0"],
])("how many nodes there may be in any run of: %s", (rules, expected) => {
  const module = findModule(analyse("main.adg", `${tasks}${rules}\n`, testHost()), "main.adg");
  if (module === undefined) throw new Error("The file is not there.");
  const told = [...boundsOf(module)].map(([task, { least, most }]) => `${task} ${least}..${most ?? "n"}`);
  expect(told.join(", ")).toBe(expected);
});
