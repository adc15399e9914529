import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { InputError, run, type Call, type CallOutcome, type Executor, type Workflow } from "@adg/runtime";
import { Project } from "./support/command.ts";

const shop = `input order: json = { id: "A1" }
output paid: int = charge
type Order = { id: string }
task charge(order: Order) -> int:
  celery "shop.tasks.charge"
  stub 7
start: charge(order)
`;

/** The program, compiled. */
async function compiled(text: string): Promise<Workflow> {
  const project = new Project({ "main.adg": text });
  const { exit, out, err } = await project.adg(["compile", "main.adg", "-o", "build"]);
  expect({ exit, err }, out).toEqual({ exit: 0, err: "" });
  const path = join(project.folder, "build", "main.adg.js");
  return ((await import(pathToFileURL(path).href)) as { readonly workflow: Workflow }).workflow;
}

/** An executor of the user's, that answers calls so. */
function executorOf(name: string, runs: Executor["runs"], answer: (call: Call) => CallOutcome): Executor {
  return { name, runs, start: async (call) => answer(call), close: async () => {} };
}

test("a run that needs an executor that there is not is refused before anything runs", async () => {
  const project = new Project({ "main.adg": `${shop}task note():\n  sh "true"\nstart: note()\n` });
  const { exit, out, err } = await project.adg(["run", "main.adg"]);
  expect({ exit, out }).toEqual({ exit: 2, out: "" });
  expect(err).toBe('ADG7001: the task "charge" needs an executor for "celery" tasks, and none is configured\n');
  const report = await project.run();
  expect(report).toMatchObject({ run: null, nodes: {}, errors: [{ code: "ADG7001", task: "charge" }] });
  expect(existsSync(join(project.folder, ".adg", "runs"))).toBe(false);
});

test("a task on an executor that there is not says which there are", async () => {
  const project = new Project({
    "main.adg": `task align():
  on cluster
  sh "true"
task draw():
  on inline
  sh "true"
task remainder():
  on moon
  sh "true"
task sleeping():
  on moon
  sh "true"
workflow nap():
  start: sleeping()
start:
  align()
  draw()
`,
  });
  const { exit, err } = await project.adg(["run", "main.adg"]);
  expect(exit).toBe(2);
  // Tasks of which no node can come need no executor.
  expect(err).toBe(
    [
      '"main.adg": 2 warnings; "adg check main.adg" shows them.',
      'ADG7001: the task "align" is to run on "cluster", and there is no executor of that name; there are "threads", "shell", "python", "processes", "inline"',
      'ADG7001: the task "draw" is to run on "inline", which cannot run "sh" tasks; these can: "shell"',
      "",
    ].join("\n"),
  );
});

test("a stubbed run needs no executor", async () => {
  const project = new Project({ "main.adg": shop });
  const report = await project.run(["--stub"]);
  expect(report).toMatchObject({ status: "succeeded", outputs: { paid: 7 }, errors: [] });
});

test("an executor that the caller brings runs Celery tasks, with types held at the border", async () => {
  const workflow = await compiled(shop);
  const calls: Call[] = [];
  const celery = executorOf("celery", ["celery"], (call) => {
    calls.push(call);
    return { ok: true, value: call.argsByName["order"] === undefined ? null : calls.length === 1 ? 12 : "twelve" };
  });
  await expect(run(workflow)).rejects.toThrow(InputError);
  const first = await run(workflow, { executors: [celery] });
  expect(first).toMatchObject({ status: "succeeded", outputs: { paid: 12 } });
  expect(calls[0]).toMatchObject({
    args: [{ id: "A1" }],
    task: { implementation: { kind: "celery", name: "shop.tasks.charge" } },
  });

  const second = await run(workflow, { executors: [celery] });
  expect(second.errors).toMatchObject([{ code: "ADG7002", task: "charge" }]);
  const third = await run(workflow, { executors: [celery], inputs: { order: { id: 1 } } });
  expect(third.errors).toMatchObject([{ code: "ADG7002", task: "charge" }]);
  expect(calls).toHaveLength(2);
});

test("an executor that the caller brings takes the tasks that name it", async () => {
  const workflow = await compiled(`output place: string = align
task align() -> string:
  on cluster
  sh "echo here"
start: align()
`);
  const cluster = executorOf("cluster", ["shell"], () => ({ ok: true, value: "there" }));
  expect(await run(workflow, { executors: [cluster] })).toMatchObject({ outputs: { place: "there" } });
});
