import fc from "fast-check";
import type { Workflow } from "@adg/runtime";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { frameLines, type Picture } from "./frame.ts";
import { Progress } from "./progress.ts";
import type { RuleProgress } from "./rule-progress.ts";
import { widthOf } from "./text-width.ts";

/** Nodes of a task by what became of them. What runs has done so for as many seconds as `since` says. */
interface Sketch {
  readonly waiting?: number;
  readonly running?: number;
  readonly done?: number;
  readonly failed?: number;
  readonly skipped?: number;
  readonly since?: number;
}

const now = 100_000;

/** A run that stands as the sketches say; nothing has happened in its last half minute but what they tell of. */
function progressOf(sketches: Readonly<Record<string, Sketch>>): Progress {
  const tasks = Object.keys(sketches).map((name) => ({ name, implementation: { kind: "shell" } }));
  const progress = new Progress({ tasks } as unknown as Workflow);
  let node = 0;
  for (const [task, { waiting = 0, running = 0, since = 0, ...settled }] of Object.entries(sketches)) {
    const time = now - 30_000;
    for (let i = 0; i < waiting; i += 1) progress.apply({ kind: "node-added", task, time, node: node++ });
    for (let i = 0; i < running; i += 1) {
      progress.apply({ kind: "node-added", task, time, node });
      progress.apply({ kind: "node-started", task, time: now - since * 1000, attempt: 1, node: node++ });
    }
    for (const state of ["done", "failed", "skipped"] as const)
      for (let i = 0; i < (settled[state] ?? 0); i += 1) {
        progress.apply({ kind: "node-added", task, time, node });
        progress.apply({ kind: "node-settled", task, time, state, node: node++ });
      }
  }
  return progress;
}

const rule = (text: string, state: RuleProgress["state"], fired = 0): RuleProgress => ({
  text,
  place: "line 7",
  fired,
  state,
});

function frame(sketches: Readonly<Record<string, Sketch>>, options: Partial<Picture> = {}): string {
  const picture: Picture = {
    progress: progressOf(sketches),
    rules: [],
    start: now - 83_000,
    now,
    isStopping: false,
    argumentsOf: (node) => `n: ${node}`,
    width: 79,
    height: 23,
    paint: (_style, text) => text,
    ...options,
  };
  return frameLines(picture).join("\n");
}

const rules = [
  rule("start", "fired", 1),
  rule("when find done as found", "open", 997),
  rule("when no more count", "blocked"),
  rule("when count failed", "closed"),
];

describe("the picture of a run", () => {
  test("has a line for each task and each rule, and one for the whole", () => {
    const sketches = {
      find: { done: 1 },
      count: { waiting: 997, running: 2, done: 1204, failed: 3, since: 12 },
      total: {},
    };
    expect(frame(sketches, { rules })).toBe(
      `
task   waiting  running   done  failed  longest
find                         1
count      997        2  1,204       3  12 s  n: 998
total
rules
fired    start  line 7
open     when find done as found  line 7  fired 997 times
blocked  when no more count  line 7
closed   when count failed  line 7
1 min 23 s  2,207 nodes: 997 waiting, 2 running, 1,205 done, 3 failed`.trimStart(),
    );
  });

  test("says so before there is anything", () => {
    expect(frame({}, { start: now })).toBe("0 s  no nodes yet");
    expect(frame({ a: {} }, { start: now })).toBe(
      "task  waiting  running  done  failed  longest\na\n0 s  no nodes yet",
    );
  });

  test("has a column for skipped nodes once there are some, and says that it stops", () => {
    expect(frame({ a: { failed: 1 }, b: { skipped: 2 } }, { isStopping: true })).toBe(
      `
task  waiting  running  done  failed  skipped  longest
a                                  1
b                                           2
stopping  1 min 23 s  3 nodes: 1 failed, 2 skipped`.trimStart(),
    );
  });

  test("says how long a task's longest node has run from a second on, so that what hangs is seen", () => {
    const text = frame({ slow: { running: 1, since: 4000 }, quick: { running: 1, since: 0.9 } });
    expect(text).toMatch(/\nslow {18}1 {16}1 h 6 min {2}n: 0\n/);
    expect(text).toContain("\nquick                 1\n");
  });
});

describe("with more tasks than lines", () => {
  const many: Readonly<Record<string, Sketch>> = Object.fromEntries(
    Array.from({ length: 50 }, (_, i): [string, Sketch] => {
      if (i === 44) return [`task_${i}`, { running: 3, done: 7 }];
      if (i === 47) return [`task_${i}`, { failed: 1, waiting: 2 }];
      if (i > 40) return [`task_${i}`, {}];
      return [`task_${i}`, i % 2 === 0 ? { done: 100 } : { waiting: 10, done: 10 }];
    }),
  );

  test("what runs or has failed is shown, what waits comes next, and a line tells of all others", () => {
    expect(frame(many, { height: 9, rules })).toBe(
      `
task     waiting  running  done  failed  longest
task_1        10             10
task_3        10             10
task_5        10             10
task_44                 3     7
task_47        2                      1
and 45 more tasks: 170 waiting, 2,270 done; 7 without nodes
rules: 1 blocked, 1 open, 1 fired, 1 closed
1 min 23 s  2,513 nodes: 202 waiting, 3 running, 2,307 done, 1 failed`.trimStart(),
    );
  });

  test("a task stays in sight for some seconds after something has happened to it", () => {
    const progress = progressOf({ ...many, task_0: { running: 1 } });
    progress.apply({ kind: "node-settled", task: "task_0", node: 0, state: "done", time: now - 500 });
    expect(frame(many, { progress, height: 5 })).toMatch(/\ntask_0 /);
    expect(frame(many, { progress, height: 5, now: now + 10_000 })).not.toMatch(/\ntask_0 /);
  });

  test("80 columns and 24 lines are enough for 50 tasks and a million nodes", () => {
    const progress = progressOf(many);
    const big = Object.assign(progress.tasks[0] as object, { added: 1_000_000, done: 900_000 });
    expect(big).toBeDefined();
    const lines = frame(many, { progress, rules }).split("\n");
    expect(lines).toHaveLength(23);
    expect(lines[0]).toBe("task       waiting    running       done     failed  longest");
    expect(lines[1]).toBe("task_0     100,000               900,000");
  });
});

