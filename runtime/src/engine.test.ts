import { describe, expect, test } from "vitest";
import { taskOf, type TaskText } from "../../test/support/attempt-order.ts";
import { tempFolder } from "../../test/support/temp-folder.ts";
import { runEngine, type Core, type EngineOptions, type UntimedRunEvent } from "./engine.ts";
import type { Command, Event } from "./event.ts";
import type { Call, CallOutcome, Executor } from "./executor.ts";
import type { Task } from "./workflow.ts";

const folder = tempFolder();

/** A task that the scripted executor runs. */
const scripted = (more: Partial<TaskText> = {}): Task =>
  taskOf({ result: { kind: "json" }, implementation: { kind: "celery", name: "scripted" }, ...more });

/** A core whose node N is of the task `tasks[N]`; `decide` says what an event means. */
function coreOf(tasks: readonly Task[], decide: (event: Event) => readonly Command[]) {
  const events: Event[] = [];
  const core: Core = {
    workflow: {
      version: 1,
      name: "test",
      source: "file:///test.adg",
      types: {},
      tasks,
      edges: [],
      scopes: [],
      rules: [],
    },
    step: (event) => {
      events.push(event);
      return decide(event);
    },
    taskOf: (node) => node,
    depthOf: () => 0,
    idOf: (node) => `n-${node}`,
    argsOf: () => [],
    priorityOf: () => undefined,
    pending: (node) => ({ id: `n-${node}`, task: tasks[node]?.name ?? "", args: {} }),
    nodesCalled: (id) => tasks.map((_, node) => node).filter((node) => id === `n-${node}`),
    isSubmitted: () => true,
    retryable: (named) => ({ ok: false, message: named }),
    totals: () => ({ done: 0, failed: 0 }),
    why: () => ({ kind: "unclear", message: "Nobody knows." }),
  };
  return { core, events };
}

/** Submits all nodes at the start and finishes when all of them have settled; failures are not retried. */
function allAtOnce(tasks: readonly Task[]) {
  let left = tasks.length;
  return coreOf(tasks, (event) => {
    if (event.kind === "started") return tasks.map((_, node) => submit(node));
    left -= 1;
    return left === 0 ? [{ kind: "finish" }] : [];
  });
}

const submit = (node: number, attempt = 1, delay = 0): Command => ({ kind: "submit", node, attempt, delay });
const finish: Command = { kind: "finish" };

/** An executor that a test settles by hand. */
class Scripted implements Executor {
  readonly name = "scripted";
  readonly runs = ["celery"] as const;
  readonly started: string[] = [];
  readonly calls = new Map<
    string,
    { call: Call; settle: (outcome: CallOutcome) => void; reject: (error: unknown) => void }
  >();
  mostAtOnce = 0;

  async start(call: Call): Promise<CallOutcome> {
    this.started.push(`${call.nodeId}:${call.attempt}`);
    const { promise, resolve, reject } = Promise.withResolvers<CallOutcome>();
    this.calls.set(call.nodeId, { call, settle: resolve, reject });
    this.mostAtOnce = Math.max(this.mostAtOnce, this.calls.size);
    return promise.finally(() => this.calls.delete(call.nodeId));
  }

  /** Nodes end with their own id as the result. */
  succeed(...ids: string[]): void {
    for (const id of ids) this.calls.get(id)?.settle({ ok: true, value: id });
  }

  async close(): Promise<void> {}
}

/** Lets everything that can happen without the test happen. */
async function quiet(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((turn) => setImmediate(turn));
}

const atOnce = (concurrency: number) => ({ concurrency, cpus: concurrency, memory: 1000 });

