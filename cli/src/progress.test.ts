import { expect, test } from "vitest";
import { lineWatch } from "./line-watch.ts";
import { Progress } from "./progress.ts";

const at = (time: number) => ({ time });

test("each node counts in exactly one state of its task", () => {
  const progress = new Progress();
  progress.apply({ ...at(0), kind: "node-added", node: 0, task: "pdf" });
  progress.apply({ ...at(0), kind: "node-added", node: 1, task: "pdf" });
  progress.apply({ ...at(1), kind: "node-started", node: 1, task: "pdf", attempt: 1 });
  expect([...progress.tasks]).toMatchObject([{ task: "pdf", waiting: 1, running: 1, done: 0 }]);
  const failure = { code: "ADG7004", message: "no ink" };
  progress.apply({ ...at(2), kind: "attempt-failed", node: 1, task: "pdf", attempt: 1, failure });
  progress.apply({ ...at(3), kind: "node-started", node: 1, task: "pdf", attempt: 2 });
  progress.apply({ ...at(4), kind: "node-settled", node: 1, task: "pdf", state: "done" });
  progress.apply({ ...at(4), kind: "node-settled", node: 0, task: "pdf", state: "skipped" });
  expect([...progress.tasks]).toMatchObject([{ task: "pdf", waiting: 0, running: 0, done: 1, failed: 0, skipped: 1 }]);
});

test("without a terminal a task's first start, failed attempts and counts now and then are printed", () => {
  const lines: string[] = [];
  const watch = lineWatch((line) => lines.push(line), 0);
  const failure = { code: "ADG7004", message: "no ink\nat all" };
  for (const node of [0, 1]) {
    watch.see({ ...at(10), kind: "node-added", node, task: "pdf" });
    watch.see({ ...at(20), kind: "node-started", node, task: "pdf", attempt: 1 });
  }
  watch.see({ ...at(30), kind: "attempt-failed", node: 0, task: "pdf", attempt: 1, failure });
  watch.see({ ...at(6000), kind: "node-settled", node: 1, task: "pdf", state: "done" });
  expect(lines).toEqual(["pdf: started", "pdf: attempt 1 failed: no ink", "pdf: 1 waiting, 1 done"]);
});
