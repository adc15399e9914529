/** The check takes work in proportion to the text, whatever the text is about. It is counted, not timed. */
import { expect, test } from "vitest";
import { workOf } from "./support/work.ts";
import { check, type Diagnostic, type Host } from "@adg/compiler";
import { largeProgram } from "../bench/large-program.ts";

const host: Host = {
  readFile: () => ({ kind: "missing" }),
  resolve: (_, path) => path,
  moduleExports: () => ({ kind: "unknown" }),
};

function diagnosticsOf(text: string): readonly Diagnostic[] {
  return check("main.adg", text, host).diagnostics;
}

const lines = (count: number, line: (n: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, n) => line(n));
const tasks = (count: number): readonly string[] => lines(count, (n) => `task t${n}(n: int) -> int = n`);
const two = ["task a(n: int) -> int = n", "task b(n: int) -> int = n", "edge a -> b", "start: a(1)"];

/** Programs of each shape, which take about as much work a line at any size, each with the codes of what is said of it. */
const shapes: Readonly<Record<string, readonly [codes: string, program: (size: number) => readonly string[]]>> = {
  "tasks and edges in a chain": [
    "",
    (size) => [
      ...tasks(size),
      ...lines(size - 1, (n) => `edge t${n} -> t${n + 1}`),
      "start: t0(1)",
      ...lines(size - 1, (n) => `when t${n} done as x: t${n + 1}(x.result)`),
    ],
  ],
  "gathers in a chain": [
    "",
    (size) => [
      ...lines(size, (n) => `task t${n}(n: int[]) -> int = count(n)`),
      ...lines(size - 1, (n) => `edge t${n} -> t${n + 1}`),
      "start: t0([])",
      ...lines(size - 1, (n) => `when no more t${n}: t${n + 1}(all t${n})`),
    ],
  ],
  "rules about one task": [
    "",
    (size) => [...two, ...lines(size, (n) => `when a done as x where x.result > ${n}: b(${n})`)],
  ],
  "rules that wait for one task and gather another": [
    "",
    (size) => [
      ...two,
      "task c(n: int) -> int = n",
      "edge a, b -> c",
      ...lines(size, (n) => `when a done as x: b(x.result + ${n})`),
      ...lines(size, (n) => `when no more b, no more a: c(count(all a) + count(all b) + ${n})`),
    ],
  ],
  "statements in one rule": [
    "",
    (size) => [
      ...two,
      "edge b -> b",
      "when a done as x:",
      ...lines(size, (n) => `  let v${n} = b(x.result + ${n})\n  b(v${n})`),
    ],
  ],
  "rules in rules": [
    "",
    (size) => [
      ...two,
      "edge b -> b",
      ...lines(size, (n) => `when a done as x:\n  let y = b(x.result)\n  when y done: b(y.result + ${n}) after y`),
    ],
  ],
  workflows: [
    "",
    (size) => [
      "task a(n: int) -> int = n",
      "task b(n: int[]) -> int = count(n)",
      "edge a -> b",
      ...lines(size, (n) => `workflow w${n}(n: int) -> int:\n  output b\n  start: a(n)\n  when no more a: b(all a)`),
      "start:",
      ...lines(size, (n) => `  w${n}(${n})`),
    ],
  ],
  "one wide circle": [
    "",
    (size) => [
      ...tasks(size),
      ...lines(size, (n) => `edge t${n} -> t${(n + 1) % size}`),
      "start: t0(1)",
      ...lines(size, (n) => `when t${n} done as x where x.result < 99: t${(n + 1) % size}(x.result + 1)`),
    ],
  ],
  "one wide circle that never ends": [
    "ADG5003",
    (size) => [
      ...tasks(size),
      ...lines(size, (n) => `edge t${n} -> t${(n + 1) % size}`),
      "start: t0(1)",
      ...lines(size, (n) => `when t${n} done as x: t${(n + 1) % size}(x.result)`),
    ],
  ],
  "one wide circle of waits": [
    "ADG5001",
    (size) => [
      ...tasks(size),
      ...lines(size, (n) => `edge t${n} -> t${(n + 1) % size}`),
      "start: t0(1)",
      ...lines(size, (n) => `when no more t${n}: t${(n + 1) % size}(count(all t${n}))`),
    ],
  ],
  "rounds, each with a gather under it": [
    "",
    (size) => [
      ...lines(size / 4, (n) =>
        [
          `task round${n}(n: int) -> int = n`,
          `task trial${n}(n: int) -> int = n`,
          `task judge${n}(n: int) -> int = n`,
          `edge round${n} -> trial${n} -> judge${n} -> round${n}`,
          `edge round${n} -> judge${n}`,
          `when round${n} done as r: trial${n}(r.result)`,
          `when round${n} done as r, no more trial${n} under r: judge${n}(count(all trial${n} under r))`,
          `when judge${n} done as j where j.result < 9: round${n}(j.result + 1)`,
        ].join("\n"),
      ),
      ...lines(
        size / 4 - 1,
        (n) => `edge judge${n} -> round${n + 1}\nwhen judge${n} done as j where j.result >= 9: round${n + 1}(1)`,
      ),
      "start: round0(1)",
    ],
  ],
  "edges that are not declared": [
    "ADG4001",
    (size) => [
      "task a(n: int) -> int = n",
      "task b(n: int) -> int = n",
      "start: a(1)",
      ...lines(size, () => "when a done as x: b(x.result)"),
    ],
  ],
};

const SMALL = 200;
const TIMES = 8;

test.each(Object.entries(shapes))("work grows as the text does: %s", (_, [codes, program]) => {
  const text = (size: number): string => `${program(size).join("\n")}\n`;
  const [small, large] = [text(SMALL), text(TIMES * SMALL)];
  expect([...new Set(diagnosticsOf(small).map(({ code }) => code))].join(" ")).toBe(codes);
  expect(growth(small, large)).toBeLessThan(1.3 * TIMES);
});

test("ten times the lines of a usual program are ten times the work", () => {
  const [small, large] = [largeProgram(1000), largeProgram(10_000)];
  expect(large.length / small.length).toBeLessThan(11);
  for (const text of [small, large])
    expect([...new Set(diagnosticsOf(text).map(({ code }) => code))]).toEqual(["ADG5005"]);
  expect(growth(small, large)).toBeLessThan(11);
});

/** How much more work the larger text is. */
function growth(small: string, large: string): number {
  // What is done once only, such as reading the grammar, is no part of it.
  diagnosticsOf(small);
  return workOf("compiler", () => diagnosticsOf(large)) / workOf("compiler", () => diagnosticsOf(small));
}
