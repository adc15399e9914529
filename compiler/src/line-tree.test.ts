import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "./parse.ts";
import { parseUnshared } from "./testing/unshared.ts";

test.each([
  ["interpolations with and without text around them", `start:\n  a("#{x}")\n  b("y#{xx}z")\n  cc("#{x}  ")\n`],
  [
    "lines that stand in each other's blocks",
    `start:\n  if a:\n    if bb:\n      if ccc: d()\n    if e: f()\n  if g:\n    h()\n`,
  ],
  ["branches that are held at once", `start:\n  if a: b()\n  else if cc: d()\n  else if e: f()\n  else: g()\n`],
  ["rules in rules", `when a done:\n  when bb done as c:\n    d()\nwhen ee done:\n  f()\n`],
  [
    "lines of several physical lines",
    `edge a,\n  bb -> c\nedge d, e -> f\ntask g(\n  x: int\n) -> int = x\ntask h(yy: int) -> int = yy\n`,
  ],
  ["tasks with blocks", `task a() -> int:\n  sh "b"\n  retry 2\ntask ccc() -> int:\n  sh "dd"\n  retry 33\n`],
  ["what is broken beside what is not", `start:\n  a(1\n  b(2)\n  c(33)\ntask d( -> int = 1\ntask e() -> int = 2\n`],
])("of lines alike, each has its own tree: %s", (_, text) => {
  const { value, diagnostics } = parse("main.adg", text);
  expect({ value, diagnostics }).toEqual(parseUnshared(text));
});

test("a program of twice the lines, with other names and texts, has the trees that it has alone", () => {
  const folder = new URL("testing/programs/", import.meta.url);
  for (const name of readdirSync(folder)) {
    const text = readFileSync(new URL(name, folder), "utf8");
    const other = text
      .replaceAll(/\b([a-z]\w*)\b/g, "$1_")
      .replaceAll('"#{', '"longer #{')
      .replaceAll('}"', '} end"');
    expect(parse("main.adg", `${text}\n${text}\n${other}`)).toEqual(parseUnshared(`${text}\n${text}\n${other}`));
  }
});
