import { expect, test } from "vitest";
import { taskOf } from "../../test/support/attempt-order.ts";
import type { Executor } from "./executor.ts";
import { checkExecutors } from "./find-executor.ts";
import { InputError } from "./input-error.ts";
import type { Rule, Task, Workflow } from "./workflow.ts";

const executor = (name: string, ...runs: Executor["runs"]): Executor => ({
  name,
  runs,
  start: () => Promise.reject(new Error("not here")),
  close: async () => {},
});

const celery = (name: string, more: Partial<Task> = {}): Task => ({
  ...taskOf({ name, implementation: { kind: "celery", name } }),
  ...more,
});

/** A workflow in whose scope n the tasks of `adds[n]` are added. */
function workflowOf(tasks: readonly Task[], adds: readonly (readonly number[])[]): Workflow {
  const rules = adds.map((ids, scope): Rule => ({
    scope,
    text: "start",
    line: 1,
    conditions: [],
    sites: ids.map((task) => ({ task, sources: [], keyed: false })),
    nested: [],
    body: () => {},
  }));
  const scopes = adds.map((_, scope) => ({ name: `s${scope}`, parameters: [], rules: [scope], outputs: [] }));
  return { version: 1, name: "test", source: "file:///test.adg", types: {}, tasks, edges: [], scopes, rules };
}

/** The tasks of which it is said that they have no executor. */
function missingIn(workflow: Workflow, executors: readonly Executor[]): readonly (string | undefined)[] {
  try {
    checkExecutors(workflow, executors);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.errors.map(({ task }) => task);
  }
}

test("every task that rules, workflows that are used, and running tasks may add needs an executor", () => {
  const tasks = [
    celery("added", { spawns: [1] }),
    celery("spawned"),
    celery("inside"),
    celery("elsewhere"),
    celery("unused"),
    taskOf({ name: "used", implementation: { kind: "scope", scope: 1 } }),
    taskOf({ name: "never", implementation: { kind: "scope", scope: 2 } }),
    taskOf({ name: "pure", implementation: { kind: "pure", compute: () => 1 } }),
  ];
  const workflow = workflowOf(tasks, [[0, 5, 7], [2], [3]]);
  expect(missingIn(workflow, [executor("shell", "shell")])).toEqual(["added", "spawned", "inside"]);
  expect(missingIn(workflow, [executor("shell", "shell"), executor("far", "celery")])).toEqual([]);
});

test("a task runs where it says, and only where tasks of its kind are run", () => {
  const on = (name: string): Workflow => workflowOf([celery("a", { on: name })], [[0]]);
  const executors = [executor("near", "shell"), executor("far", "celery"), executor("farther", "celery")];
  expect(missingIn(on("farther"), executors)).toEqual([]);
  expect(missingIn(on("near"), executors)).toEqual(["a"]);
  expect(missingIn(on("nowhere"), executors)).toEqual(["a"]);
});
