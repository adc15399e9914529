import { expect, test } from "vitest";
import { markedProgram } from "../testing/marked-program.ts";
import { callItemAt, type CallLink, incomingCalls, outgoingCalls } from "./call-hierarchy.ts";

/** What leads to what is at the cursor, and what it leads to. */
function flow(marked: string | Readonly<Record<string, string>>): readonly string[] {
  const { analyses, analysis, file, offset, texts } = markedProgram(marked);
  const item = callItemAt(analysis, file, offset);
  if (item === undefined) return [];
  const text =
    (leading: string) =>
    ({ item: { kind, name }, ranges }: CallLink) =>
      [`${kind} ${name}`, ...ranges.map(({ start, end }) => (texts[leading] ?? "").slice(start, end))].join(" | ");
  return [
    `${item.kind} ${item.name}${item.detail}`,
    ...incomingCalls(analyses, item).map((link) => `from ${text(link.item.file)(link)}`),
    ...outgoingCalls(analyses, item).map((link) => `to ${text(item.file)(link)}`),
  ];
}

const program = `task discover() -> string[] = []
task pdf(name: string) -> file = name
task merge(pages: file[]) -> file = pages[0] spawns audit
task audit()
edge discover -> pdf -> merge -> audit
start:
  discover()
  pdf("cover")
when discover done as d:
  for s in d.result: pdf(s)
when no more pdf: merge(all pdf)
`;

test("a task has the tasks that lead to it and those that it leads to, by the rules in between", () => {
  expect(flow(program.replace("pdf(name", "┆pdf(name"))).toEqual([
    "task pdf(name: string) -> file",
    "from task discover | when discover done as d",
    "from start start | pdf",
    "to task merge | when no more pdf",
  ]);
  expect(flow(program.replace("merge(all", "┆merge(all"))).toEqual([
    "task merge(pages: file[]) -> file",
    "from task pdf | when no more pdf",
    "to task audit | audit",
  ]);
});

test("a start leads to what it adds", () => {
  expect(flow(program.replace("start:", "┆start:"))).toEqual([
    "start start",
    "to task discover | discover",
    "to task pdf | pdf",
  ]);
});

test("tasks of other files are linked by the rules of each", () => {
  expect(
    flow({
      "main.adg": 'import { a, b } from "./lib.adg"\nstart: ┆a()\nwhen a done: b()\n',
      "lib.adg": "task a() -> int = 1\ntask b() -> int = 1\nedge a -> b\n",
    }),
  ).toEqual(["task a() -> int", "from start start | a", "to task b"]);
});

test("nothing else is in the hierarchy", () => {
  expect(flow("input ┆x: int = 1\n")).toEqual([]);
});
