/** What a task does, as a digest: a result stands only for the code that made it. */
import { hash } from "node:crypto";
import { codeOfModule, codeOfPython } from "./cache/code.ts";
import type { Implementation, Task } from "./workflow.ts";

/**
 * A digest of a task's implementation and of what shapes its result: the text of `sh`, a module with all that it imports, `out`,
 * `env`, the type of the result. What cannot be read counts as a code of its own.
 */
export function taskCode(task: Task, folder: string): string {
  return hash("sha256", textOf([task.implementation, moduleCode(task.implementation, folder), task]));
}

function textOf([implementation, code, { out, env, result }]: readonly [Implementation, string, Task]): string {
  return JSON.stringify([implementation, code, out, env, result], (_, value: unknown) =>
    typeof value === "function" ? String(value) : value,
  );
}

function moduleCode(implementation: Implementation, folder: string): string {
  try {
    if (implementation.kind === "module") return codeOfModule(implementation.module).digest;
    if (implementation.kind === "python") return codeOfPython(folder, implementation.module).digest;
  } catch {
    return "unread";
  }
  return "";
}

/** A digest of a whole program, but for where its parts stand in its files. */
export function programDigest(workflow: object): string {
  const text = JSON.stringify(workflow, (name, value: unknown) => {
    if (name === "line" || name === "source") return undefined;
    return typeof value === "function" ? String(value) : value;
  });
  return hash("sha256", text);
}
