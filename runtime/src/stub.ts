/** A stubbed attempt: nothing of the task runs; its result is what `stub` says, or the emptiest value of its type. */
import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { attributeOf, bindingsOf, outPathsOf, type AttemptOrder } from "./attempt-call.ts";
import type { AttemptResult } from "./attempt.ts";
import { failureOf } from "./failure.ts";
import { mapPaths, pathsIn } from "./paths.ts";
import { sampleValue } from "./sample-value.ts";
import { conform } from "./values.ts";
import type { Value, ValueType, Workflow } from "./workflow.ts";

/** The workflow as a stubbed run sees it: a pure task that has a stub is not computed. */
export function stubbed(workflow: Workflow): Workflow {
  const tasks = workflow.tasks.map((task) =>
    task.stub !== undefined && task.implementation.kind === "pure"
      ? { ...task, implementation: { kind: "function", call: () => null } as const }
      : task,
  );
  return { ...workflow, tasks };
}

/**
 * The result of a task in a stubbed run. A relative path is a file beside the program, where there is one; any other is an empty
 * file, or folder, that is made in the node's work directory.
 */
export async function stubAttempt(order: AttemptOrder): Promise<AttemptResult> {
  const { task, types, folder, nodeFolder } = order;
  const workdir = join(nodeFolder, "work");
  try {
    const out = outPathsOf(order);
    const value = task.stub === undefined ? sampleValue(task.result, { types, workdir, out }) : stubOf(order, out);
    const checked = conform(value, task.result, { types, base: workdir, at: "stub" });
    if (!checked.ok) return { ok: false, final: true, failure: { code: "ADG7002", message: checked.message } };
    return { ok: true, value: await withFiles(checked.value, task.result, { types, workdir, folder }) };
  } catch (error) {
    return { ok: false, final: true, failure: failureOf("ADG7007", error, "the stub of the task") };
  }
}

function stubOf(order: AttemptOrder, out: Value): Value | undefined {
  return attributeOf(order.task.stub, bindingsOf(order, out));
}

async function withFiles(
  value: Value,
  type: ValueType,
  { types, workdir, folder }: { readonly types: Workflow["types"]; readonly workdir: string; readonly folder: string },
): Promise<Value> {
  const there = new Map<string, string>();
  for (const { path, kind } of pathsIn(value, type, { types })) {
    const inside = relative(workdir, path);
    if (inside.startsWith("..") || there.has(path)) continue;
    const beside = join(folder, inside);
    if (await exists(beside)) there.set(path, beside);
    else if (kind === "dir") await mkdir(path, { recursive: true });
    else if (!(await exists(path))) await makeEmptyFile(path);
  }
  return mapPaths(value, type, { types }, ({ path }) => there.get(path) ?? path);
}

async function makeEmptyFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, "");
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
