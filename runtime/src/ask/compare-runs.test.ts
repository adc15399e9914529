import { expect, test } from "vitest";
import { created, outcome } from "../../../test/support/journal.ts";
import type { History } from "../journal/history.ts";
import type { FailedRecord, SucceededRecord } from "../journal/record.ts";
import type { Value } from "../workflow.ts";
import { compareRuns, type ComparedRun } from "./compare-runs.ts";

type Record = SucceededRecord | FailedRecord;

function run(id: string, records: readonly Record[], inputs: { readonly [name: string]: Value } = {}): ComparedRun {
  const history: History = {
    created: created(id, inputs),
    outcomes: records.map((record, index) => ({ index, record, code: "c" })),
    attempts: new Map(),
    begun: new Map(),
    resumed: [],
    allowed: new Set(),
    unasked: 0,
    exactFrom: 0,
    sessions: [],
    ended: { kind: "ended", status: "succeeded", time: 9 },
    end: { position: 1, sum: 0 },
  };
  return { history, isLive: false, folder: `/runs/${id}`, args: new Map() };
}

function compare(a: ComparedRun, b: ComparedRun, different: readonly string[] = []): ReturnType<typeof compareRuns> {
  return compareRuns(a, b, {
    valueOf: (stored) => ("value" in stored ? stored.value : stored.object),
    isSameFile: (path) => !different.includes(path),
  });
}

const args = (record: SucceededRecord, text: string): SucceededRecord => ({ ...record, args: text });

test("what lies in the folder of each run is compared by its content, whatever the run is called", () => {
  const made = (id: string): Record[] => [
    outcome(1, { file: `/runs/${id}/t:1/work/x` }),
    args(outcome(2), `["/runs/${id}/t:1/work/x"]`),
  ];
  expect(compare(run("a", made("a")), run("b", made("b")))).toMatchObject({ isEqual: true, nodes: [] });
  const other = compare(run("a", made("a")), run("b", made("b")), ["/runs/a/t:1/work/x"]);
  expect(other.isEqual).toBe(false);
  expect(other.nodes.map(({ a, differs }) => [a.node, differs])).toEqual([
    ["t:1", ["result"]],
    ["t:2", ["arguments"]],
  ]);
});

test("nodes of only one run, inputs, and states that differ are told", () => {
  const { record } = { record: outcome(1) };
  const failure = { code: "ADG7004", message: "no" };
  const { result: _result, ...rest } = record;
  const failed: FailedRecord = { ...rest, kind: "failed", failure, final: true };
  const found = compare(run("a", [record, outcome(2)], { n: 1 }), run("b", [failed, outcome(3)], { n: 1, m: [2] }));
  expect(found).toMatchObject({ isEqual: false, inputs: { m: { b: [2] } } });
  expect(Object.keys(found.inputs)).toEqual(["m"]);
  expect([found.onlyA, found.onlyB].map((nodes) => nodes.map(({ node }) => node))).toEqual([["t:2"], ["t:3"]]);
  expect(found.nodes.map(({ differs }) => differs)).toEqual([["state"]]);
});

test("long arguments that nobody knows are not compared, and that is said", () => {
  const [one, other] = ["0", "1"].map((digit) => [args(outcome(1), `sha256:${digit}`)]) as [Record[], Record[]];
  expect(compare(run("a", one), run("b", other))).toMatchObject({ isEqual: true, uncompared: 1 });
  const known = (id: string, text: string): ComparedRun => ({
    ...run(id, id === "a" ? one : other),
    args: new Map([["t:1", text]]),
  });
  expect(compare(known("a", "[1]"), known("b", "[2]"))).toMatchObject({ isEqual: false, uncompared: 0 });
  expect(compare(known("a", '["/runs/a/x"]'), known("b", '["/runs/b/x"]'))).toMatchObject({
    isEqual: true,
    uncompared: 0,
  });
});

test("only times that differ much are told, and make no difference", () => {
  const took = (number: number, ms: number): Record => ({ ...outcome(number), begun: 0, ended: ms });
  const a = run("a", [took(1, 1000), took(2, 100), took(3, 5000), took(4, 100)]);
  const b = run("b", [took(1, 2500), took(2, 900), took(3, 7000), took(4, 9000)]);
  const { times, isEqual } = compare(a, b);
  expect(isEqual).toBe(true);
  expect(times.map(({ node, a, b }) => [node, a, b])).toEqual([
    ["t:4", 100, 9000],
    ["t:1", 1000, 2500],
  ]);
});
