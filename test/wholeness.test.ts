/** Which rules failures block (language.md §4, "Failures"): in every order in which nodes may end, the same. */
import { expect, describe, it } from "vitest";
import { begin, step } from "../runtime/src/step.ts";
import { reportOf } from "../runtime/src/report.ts";
import type { Report } from "@adg/runtime";
import type { Command } from "../runtime/src/event.ts";
import type { Workflow } from "../runtime/src/workflow.ts";
import { load } from "./support/compile.ts";
import { tempFolder } from "./support/temp-folder.ts";
import { workOf } from "./support/work.ts";

const folder = tempFolder();
let count = 0;

/** How a run ends. `fails` names what fails: a task, or a task with its first argument. */
function reportIn(workflow: Workflow, fails: ReadonlySet<string>, order: number): Report {
  const state = begin(workflow);
  const running: number[] = [];
  const take = (commands: readonly Command[]): void => {
    for (const command of commands) if (command.kind === "submit") running.push(command.node);
  };
  take(step(state, { kind: "started", inputs: {} }));
  for (let left = order; running.length > 0; left = Math.floor(left / (running.length + 1))) {
    const node = running.splice(left % running.length, 1)[0] as number;
    const name = workflow.tasks[state.graph.task(node)]?.name ?? "";
    const fault = fails.has(name) || fails.has(`${name} ${String(state.graph.args(node)[0])}`);
    const failure = { code: "ADG7004", message: "no" } as const;
    take(step(state, fault ? { kind: "failed", node, failure } : { kind: "succeeded", node, result: null }));
  }
  const report = reportOf(state, "run");
  expect(report.errors.filter(({ message }) => message.includes("fault of adg"))).toEqual([]);
  return report;
}

/** Holds what the program says after `// blocked` and `// fired` at its rules, in many orders. */
async function expectStates(text: string, fails: readonly string[]): Promise<void> {
  const workflow = await load(text, folder, `program-${(count += 1)}`);
  const expected = [...text.matchAll(/^ *(when .*):.*\/\/ (blocked|fired|closed)$/gm)].map(([, head, now]) => [
    head,
    now,
  ]);
  expect(expected.length).toBeGreaterThan(0);
  for (let order = 0; order < 24; order += 1) {
    const { rules } = reportIn(workflow, new Set(fails), order);
    const states = Object.fromEntries(rules.map(({ rule, state: now }) => [rule, now]));
    expect(states, `order ${order}`).toMatchObject(Object.fromEntries(expected));
  }
}

const tasks = `
task a(n: int) from "./tasks.ts"
task b(n: int) from "./tasks.ts"
task c(n: int) from "./tasks.ts"
task d(n: int) from "./tasks.ts"
edge a, b, c, d -> a, b, c, d
`;

describe("a set is not whole", () => {
  it("where a group of an every is missing a member that failed", () =>
    expectStates(
      `${tasks}
start:
  a(1)
  a(2)
when every 1 a done as group: b(1) // fired
when no more b: c(1) // blocked
`,
      ["a 1"],
    ));

  it("where a rule that waits for all would fire had none of them failed", () =>
    expectStates(
      `${tasks}
start:
  a(1)
  a(2)
when all a done: b(1) // closed
when no more b: c(1) // blocked
`,
      ["a"],
    ));
});

describe("a set is whole", () => {
  it("where a stand-in comes at the same time as what waits for it", () =>
    expectStates(
      `${tasks}
start:
  let x = a(1)
  a(2)
  when x done: b(1)
when a settled as s, no more b despite failures: // fired
  when no more b: c(1) // fired
`,
      ["a 2"],
    ));

  it("where the stand-in is a task that appends what is waited for", () =>
    expectStates(
      `${tasks.replace('task d(n: int) from "./tasks.ts"', 'task d(n: int) from "./tasks.ts" spawns b')}
start: a(1)
when a done: b(1) // closed
when a failed: d(1) // fired
when no more b: c(1) // fired
`,
      ["a"],
    ));

  it("where at least would not be reached even so", () =>
    expectStates(
      `${tasks}
start: a(1)
when at least 2 a done: b(1) // closed
when no more b: c(1) // fired
`,
      ["a"],
    ));

  it("where a rule has fired for every node that it could fire on", () =>
    expectStates(
      `${tasks}
start:
  a(1)
  let x = d(1)
  when x failed: b(1) after [n for n in all a] // fired
when a done as n: c(count(all b under n)) // fired
when a done as n, no more c under n: d(2) // fired
`,
      ["d 1"],
    ));

  it("where one that failed for all has a stand-in, whichever fails first", () =>
    expectStates(
      `${tasks}
start:
  a(1)
  a(2)
when all a done: b(1) // closed
when a failed as f where f.args.n == 2: b(2) // fired
when no more b: c(1) // fired
`,
      ["a 2"],
    ));
});

