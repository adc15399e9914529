import { expect, test } from "vitest";
import { check } from "./check.ts";
import { testHost } from "./testing/expect-check.ts";
import { type Firings, typeGraphOf } from "./type-graph.ts";

function graphOf(text: string) {
  const { program, diagnostics } = check("main.adg", text, testHost());
  if (program === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return typeGraphOf(program);
}

function firingText(firings: Firings): string {
  if (firings.kind === "once") return "once";
  return firings.kind === "each" ? `each ${firings.task.name}` : firings.tasks.map((task) => task.name).join(" × ");
}

const program = `task discover() -> int[] = [1]
task pdf(n: int) -> int = n
task merge(pages: int[]) -> int = 1
task pair(a: int, b: int) -> int = a
edge discover -> pdf -> merge
edge pdf, merge -> pair
edge merge -> merge
start:
  let d = discover()
  pdf(0)
  when d done: pdf(d.result[0])
when discover done as d:
  for n in d.result: pdf(n)
when no more pdf: merge(all pdf)
when merge done as m: merge([m])
when pdf done as a, merge done as b: pair(a, b)
`;

test("each type knows what may add it, and how often", () => {
  const { addings } = graphOf(program);
  const text = [...addings].map(([task, all]) => [task.name, all.map((adding) => firingText(adding.firings))]);
  expect(Object.fromEntries(text)).toEqual({
    discover: ["once"],
    pdf: ["once", "once", "each discover"],
    merge: ["once", "each merge"],
    pair: ["pdf × merge"],
  });
});

test("each rule knows how often it may fire, rules around it counted in", () => {
  const { firings } = graphOf(`task a() -> int = 1
task b(n: int) -> int = n
edge a -> b -> b
start: a()
when a done as x:
  b(x)
  when no more a: b(2)
when b done as y where y.result > 3:
  when a done as x: b(y.result) after x
`);
  expect([...firings.values()].map(firingText)).toEqual(["once", "each a", "each a", "each b", "a × b"]);
});

test("types are joined by what is declared, what rules add and what they wait for", () => {
  const { graph } = graphOf(program);
  const kinds = (from: string, to: string): string[] =>
    graph
      .outEdges(from)
      .filter((edge) => graph.target(edge) === to)
      .map((edge) => graph.getEdgeAttribute(edge, "kind"));
  expect(kinds("discover", "pdf").sort()).toEqual(["declared", "rule", "rule"]);
  expect(kinds("pdf", "merge").sort()).toEqual(["declared", "rule", "waits"]);
  expect(kinds("pdf", "discover")).toEqual([]);
});

test("types that can lead to each other are one component", () => {
  const { components } = graphOf(`task a() -> int = 1
task b(n: int) -> int = n
task c(n: int) -> int = n
edge a -> b -> c -> b
start: a()
when a done as x: b(x)
when b done as x: c(x)
when c done as x: b(x)
`);
  const names = components.map((component) =>
    component
      .map((task) => task.name)
      .toSorted()
      .join(" "),
  );
  expect(names.toSorted()).toEqual(["a", "b c"]);
});
