import { expect, test } from "vitest";
import { analyse } from "../analyse.ts";
import { filesHost } from "../testing/expect-files.ts";
import { testHost } from "../testing/expect-check.ts";
import { codeLensesOf } from "./code-lenses.ts";

/** Each line that has lenses, with them. */
function lenses(text: string, host = testHost()): string {
  const found = codeLensesOf(analyse("main.adg", text, host), "main.adg");
  return text
    .split("\n")
    .map((line, row, lines) => {
      const start = lines.slice(0, row).join("\n").length + (row === 0 ? 0 : 1);
      const own = found.filter(({ span }) => span.start >= start && span.start <= start + line.length);
      return own.length === 0 ? "" : `${line.trim()} · ${own.map(({ title }) => title).join(" | ")}\n`;
    })
    .join("");
}

test("rules tell how often they fire, tasks who names and adds them, and the start can be run", () => {
  expect(
    lenses(`task a() -> int = 1
task b(x: int) -> int = x
task c(x: int) -> int = x
task unused() = 1
edge a -> b -> c
edge a -> c
start: a()
when a done as x:
  b(x.result)
when a done as x where x.result > 1: b(2)
when a done, b done as y: c(y)
when no more b: c(1)
when a done as x:
  when b done as y where y.result == 1:
    c(1)
workflow w():
  start: a()
  when a done: b(1)
`),
  ).toMatchInlineSnapshot(`
    "task a() -> int = 1 · 9 references | added by start
    task b(x: int) -> int = x · 7 references | added by 3 rules
    task c(x: int) -> int = x · 5 references | added by 3 rules
    task unused() = 1 · 0 references | added by no rule
    start: a() · Run | Run stubbed | Show graph
    when a done as x: · fires once per a
    when a done as x where x.result > 1: b(2) · fires at most once per a
    when a done, b done as y: c(y) · fires once per pair of a and b
    when no more b: c(1) · fires once
    when a done as x: · fires once per a
    when b done as y where y.result == 1: · fires at most once per pair of b and a
    workflow w(): · 0 references | added by no rule
    when a done: b(1) · fires once per a
    "
  `);
});

test("a library's tasks are not said to be added by nobody", () => {
  expect(lenses("task a() -> int = 1\n")).toBe("task a() -> int = 1 · 0 references\n");
});

test("references are those of all files of the program, with their places", () => {
  const host = filesHost({ "lib.adg": 'import { a } from "./main.adg"\nworkflow w():\n  start: a()\n' });
  const text = 'import { w } from "./lib.adg"\ntask a() -> int = 1\nstart:\n  w()\n  a()\n';
  const found = codeLensesOf(analyse("main.adg", text, host), "main.adg").find(({ kind }) => kind === "references");
  expect(found).toMatchObject({ title: "3 references" });
  expect(found?.kind === "references" && found.places.map(({ file, span }) => `${file} ${span.start}`)).toEqual([
    `main.adg ${text.lastIndexOf("a()")}`,
    "lib.adg 9",
    "lib.adg 54",
  ]);
});