it("where several failed and one has no stand-in, that does not depend on which failed first", () =>
  expectStates(
    `${tasks}
start:
  a(1)
  a(2)
when all a done: b(1) // closed
when a failed as f where f.args.n == 2: b(2) // fired
when no more b: c(1) // blocked
`,
    ["a 1", "a 2"],
  ));

/** For how many nodes the last rule of the program fired and was blocked, in many orders: all the different answers. */
async function countsOfLastRule(text: string, fails: readonly string[]): Promise<readonly string[]> {
  const workflow = await load(text, folder, `program-${(count += 1)}`);
  const answers = new Set<string>();
  for (let order = 0; order < 60; order += 1) {
    const last = reportIn(workflow, new Set(fails), order).rules.at(-1);
    answers.add(`fired ${last?.fired}, blocked ${last?.blocked}`);
  }
  return [...answers];
}

describe("what failed under one node blocks nothing under another", () => {
  it("where rules take groups under each", async () => {
    const text = `${tasks}
start:
  for n in range(3): a(n)
when a done as x: b(x.args.n)
when a done as x, every 2 b done under x as group: c(count(group))
when a done as x, no more c under x: d(x.args.n)
`;
    expect(await countsOfLastRule(text, ["b 1"])).toEqual(["fired 2, blocked 1"]);
  });

  it("where nested rules wait for two nodes of each", async () => {
    const text = `${tasks}
start:
  for n in range(3): a(n)
when a done as x:
  let one = b(x.args.n)
  let other = b(10)
  when one done, other done: c(x.args.n)
when a done as x, no more c under x: d(x.args.n)
`;
    expect(await countsOfLastRule(text, ["b 1"])).toEqual(["fired 2, blocked 1"]);
  });
});

it("a blocked rule is reported with the failures that block what it waits for, and with no others", async () => {
  const text = `${tasks}
start:
  a(1)
  d(1)
when a done: b(1)
when no more b: c(1)
when no more c: d(2)
`;
  const workflow = await load(text, folder, `program-${(count += 1)}`);
  for (let order = 0; order < 4; order += 1) {
    const { rules } = reportIn(workflow, new Set(["a", "d"]), order);
    const [b, c] = [rules.at(-2)?.by, rules.at(-1)?.by];
    expect(b).toHaveLength(1);
    expect(c).toEqual(b);
  }
});

describe("in a run with a failure under each node", () => {
  const programs = {
    "rules wait for no more under each": "when a done as x, no more c under x: d(x.args.n)",
    "rules close that need all under each": `when a done as x, all b done under x as bs: c(count(bs))
when a done as x, no more c under x: d(x.args.n)`,
  };
  it.each(Object.entries(programs))("work grows at most with the square of the nodes: %s", async (_, rules) => {
    const work: number[] = [];
    for (const size of [25, 50, 100]) {
      const text = `${tasks}
start:
  for n in range(${size}): a(n)
when a done as x:
  for i in range(3): b(3 * x.args.n + i)
when b done as x: c(x.args.n)
${rules}
`;
      const workflow = await load(text, folder, `program-${(count += 1)}`);
      const fails = new Set(Array.from({ length: size }, (_each, n) => `b ${3 * n}`));
      work.push(workOf("runtime", () => reportIn(workflow, fails, 0)));
    }
    expect((work[2] as number) / (work[1] as number)).toBeLessThan(4);
  });
});