function start(core: Core, more: Partial<EngineOptions> = {}) {
  const executor = new Scripted();
  const seen: UntimedRunEvent[] = [];
  const over = runEngine(core, {
    run: "r1",
    inputs: { n: 3 },
    executors: [executor],
    budgets: atOnce(10),
    folder,
    runFolder: `${folder}/runs/r1`,
    inherits: "all",
    emit: (event) => seen.push(event),
    ...more,
  });
  let isOver = false;
  void over.catch(() => {}).finally(() => (isOver = true));
  return { executor, over, seen, isOver: () => isOver };
}

describe("the engine", () => {
  test("starts what step submits, tells step what came of it, and ends when step says so", async () => {
    const { core, events } = allAtOnce([scripted({ name: "a" }), scripted({ name: "b" })]);
    const { executor, over, seen } = start(core);
    await quiet();
    expect(executor.started).toEqual(["n-0:1", "n-1:1"]);
    executor.succeed("n-1");
    executor.calls.get("n-0")?.settle({ ok: false, failure: { code: "ADG7004", message: "no" } });
    await over;
    expect(events).toEqual([
      { kind: "started", inputs: { n: 3 } },
      { kind: "succeeded", node: 1, result: "n-1" },
      { kind: "failed", node: 0, failure: { code: "ADG7004", message: "no" } },
    ]);
    expect(seen).toEqual([
      { kind: "node-started", node: 0, task: "a", attempt: 1 },
      { kind: "node-started", node: 1, task: "b", attempt: 1 },
      { kind: "attempt-failed", node: 0, task: "a", attempt: 1, failure: { code: "ADG7004", message: "no" } },
    ]);
  });

  test("takes an executor that throws or rejects for a failed attempt", async () => {
    const { core, events } = allAtOnce([scripted(), scripted()]);
    const executor: Executor = {
      name: "bad",
      runs: ["celery"],
      start: ({ nodeId }) => {
        if (nodeId === "n-0") throw new Error("at once");
        return Promise.reject(new Error("later"));
      },
      close: async () => {},
    };
    await start(core, { executors: [executor] }).over;
    const messages = events.slice(1).map((event) => event.kind === "failed" && event.failure.message);
    expect(new Set(messages)).toEqual(new Set(["at once", "later"]));
  });

  test("runs no more at once than it may, nor more of a task than its limit", async () => {
    const { core } = allAtOnce(Array.from({ length: 7 }, () => scripted()));
    const { executor, over } = start(core, { budgets: atOnce(3) });
    for (let i = 0; i < 7; i++) {
      await quiet();
      executor.succeed(`n-${i}`);
    }
    await over;
    expect(executor.mostAtOnce).toBe(3);
    expect(executor.started).toHaveLength(7);
  });

  test("lets limit and priority read the call", async () => {
    const priority = (p: number): Partial<TaskText> => ({ priority: (call) => p + (call.inputs["n"] as number) });
    const { core } = allAtOnce([scripted(), scripted(priority(1)), scripted(priority(5))]);
    const { executor, over } = start(core, { budgets: atOnce(1) });
    for (const id of ["n-2", "n-1", "n-0"]) {
      await quiet();
      executor.succeed(id);
    }
    await over;
    expect(executor.started).toEqual(["n-2:1", "n-1:1", "n-0:1"]);
  });

  test("steps through all that completed in one turn before it starts anything", async () => {
    const tasks = [scripted(), scripted(), scripted({ priority: 1 }), scripted({ priority: 2 })];
    const { core } = coreOf(tasks, (event) => {
      if (event.kind === "started") return [submit(0), submit(1)];
      if (event.kind !== "succeeded") return [];
      return event.node < 2 ? [submit(event.node + 2)] : event.node === 2 ? [finish] : [];
    });
    const { executor, over } = start(core, { budgets: atOnce(2) });
    await quiet();
    executor.succeed("n-0", "n-1");
    await quiet();
    executor.succeed("n-3");
    await quiet();
    executor.succeed("n-2");
    await over;
    expect(executor.started).toEqual(["n-0:1", "n-1:1", "n-3:1", "n-2:1"]);
  });

  test("waits out the delay of a further attempt, and holds no place meanwhile", async () => {
    const { core } = coreOf([scripted(), scripted()], (event) => {
      if (event.kind === "started") return [submit(0, 2, 60), submit(1)];
      return event.kind === "succeeded" && event.node === 0 ? [finish] : [];
    });
    const before = performance.now();
    const { executor, over } = start(core, { budgets: atOnce(1) });
    await quiet();
    expect(executor.started).toEqual(["n-1:1"]);
    executor.succeed("n-1");
    await expect.poll(() => executor.started, { interval: 5 }).toEqual(["n-1:1", "n-0:2"]);
    expect(performance.now() - before).toBeGreaterThanOrEqual(59);
    executor.succeed("n-0");
    await over;
  });

  test("cancels what waits, what is delayed and what runs, and is over only when nothing runs any more", async () => {
    const { core, events } = coreOf([scripted(), scripted(), scripted()], (event) => {
      if (event.kind === "started") return [submit(0), submit(1), submit(2, 2, 60_000)];
      return [0, 1, 2].map((node): Command => ({ kind: "cancel", node })).concat(finish);
    });
    const user = new AbortController();
    const { executor, over, isOver } = start(core, { budgets: atOnce(1), signal: user.signal });
    await quiet();
    user.abort();
    await quiet();
    expect(events.at(-1)).toEqual({ kind: "interrupted" });
    expect(executor.started).toEqual(["n-0:1"]);
    expect(executor.calls.get("n-0")?.call.signal.aborted).toBe(true);
    expect(isOver()).toBe(false);
    executor.succeed("n-0");
    await over;
    expect(events).toHaveLength(2);
  });

  test("is interrupted before anything starts where the user was quicker", async () => {
    const { core, events } = coreOf([scripted()], (event) => (event.kind === "started" ? [submit(0)] : [finish]));
    const { executor, over } = start(core, { signal: AbortSignal.abort() });
    await over;
    expect(executor.started).toEqual([]);
    expect(events.map(({ kind }) => kind)).toEqual(["started", "interrupted"]);
  });

  test("calls a run that can neither end nor go on a fault of its own", async () => {
    const { core } = coreOf([], () => []);
    await expect(start(core).over).rejects.toThrow(/^internal fault: .*nothing can start/);
  });

  test("stops what runs when step itself fails", async () => {
    const { core } = coreOf([scripted(), scripted()], (event) => {
      if (event.kind === "started") return [submit(0), submit(1)];
      throw new Error("internal fault: test");
    });
    const { executor, over } = start(core);
    await quiet();
    executor.succeed("n-0");
    await quiet();
    expect(executor.calls.get("n-1")?.call.signal.aborted).toBe(true);
    executor.succeed("n-1");
    await expect(over).rejects.toThrow("internal fault: test");
  });

  test.each<[Partial<TaskText>, string]>([
    [
      { on: "moon" },
      'the task "work" is to run on "moon", and there is no executor of that name; there are "scripted"',
    ],
    [
      { implementation: { kind: "python", module: "m", name: "f" } },
      'the task "work" needs an executor for "python" tasks, and none is configured',
    ],
    [
      { on: "scripted", implementation: { kind: "python", module: "m", name: "f" } },
      'the task "work" is to run on "scripted", which cannot run "python" tasks; no executor that is configured can',
    ],
  ])("fails a node that no executor can run, for good: %j", async (more, message) => {
    const { core, events } = allAtOnce([scripted(more)]);
    await start(core).over;
    expect(events[1]).toMatchObject({ kind: "failed", final: true, failure: { message } });
  });

  test("fails a node whose attributes cannot be computed, for good", async () => {
    const broken = (): number => {
      throw new Error("no such sample");
    };
    const { core, events } = allAtOnce([scripted({ timeout: broken }), scripted({ limit: broken })]);
    await start(core).over;
    for (const event of events.slice(1))
      expect(event).toMatchObject({
        final: true,
        failure: { code: "ADG7007", message: "an attribute of the task: no such sample" },
      });
  });
});

