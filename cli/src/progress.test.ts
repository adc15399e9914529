import fc from "fast-check";
import type { RunEvent, Workflow } from "@adg/runtime";
import { expect, test } from "vitest";
import { Progress, waitingOf, type TaskProgress } from "./progress.ts";

const workflow = {
  tasks: [
    { name: "pdf", implementation: { kind: "shell" } },
    { name: "book", implementation: { kind: "scope" } },
  ],
} as unknown as Workflow;

const failure = { code: "ADG7004", message: "no ink" };
const at = (time: number) => ({ time, task: "pdf" });

/** What the counts say of the only task that is spoken of here. */
function countsOf({ tasks }: Progress, name = "pdf"): object {
  const task = tasks.find((each) => each.task === name) as TaskProgress;
  const { added, running, done, failed, skipped, cancelled, reused } = task;
  const counts = { added, waiting: waitingOf(task), running: running.size, done, failed, skipped, cancelled, reused };
  return Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0));
}

test("each node counts in exactly one state of its task", () => {
  const progress = new Progress(workflow);
  for (const node of [0, 1, 2]) progress.apply({ ...at(0), kind: "node-added", node });
  expect(countsOf(progress)).toEqual({ added: 3, waiting: 3 });
  progress.apply({ ...at(1), kind: "node-started", node: 1, attempt: 1 });
  expect(countsOf(progress)).toEqual({ added: 3, waiting: 2, running: 1 });
  progress.apply({ ...at(2), kind: "attempt-failed", node: 1, attempt: 1, failure });
  expect(countsOf(progress)).toEqual({ added: 3, waiting: 3 });
  progress.apply({ ...at(3), kind: "node-started", node: 1, attempt: 2 });
  progress.apply({ ...at(4), kind: "node-settled", node: 1, state: "done" });
  progress.apply({ ...at(4), kind: "node-settled", node: 0, state: "skipped" });
  progress.apply({ ...at(4), kind: "node-reused", node: 2 });
  progress.apply({ ...at(5), kind: "node-settled", node: 2, state: "done" });
  expect(countsOf(progress)).toEqual({ added: 3, done: 2, skipped: 1, reused: 1 });
});

test("an attempt that fails before it has started leaves the node waiting", () => {
  const progress = new Progress(workflow);
  progress.apply({ ...at(0), kind: "node-added", node: 0 });
  progress.apply({ ...at(1), kind: "attempt-failed", node: 0, attempt: 1, failure });
  expect(countsOf(progress)).toEqual({ added: 1, waiting: 1 });
  progress.apply({ ...at(2), kind: "node-settled", node: 0, state: "failed" });
  expect(countsOf(progress)).toEqual({ added: 1, failed: 1 });
});

test("what a node has cost is known when it ends, and a workflow runs from when it is there", () => {
  const progress = new Progress(workflow);
  progress.apply({ ...at(0), kind: "node-added", node: 0 });
  expect(progress.apply({ ...at(1000), kind: "node-started", node: 0, attempt: 1 })).toBeUndefined();
  expect(progress.apply({ ...at(1700), kind: "node-settled", node: 0, state: "done" })).toBe(1000);
  progress.apply({ time: 2000, task: "book", kind: "node-added", node: 1 });
  expect(countsOf(progress, "book")).toEqual({ added: 1, running: 1 });
  expect(progress.apply({ time: 2500, task: "book", kind: "node-settled", node: 1, state: "done" })).toBe(2000);
});

test("the node that has run longest is known, whatever starts and ends", () => {
  const steps = fc.array(fc.record({ node: fc.nat(40), wait: fc.nat(3) }), { maxLength: 400 });
  fc.assert(
    fc.property(steps, (list) => {
      const progress = new Progress(workflow);
      const { running } = progress.tasks[0] as TaskProgress;
      const runs = new Map<number, number>();
      let time = 5000;
      for (const { node, wait } of list) {
        time += wait;
        const isOver = runs.delete(node);
        const event: RunEvent = isOver
          ? { ...at(time), kind: "attempt-failed", node, attempt: 1, failure }
          : { ...at(time), kind: "node-started", node, attempt: 1 };
        if (!isOver) runs.set(node, time);
        progress.apply(event);
        expect(running.size).toBe(runs.size);
        expect(running.longest?.[1]).toBe(runs.size === 0 ? undefined : Math.min(...runs.values()));
        if (running.longest !== undefined) expect(runs.get(running.longest[0])).toBe(running.longest[1]);
      }
    }),
  );
});

test("a node that runs on while thousands of others come and go stays the longest", () => {
  const progress = new Progress(workflow);
  const { running } = progress.tasks[0] as TaskProgress;
  progress.apply({ ...at(1000), kind: "node-started", node: 0, attempt: 1 });
  for (let node = 1; node <= 5000; node += 1) {
    progress.apply({ ...at(1000 + node), kind: "node-started", node, attempt: 1 });
    if (node % 7 > 0) progress.apply({ ...at(1000 + node), kind: "node-settled", node, state: "done" });
  }
  expect(running.longest).toEqual([0, 1000]);
  progress.apply({ ...at(9000), kind: "node-settled", node: 0, state: "done" });
  expect(running.longest).toEqual([7, 1007]);
  expect(running.size).toBe(Math.floor(5000 / 7));
});
