/** Whether a key is met again with the arguments that its node has (language.md §5). */
import { isGathered } from "./brand.ts";
import { canonical } from "./library/canonical.ts";
import { isView } from "./node-view.ts";
import { putField } from "./put-field.ts";
import { baseOf, type RunState } from "./state.ts";
import type { Parameter, Rule, TaskId } from "./workflow.ts";
import { conform } from "./values.ts";

type Arguments = readonly unknown[];

/**
 * Whether the task would get equal values from both lists of arguments, which rules of one file give: one that is left out is its default,
 * and a path is what it is resolved to. A node equals itself only.
 */
export function sameArguments(state: RunState, rule: Rule, task: TaskId, before: Arguments, now: Arguments): boolean {
  if (canonical(before) === canonical(now)) return true;
  const parameters = state.workflow.tasks[task]?.parameters ?? [];
  const text = (args: Arguments) => canonical(settledArguments(state, rule, task, parameters, args));
  return text(before) === text(now);
}

/** The arguments as far as they are known before the nodes in them are done. */
function settledArguments(
  state: RunState,
  rule: Rule,
  task: TaskId,
  parameters: readonly Parameter[],
  args: Arguments,
): Arguments {
  const known: Record<string, never> = {};
  return parameters.map((parameter, index) => {
    const given = args[index];
    const found = given === undefined ? defaultOf(state, parameter, known) : { value: given };
    if (found === undefined || holdsNode(found.value)) {
      Object.defineProperty(known, parameter.name, { get: notKnownYet });
      return found === undefined ? [] : [found.value];
    }
    // A path stands in the rule, or in the default.
    const by = given === undefined ? state.workflow.tasks[task] : rule;
    const { types } = state.workflow;
    const checked = conform(found.value, parameter.type, { types, base: baseOf(state, by) });
    const value = checked.ok ? checked.value : found.value;
    putField(known, parameter.name, value);
    return [value];
  });
}

/** What is left out; `undefined` where that cannot be known yet, as it is made from a result. */
function defaultOf(state: RunState, parameter: Parameter, known: object): { readonly value: unknown } | undefined {
  if (parameter.default === undefined) return { value: null };
  try {
    return { value: parameter.default({ inputs: state.inputs, parameters: known }) };
  } catch {
    return undefined;
  }
}

function notKnownYet(): never {
  throw new Error("the argument is not known yet");
}

/** Results of nodes are frozen JSON: no node can be in them, so they are not searched. */
function holdsNode(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (isView(value) || isGathered(value)) return true;
  return !Object.isFrozen(value) && Object.values(value).some(holdsNode);
}
