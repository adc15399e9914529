/** A run of many small tasks that go to a server, and how long it takes. */
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import type * as Runtime from "../runtime/src/index.ts";

const built = new URL("../runtime/dist/index.js", import.meta.url).href;
const { defineWorkflow, rule, run, task } = (await import(built)) as typeof Runtime;

/** What to run, and where. */
export interface FarTasks {
  readonly executor: Runtime.Executor;
  readonly implementation: Runtime.Implementation;
  /** Of the program. */
  readonly folder: string;
  readonly count: number;
  readonly concurrency: number;
}

/** Seconds that a run takes which has a task for each number, without a journal. Throws where one fails. */
export async function secondsOfTasks(tasks: FarTasks): Promise<number> {
  const { executor, implementation, folder, count, concurrency } = tasks;
  const same = task("same", { parameters: { n: "int" }, result: "int", run: (n: Runtime.Value) => n });
  const add = rule({
    when: [],
    adds: [same],
    body: (to) => {
      for (let n = 0; n < count; n++) to.add(same, [n]);
    },
  });
  const workflow = defineWorkflow({
    name: "bench",
    source: pathToFileURL(join(folder, "bench.adg")).href,
    tasks: [same],
    edges: [],
    rules: [add],
    outputs: { all: { mode: "all", task: same } },
  });
  const there = workflow.tasks.map((each) => ({ ...each, implementation, on: executor.name }));
  const begun = performance.now();
  const report = await run({ ...workflow, tasks: there }, { executors: [executor], concurrency, journal: false });
  if (report.nodes["same"]?.done !== count) throw new Error(JSON.stringify(report.errors.slice(0, 3)));
  return (performance.now() - begun) / 1_000;
}