describe("rules", () => {
  const many = Array.from({ length: 30 }, (_, i) => rule(`when t${i} done`, i === 29 ? "blocked" : "fired", 2));

  test("that are too many are folded; those that are blocked are shown first", () => {
    const lines = frame({ a: { done: 1 } }, { rules: many, height: 8 }).split("\n");
    expect(lines.slice(2)).toEqual([
      "rules",
      "fired    when t0 done  line 7  2 times",
      "fired    when t1 done  line 7  2 times",
      "blocked  when t29 done  line 7  2 times",
      "and 27 more rules: 27 fired",
      "1 min 23 s  1 node: 1 done",
    ]);
  });

  test("do not take all of a large terminal", () => {
    expect(frame({ a: { done: 1 } }, { rules: many, height: 80 }).split("\n")).toHaveLength(16);
  });
});

describe("in a narrow terminal", () => {
  const sketches = {
    a_task_with_a_name_that_is_really_very_long_indeed: { waiting: 12, running: 3, done: 4567, failed: 1, since: 70 },
    b: { skipped: 1 },
  };

  test("names are cut and heads shortened before anything is left out", () => {
    expect(frame(sketches, { width: 60 })).toBe(
      `
task                waiting  running   done  failed  skipped
a_task_with_a_nam…       12        3  4,567       1
b                                                          1
1 min 23 s  4,584 nodes: 12 waiting, 3 running, 4,567 done,…`.trimStart(),
    );
    expect(frame(sketches, { width: 39 })).toBe(
      `
task             wait   run  done  fail
a_task_with_a_…    12     3  4567     1
b
1 min 23 s  4,584 nodes: 12 waiting, 3…`.trimStart(),
    );
    expect(frame(sketches, { width: 26 })).toBe(
      `
task             run  fail
a_task_with_a…     3     1
b
1 min 23 s  4,584 nodes: …`.trimStart(),
    );
    expect(frame(sketches, { width: 10 })).toBe("task\na_task_wi…\nb\n1 min 23 …");
  });

  test("the text of a rule is cut before what it has come to", () => {
    const long = [rule("when a_task_with_a_name_that_is_long done as one_of_them", "open", 12_345)];
    const last = (width: number) => frame({ a: { done: 1 } }, { rules: long, width }).split("\n")[3];
    expect(last(79)).toBe("open     when a_task_with_a_name_that_is_long done…  line 7  fired 12,345 times");
    expect(last(44)).toBe("open     when a_task_wi…  fired 12,345 times");
  });

  test("wide characters count for two columns", () => {
    const text = frame(
      { 図書館: { running: 1, since: 5 } },
      { width: 79, argumentsOf: () => `of: "${"漢".repeat(50)}"` },
    );
    const lines = text.split("\n");
    expect(lines[0]).toBe("task    waiting  running  done  failed  longest");
    expect(lines[1]).toMatch(/^図書館 {17}1 {16}5 s {2}of: "漢+…$/);
    expect(widthOf(lines[1] ?? "")).toBeLessThanOrEqual(79);
  });
});

test("whatever the run and the terminal, a picture fits, and no text of a user's can leave its line", () => {
  const sketch = fc.record({
    waiting: fc.nat(3),
    running: fc.nat(2),
    done: fc.nat(3),
    failed: fc.nat(1),
    skipped: fc.nat(1),
    since: fc.nat(100_000),
  });
  const names = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(
      fc.dictionary(names, sketch, { maxKeys: 30 }),
      fc.array(fc.tuple(names, fc.constantFrom("open", "fired", "closed", "blocked"), fc.nat(2_000_000)), {
        maxLength: 20,
      }),
      fc.nat(130),
      fc.nat(40),
      (sketches, rules, width, height) => {
        const lines = frameLines({
          progress: progressOf(sketches),
          rules: rules.map(([text, state, fired]) => rule(text, state, fired)),
          start: 0,
          now,
          isStopping: false,
          argumentsOf: () => "漢\n\u001B[2J\u009B1A\u202Eb",
          width,
          height,
          paint: (_style, text) => text,
        });
        expect(lines.length).toBeLessThanOrEqual(height);
        for (const line of lines) {
          expect(widthOf(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/[\p{Cc}\u202E]/u);
          expect(line).toBe(stripVTControlCharacters(line));
        }
      },
    ),
  );
});