describe("a shuffled run", () => {
  /** 12 nodes at once; each that ends below 6 submits one more. Answers the order in which step heard of them. */
  async function orderOfEvents(
    seed: number | string | undefined,
    delays: "rising" | "falling",
    concurrency: number,
  ): Promise<number[]> {
    const tasks = Array.from({ length: 18 }, () => scripted());
    let left = tasks.length;
    const { core, events } = coreOf(tasks, (event) => {
      if (event.kind === "started") return Array.from({ length: 12 }, (_, node) => submit(node));
      if (event.kind !== "succeeded") return [];
      left -= 1;
      return left === 0 ? [finish] : event.node < 6 ? [submit(event.node + 12)] : [];
    });
    const executor: Executor = {
      name: "timed",
      runs: ["celery"],
      start: async ({ nodeId }) => {
        const n = Number(nodeId.slice(2));
        await new Promise((done) => setTimeout(done, delays === "rising" ? n : 20 - n));
        return { ok: true, value: n };
      },
      close: async () => {},
    };
    await start(core, {
      executors: [executor],
      budgets: atOnce(concurrency),
      ...(seed === undefined ? {} : { shuffle: seed }),
    }).over;
    return events.flatMap((event) => (event.kind === "succeeded" ? [event.node] : []));
  }

  test("has an order that the seed alone decides: not how long anything took, nor how much ran at once", async () => {
    const order = await orderOfEvents(1, "rising", 10);
    expect(await orderOfEvents(1, "falling", 10)).toEqual(order);
    expect(await orderOfEvents(1, "rising", 2)).toEqual(order);
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, i) => i));
  });

  test("has another order for another seed", async () => {
    const orders = await Promise.all([1, 2, "3", "x"].map((seed) => orderOfEvents(seed, "rising", 10)));
    expect(new Set(orders.map(String)).size).toBe(4);
  });

  test("hands over one completion at a time, when nothing runs any more", async () => {
    const { core, events } = allAtOnce([scripted(), scripted()]);
    const { executor, over } = start(core, { shuffle: 1 });
    await quiet();
    executor.succeed("n-0");
    await quiet();
    expect(events).toHaveLength(1);
    executor.succeed("n-1");
    await over;
    expect(events).toHaveLength(3);
  });
});

