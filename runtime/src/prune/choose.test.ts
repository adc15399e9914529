import { expect, test } from "vitest";
import { choose, type Candidate, type CandidateState, type Choice, type Chosen } from "./choose.ts";
import { mentionedRuns } from "./mentions.ts";

/** Each ended at its number; what keeps no journal is named so. */
function run(name: string, state: CandidateState, last: number): Candidate {
  return { run: name, state, isBare: name.startsWith("bare"), started: last, last };
}

const runs = [
  run("a", "succeeded", 1),
  run("b", "failed", 2),
  run("c", "cut off", 3),
  run("d", "interrupted", 4),
  run("e", "damaged", 5),
  run("f", "succeeded", 6),
  run("g", "running", 7),
  run("bare-1", "no journal", 2),
  run("bare-2", "running", 8),
];

interface Needs {
  readonly uses?: Readonly<Record<string, readonly string[]>>;
  readonly cached?: Readonly<Record<string, string>>;
  readonly unsure?: readonly string[];
}

/** At 10, of runs that take as many bytes as their number. */
function chosen(choice: Choice, { uses = {}, cached = {}, unsure = [] }: Needs = {}): Chosen {
  return choose(runs, choice, {
    now: 10,
    sizeOf: (id) => runs.find((each) => each.run === id)?.last ?? 0,
    usesOf: (id) => uses[id] ?? [],
    isUnsure: (id) => unsure.includes(id),
    cached: new Map(Object.entries(cached)),
  });
}

const going = (choice: Choice, needs?: Needs): string => chosen(choice, needs).going.join(" ");

test("without more, those go that are over; what could be resumed, or cannot be read, stays and is told", () => {
  const { going, staying } = chosen({});
  expect(going).toEqual(["a", "b", "bare-1", "f"]);
  expect(Object.fromEntries(staying)).toEqual({
    c: { why: "resumable", state: "cut off" },
    d: { why: "resumable", state: "interrupted" },
    e: { why: "damaged", problem: "" },
    g: { why: "running" },
    "bare-2": { why: "running" },
  });
});

test("those go that meet all that is said", () => {
  expect(going({ olderThan: 7 })).toBe("a b bare-1");
  expect(going({ largerThan: 1 })).toBe("b bare-1 f");
  expect(going({ olderThan: 3, largerThan: 1 })).toBe("b bare-1 f");
  expect(going({ olderThan: 3, states: ["failed", "cut off"] })).toBe("b c");
  expect(going({ states: ["interrupted"] })).toBe("d");
  expect(going({ states: ["damaged"] })).toBe("e");
});

test("the newest stay, whatever came of them; those without a journal do not count", () => {
  expect(going({ keep: 1 })).toBe("a b f");
  expect(going({ keep: 2 })).toBe("a b");
  expect(going({ keep: 6 })).toBe("a");
  expect(going({ keep: 7 })).toBe("");
  expect(going({ keep: 70 })).toBe("");
  expect(going({ keep: 2, states: ["succeeded"] })).toBe("a");
  expect(going({ keep: 2, olderThan: 7 })).toBe("a b bare-1");
});

test("those that are named go, also if they could be resumed; not if they go on", () => {
  expect(going({ named: ["c", "e"] })).toBe("c e");
  expect(chosen({ named: ["a", "g"] })).toEqual({ going: ["a"], staying: new Map([["g", { why: "running" }]]) });
});

test("what a run or the cache needs that stays, stays, and what that needs in turn", () => {
  const uses = { g: ["b"], b: ["a"], f: ["a"] };
  const { going, staying } = chosen({}, { uses });
  expect(going).toEqual(["bare-1", "f"]);
  expect(staying.get("b")).toEqual({ why: "used", by: "g" });
  expect(staying.get("a")).toEqual({ why: "used", by: "b" });
  // Both go together, and so may those in a circle.
  expect(chosen({ named: ["a", "f"] }, { uses: { f: ["a"], a: ["f"] } }).going).toEqual(["a", "f"]);
  expect(chosen({ named: ["a"] }, { uses })).toEqual({
    going: [],
    staying: new Map([["a", { why: "used", by: "b" }]]),
  });
  expect(chosen({ named: ["a", "f"] }, { uses: { f: ["a"] }, cached: { f: "pdf" } })).toEqual({
    going: [],
    staying: new Map(Object.entries({ f: { why: "cached", task: "pdf" }, a: { why: "used", by: "f" } })),
  });
});

test("where what a run needs that stays cannot be told, only those go that are named", () => {
  const needs = { uses: { e: ["b"] }, unsure: ["a", "e"] };
  const { going: none, staying } = chosen({}, needs);
  expect(none).toEqual([]);
  expect(staying.get("a")).toEqual({ why: "perhaps-used", by: "e" });
  expect(staying.get("b")).toEqual({ why: "used", by: "e" });
  expect(staying.get("bare-1")).toEqual({ why: "perhaps-used", by: "e" });
  expect(going({ states: ["succeeded"] }, needs)).toBe("");
  expect(going({ named: ["a", "b", "f"] }, needs)).toBe("a f");
  // What goes needs nothing.
  expect(going({}, { unsure: ["a"] })).toBe("a b bare-1 f");
  expect(going({ states: ["damaged"] }, { unsure: ["e"] })).toBe("e");
});

test("the runs are found in whose folders paths lead, wherever in a value", () => {
  const value = {
    one: "/p/.adg/runs/r1/page-1/work/x.txt",
    more: ["/q/state/runs/r2", "see /p/.adg/runs/r3/log", "C:\\p\\runs\\r4\\x"],
    none: ["/p/runs", "trial runs r6", "/p/reruns/r7/x"],
  };
  expect(mentionedRuns(JSON.stringify(value))).toEqual(["r1", "r2", "r3", "r4"]);
});
