import { expect, test } from "vitest";
import { analyse, applyEdits, type Host } from "@adg/compiler";
import { refactoringsAt } from "@adg/compiler/query";
import { Project } from "./support/command.ts";

const host: Host = {
  readFile: () => ({ kind: "missing" }),
  resolve: (_, path) => path,
  moduleExports: () => ({ kind: "unknown" }),
};

const program = `output sums: int[] = all total
output shown: string[] = all show

task numbers(upto: int) -> int[] = range(upto)
task double(n: int) -> int = n * 2
task total(ns: int[], plus: int = 0) -> int = sum(ns) + plus
task log(n: int, times: int) -> int = n * times
task show(text: string) -> string:
  sh "printf '%s' \\"<#{text}>\\" | tr a-z A-Z"

edge numbers -> double -> total -> show
edge numbers -> log
edge log -> log

start: numbers(4)

when numbers done as ns:
  let several = ns.result + [10]
  for i, n in several: double(n + i) key n
  let first = log(several[0], 3)
  log(n: first, times: 2)

when no more double: total(all double, 1)
when total done as t: show("total is #{t.result}")
`;

/** A program after what is offered for a piece of it. */
function refactored(text: string, piece: string, title: string): string {
  const start = text.indexOf(piece);
  const analysis = analyse("main.adg", text, host);
  const offered = refactoringsAt(analysis, "main.adg", { start, end: start + piece.length });
  const found = offered.find((each) => each.title === title);
  if (found === undefined)
    throw new Error(`"${title}" is not offered, but ${offered.map((each) => each.title).join(", ")}`);
  return applyEdits(text, found.edits);
}

async function run(text: string) {
  const { status, outputs, nodes, edges } = await new Project({ "main.adg": text }).run([]);
  return { status, outputs, nodes, edges };
}

test("a program that is written in another way makes the same graph, and what became a workflow the same inside of it", async () => {
  const before = await run(program);
  expect(before).toMatchObject({ status: "succeeded", outputs: { sums: [53], shown: ["<TOTAL IS 53>"] } });
  const ways = [
    ["ns.result", 'Extract "let result"'],
    ["several", 'Inline "several"'],
    ["total(all double, 1)", "Name the arguments"],
    ["log(n: first, times: 2)", "Give the arguments by position"],
    ["printf", "Write the command as a block"],
  ] as const;
  const other = ways.reduce((text, [piece, title]) => refactored(text, piece, title), program);
  expect(await run(other)).toEqual(before);

  const statements = "let first = log(several[0], 3)\n  log(n: first, times: 2)";
  const after = await run(refactored(program, statements, 'Extract "workflow extracted"'));
  expect(after.outputs).toEqual(before.outputs);
  expect(after.nodes).toEqual({ ...before.nodes, extracted: { done: 1, failed: 0, skipped: 0 } });
  const { "numbers->log": _, ...edges } = before.edges;
  expect(after.edges).toEqual({ ...edges, "numbers->extracted": 1 });
}, 60_000);