describe("an executor that likes calls ahead of their time", () => {
  class Eager extends Scripted {
    ahead = 2;
    recall(keep: number): void {
      const all = [...this.calls.values()];
      for (const { call, settle } of all.slice((all.at(-1)?.call.atOnce ?? 0) + keep))
        settle({ ok: false, failure: { code: "ADG7004", message: `${call.nodeId} was taken back` }, unbegun: true });
    }
  }

  test("gets so many more, and is told how many may run; each counts as started when it takes a place", async () => {
    const { core, events } = allAtOnce(Array.from({ length: 6 }, (_, n) => scripted({ name: `t${n}` })));
    const executor = new Eager();
    const { over, seen } = start(core, { executors: [executor], budgets: atOnce(2) });
    const started = (): readonly number[] =>
      seen.flatMap((event) => (event.kind === "node-started" ? [event.node] : []));
    await quiet();
    expect(executor.started).toEqual(["n-0:1", "n-1:1", "n-2:1", "n-3:1"]);
    expect([...executor.calls.values()].map(({ call }) => call.atOnce)).toEqual([1, 2, 2, 2]);
    expect(started()).toEqual([0, 1]);
    executor.succeed("n-1");
    await quiet();
    expect(started()).toEqual([0, 1, 2]);
    expect(executor.started.at(-1)).toBe("n-4:1");
    executor.succeed("n-0", "n-2", "n-3", "n-4");
    await quiet();
    executor.succeed("n-5");
    await over;
    expect(started()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(events).toHaveLength(7);
  });

  test("gives back what has not begun when it wants less, and what it gave back runs later", async () => {
    const { core, events } = allAtOnce(Array.from({ length: 4 }, () => scripted()));
    const executor = new Eager();
    const { over } = start(core, { executors: [executor], budgets: atOnce(1) });
    await quiet();
    expect(executor.started).toEqual(["n-0:1", "n-1:1", "n-2:1"]);
    executor.ahead = 0;
    executor.succeed("n-0");
    await quiet();
    expect([...executor.calls.keys()]).toEqual(["n-1"]);
    for (const id of ["n-1", "n-2", "n-3"]) {
      executor.succeed(id);
      await quiet();
    }
    await over;
    expect(executor.started).toEqual(["n-0:1", "n-1:1", "n-2:1", "n-2:1", "n-3:1"]);
    expect(events.slice(1).every(({ kind }) => kind === "succeeded")).toBe(true);
  });

  test("gives them all back where something of a higher priority waits", async () => {
    const tasks = [scripted(), scripted(), scripted(), scripted({ priority: 5 })];
    const { core } = coreOf(tasks, (event) => {
      if (event.kind === "started") return [0, 1, 2].map((node) => submit(node));
      if (event.kind === "succeeded" && event.node === 0) return [submit(3)];
      return event.kind === "succeeded" && event.node === 2 ? [finish] : [];
    });
    const executor = new Eager();
    const { over } = start(core, { executors: [executor], budgets: atOnce(1) });
    await quiet();
    expect(executor.started).toEqual(["n-0:1", "n-1:1", "n-2:1"]);
    // Node 1 takes the place of node 0; node 2 comes back for node 3.
    executor.succeed("n-0");
    await quiet();
    expect(executor.started.slice(3)).toEqual(["n-3:1", "n-2:1"]);
    for (const id of ["n-1", "n-3", "n-2"]) {
      executor.succeed(id);
      await quiet();
    }
    await over;
  });

  test.each([
    ["limit", { limit: 2 }],
    ["rate", { rate: { count: 100, per: 1 } }],
    ["timeout", { timeout: 60_000 }],
    ["memory", { memory: 1 }],
  ] as const)("gets none of a task with a %s: a place is not as good as any other for it", async (_, attributes) => {
    const { core } = allAtOnce(Array.from({ length: 4 }, () => scripted(attributes)));
    const executor = new Eager();
    const { over } = start(core, { executors: [executor], budgets: atOnce(2) });
    await quiet();
    expect(executor.started).toHaveLength(2);
    executor.succeed("n-0", "n-1");
    await quiet();
    executor.succeed("n-2", "n-3");
    await over;
  });

  test("that is cancelled before it has begun leaves its place to the next", async () => {
    const { core } = coreOf(
      Array.from({ length: 4 }, () => scripted()),
      (event) => {
        if (event.kind === "started") return [0, 1, 2, 3].map((node) => submit(node));
        if (event.kind === "succeeded" && event.node === 0) return [{ kind: "cancel", node: 1 }];
        return event.kind === "succeeded" && event.node === 3 ? [finish] : [];
      },
    );
    const executor = new Eager();
    const { over } = start(core, { executors: [executor], budgets: atOnce(1) });
    await quiet();
    expect(executor.started).toEqual(["n-0:1", "n-1:1", "n-2:1"]);
    executor.succeed("n-0");
    await quiet();
    const stopped = executor.calls.get("n-1");
    expect(stopped?.call.signal.aborted).toBe(true);
    stopped?.settle({ ok: false, failure: { code: "ADG7004", message: "stopped" }, unbegun: true });
    await quiet();
    expect(executor.started.at(-1)).toBe("n-3:1");
    executor.succeed("n-2");
    await quiet();
    executor.succeed("n-3");
    await over;
  });
});
