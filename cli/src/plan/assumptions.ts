/** What the command line assumes of tasks. */
import { nearest } from "@adg/compiler/nearest";
import { conform, type Task, type ValueType, type Workflow } from "@adg/runtime";
import type { Assumption } from "@adg/runtime/asked";
import { Refusal } from "../refusal.ts";

/** `TASK=RESULT` each. */
export function assumptionsOf(texts: readonly string[], workflow: Workflow): ReadonlyMap<string, Assumption> {
  return new Map(
    texts.map((text) => {
      const { task, value } = pairOf("--assume", text, workflow);
      return [task.name, assumptionOf(task, value, workflow)];
    }),
  );
}

function assumptionOf({ name, result }: Task, text: string, { types }: Workflow): Assumption {
  const type = result.kind === "ref" ? types[result.name] : result;
  if (type?.kind === "list" && /^\d{1,7}$/.test(text)) return { kind: "items", items: Number(text) };
  const found = conform(jsonOf(text, type), result, { types, at: name, base: process.cwd() });
  if (!found.ok) throw new Refusal(`"--assume ${name}=${text}": ${found.message}.`);
  return { kind: "value", value: found.value };
}

/** A text that is no JSON stands for itself, as those of inputs do. */
function jsonOf(text: string, type: ValueType | undefined): unknown {
  if (type?.kind === "string" || type?.kind === "file" || type?.kind === "dir") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `TASK=TIME` each; ms by task. */
export function timesOf(texts: readonly string[], workflow: Workflow): ReadonlyMap<string, number> {
  return new Map(
    texts.map((text) => {
      const { task, value } = pairOf("--took", text, workflow);
      const [, amount = "", unit = ""] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/.exec(value) ?? [];
      if (unit === "") throw new Refusal(`"--took ${text}": expected a time such as 500ms, 30s, 5m or 2h.`);
      return [task.name, Number(amount) * (units[unit] ?? 0)];
    }),
  );
}

function pairOf(option: string, text: string, { tasks }: Workflow): { readonly task: Task; readonly value: string } {
  const at = text.indexOf("=");
  if (at < 1) throw new Refusal(`"${option} ${text}" must be written "${option} TASK=…".`);
  const name = text.slice(0, at);
  const task = tasks.find((each) => each.name === name);
  if (task !== undefined) return { task, value: text.slice(at + 1) };
  const near = nearest(
    name,
    tasks.map((each) => each.name),
  );
  const hint = near.length === 0 ? "" : `; did you mean ${near.map((each) => `"${each}"`).join(" or ")}?`;
  throw new Refusal(`"${option} ${text}": the program has no task "${name}"${hint || "."}`);
}
