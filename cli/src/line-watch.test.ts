import type { RunEvent, RunView, Workflow } from "@adg/runtime";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lineWatch } from "./line-watch.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const failure = { code: "ADG7004", message: "no ink\nat all" };
const view: RunView = {
  argsOf: (node) => ({ page: node }),
  failureOf: () => failure,
  idOf: String,
  ruleOf: () => ({ fired: 0, blocked: 0, open: true }),
};

function watched(names: readonly string[], isVerbose = false) {
  const lines: string[] = [];
  const tasks = names.map((name) => ({
    name,
    implementation: { kind: "shell" },
    ...(name === "pdf" ? { retry: 2 } : {}),
  }));
  const workflow = { tasks, rules: [] } as unknown as Workflow;
  const paint = (_style: unknown, text: string) => text;
  const watch = lineWatch((line) => lines.push(line), workflow, { isVerbose, paint });
  const see = (event: EventWithoutTime) => watch.see({ ...event, time: Date.now() }, view);
  return { ...watch, see, lines };
}
type EventWithoutTime = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, "time"> : never) : never;

test("a log has the run, each task's first start, failures as they happen, and the counts now and then", () => {
  const watch = watched(["pdf", "merge"]);
  watch.see({ kind: "run-started", run: "r1", workflow: "book" });
  for (const node of [0, 1, 2]) watch.see({ kind: "node-added", node, task: "pdf" });
  for (const node of [0, 1]) watch.see({ kind: "node-started", node, task: "pdf", attempt: 1 });
  watch.see({ kind: "attempt-failed", node: 0, task: "pdf", attempt: 1, failure, again: true });
  watch.see({
    kind: "attempt-failed",
    node: 2,
    task: "pdf",
    attempt: 3,
    failure: { code: "ADG7004", message: "gone" },
  });
  watch.see({ kind: "node-added", node: 3, task: "merge" });
  vi.advanceTimersByTime(5000);
  watch.see({ kind: "node-settled", node: 1, task: "pdf", state: "done" });
  watch.see({ kind: "node-settled", node: 3, task: "merge", state: "failed" });
  watch.stopping();
  watch.close();
  expect(watch.lines).toEqual([
    "book: run r1",
    "pdf: started",
    "pdf(page: 0): attempt 1 failed, it will be tried again: no ink",
    "    | at all",
    "pdf(page: 2): attempt 3 failed, which is final: gone",
    "5 s  pdf: 2 waiting, 1 running (longest: 5 s, page: 1) · merge: 1 waiting",
    "merge(page: 3): failed: no ink",
    "    | at all",
    "Stopping: what runs is cancelled. Ctrl-C once more ends adg at once.",
  ]);
});

test("what hangs is told of though nothing happens, and less and less often", () => {
  const watch = watched(["slow"]);
  watch.see({ kind: "node-added", node: 7, task: "slow" });
  watch.see({ kind: "node-started", node: 7, task: "slow", attempt: 1 });
  vi.advanceTimersByTime(10 * 60_000);
  watch.close();
  const counts = watch.lines.slice(1);
  expect(counts[0]).toBe("5 s  slow: 1 running (longest: 5 s, page: 7)");
  expect(counts[1]).toBe("12 s  slow: 1 running (longest: 12 s, page: 7)");
  expect(counts.at(-1)).toMatch(/^9 min /);
  expect(counts.length).toBeLessThan(20);
  vi.advanceTimersByTime(10 * 60_000);
  expect(watch.lines).toHaveLength(counts.length + 1);
});

test("a line of counts names some tasks, those that run first, and tells of the others together", () => {
  const names = Array.from({ length: 50 }, (_, i) => `t${i}`);
  const watch = watched(names);
  for (const [node, task] of names.entries()) watch.see({ kind: "node-added", node, task });
  watch.see({ kind: "node-started", node: 40, task: "t40", attempt: 1 });
  vi.advanceTimersByTime(5000);
  watch.close();
  const first = [0, 1, 2, 3, 4, 5].map((i) => `t${i}: 1 waiting`).join(" · ");
  expect(watch.lines.at(-1)).toBe(
    `5 s  ${first} · t40: 1 running (longest: 5 s, page: 40) · and 43 more tasks: 43 waiting`,
  );
});

test("each thing that happens has a line of its own where all is to be told", () => {
  const watch = watched(["pdf"], true);
  watch.see({ kind: "node-added", node: 0, task: "pdf" });
  watch.see({ kind: "node-started", node: 0, task: "pdf", attempt: 1 });
  vi.advanceTimersByTime(250);
  watch.see({ kind: "attempt-failed", node: 0, task: "pdf", attempt: 1, failure });
  watch.see({ kind: "node-started", node: 0, task: "pdf", attempt: 2 });
  watch.see({ kind: "attempt-failed", node: 0, task: "pdf", attempt: 2, failure });
  watch.see({ kind: "node-settled", node: 0, task: "pdf", state: "failed" });
  watch.see({ kind: "node-settled", node: 5, task: "pdf", state: "failed" });
  watch.see({ kind: "node-added", node: 1, task: "pdf" });
  watch.see({ kind: "node-reused", node: 1, task: "pdf" });
  watch.see({ kind: "node-settled", node: 1, task: "pdf", state: "done" });
  watch.close();
  expect(watch.lines.map((line) => line.replace(/^\d\d:\d\d:\d\d\.\d\d\d {2}/, ""))).toEqual([
    "added      pdf(page: 0)",
    "started    pdf(page: 0)",
    "failed     pdf(page: 0)  in 250 ms  attempt 1: no ink at all",
    "started    pdf(page: 0)  attempt 2",
    "failed     pdf(page: 0)  in 0 ms  attempt 2: no ink at all",
    "failed     pdf(page: 0)",
    "failed     pdf(page: 5)  no ink at all",
    "added      pdf(page: 1)",
    "reused     pdf(page: 1)",
    "done       pdf(page: 1)",
  ]);
});
