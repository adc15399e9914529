import type { TaskKind } from "@adg/runtime";
import { Refusal } from "../refusal.ts";

const kinds: readonly TaskKind[] = ["ts", "sh", "python", "celery"];

/** What `--on KIND=EXECUTOR` says. */
export function chosenExecutors(given: readonly string[]): Readonly<Partial<Record<TaskKind, string>>> {
  const chosen: Partial<Record<TaskKind, string>> = {};
  for (const each of given) {
    const [, name, executor] = /^(\w+)=(.+)$/.exec(each) ?? [];
    const kind = kinds.find((candidate) => candidate === name);
    if (kind === undefined || executor === undefined)
      throw new Refusal(
        `"--on ${each}" must be written "--on KIND=EXECUTOR", with ${kinds.map((known) => `"${known}"`).join(", ")} for KIND.`,
      );
    if (chosen[kind] !== undefined) throw new Refusal(`"--on" names an executor for "${kind}" twice.`);
    chosen[kind] = executor;
  }
  return chosen;
}
