/** How a scope ends: its outputs are read, and it has succeeded or failed. */
import { inOrder } from "./gathers.ts";
import { gatherBrand } from "./brand.ts";
import { compareNodes } from "./order.ts";
import { putField } from "./put-field.ts";
import { gathered, type ImmediateEnd } from "./starting.ts";
import { conform, typeNamed } from "./values.ts";
import { baseOf, type NodeSet, type RunState, type ScopeRun } from "./state.ts";
import type { Failure } from "./event.ts";
import type { Output, Value, ValueType, Workflow } from "./workflow.ts";

/** Nothing can happen in the scope any more: it settles the node it runs for, or ends the run. */
export function endScope(state: RunState, scope: ScopeRun, end: (node: number, outcome: ImmediateEnd) => void): void {
  scope.ended = true;
  if (scope.stopped === undefined && (scope.waiting.size > 0 || scope.holders.size > 0)) reportStuck(scope);
  const outputs = readOutputs(state, scope);
  for (const output of outputs.missing)
    scope.errors.push({ failure: { code: "ADG7009", message: output.message }, rule: undefined, line: output.line });
  if (scope.node < 0) {
    state.outputs = outputs.values;
    state.finished = true;
    state.commands.push({ kind: "finish" });
    return;
  }
  const reason = whyFailed(state, scope);
  if (reason !== undefined) {
    end(scope.node, { kind: "failed", value: { code: "ADG7004", message: reason } });
    return;
  }
  const only = state.workflow.scopes[scope.scope]?.outputs ?? [];
  const value = only.length === 1 && only[0]?.name === undefined ? outputs.values[UNNAMED] : outputs.values;
  end(scope.node, { kind: "done", value: only.length === 0 ? null : (value ?? null) });
}

/** Why a scope has failed, in one sentence; `undefined` where it has succeeded. */
export function whyFailed(state: RunState, scope: ScopeRun): string | undefined {
  if (scope.stopped !== undefined) return scope.stopped.message;
  // In graph order: what is said of it may become data, which must not depend on timing.
  const unhandled = scope.unsuccessful
    .filter((node) => state.graph.state(node) === "failed" && !state.handled.has(node))
    .sort((a, b) => compareNodes(state, a, b));
  const first = unhandled[0];
  if (first !== undefined) {
    const task = state.workflow.tasks[state.graph.task(first)]?.name ?? "";
    const others = unhandled.length > 1 ? ` (and ${unhandled.length - 1} more)` : "";
    return `"${task}" inside failed${others}: ${state.graph.failure(first)?.message ?? ""}`;
  }
  const error = scope.errors[0];
  if (error !== undefined) return error.failure.message;
  const blocked = [...scope.blocked][0];
  if (blocked !== undefined)
    return `the rule "${scope.plan.rule(blocked.instance.rule).text}" inside is blocked by failures`;
  return undefined;
}

/** Key of the unnamed output of a workflow. */
const UNNAMED = "";

/** An unnamed output of the module is called as its task is. */
function nameOf(state: RunState, scope: ScopeRun, output: Output): string {
  return output.name ?? (scope.node < 0 ? (state.workflow.tasks[output.task]?.name ?? UNNAMED) : UNNAMED);
}

interface Outputs {
  readonly values: Readonly<Record<string, Value>>;
  readonly missing: readonly { readonly message: string; readonly line: number }[];
}

function readOutputs(state: RunState, scope: ScopeRun): Outputs {
  const values: Record<string, Value> = {};
  const missing: { message: string; line: number }[] = [];
  const outputs = state.workflow.scopes[scope.scope]?.outputs ?? [];
  for (const output of outputs) {
    const read = readOutput(state, scope, output);
    if ("value" in read) putField(values, nameOf(state, scope, output), read.value);
    else missing.push({ message: read.message, line: output.line });
  }
  const failedAlready = whyFailed(state, scope) !== undefined;
  return { values: Object.freeze(values), missing: failedAlready ? [] : missing };
}

function readOutput(
  state: RunState,
  scope: ScopeRun,
  output: Output,
): { readonly value: Value } | { readonly message: string } {
  const source = state.workflow.scopes[scope.scope];
  const set = scope.sets.get(output.task) as NodeSet;
  const nodes = inOrder(state, set);
  const done = nodes.filter((node) => state.graph.state(node) === "done");
  const task = state.workflow.tasks[output.task]?.name ?? "";
  const called = output.name === undefined ? `The output` : `Output "${output.name}"`;
  let value: Value;
  switch (output.mode) {
    case "one": {
      if (nodes.length > 1)
        return { message: `${called} has several values: there are ${nodes.length} "${task}" nodes.` };
      const only = done[0];
      if (only === undefined && nodes.length === 1) {
        const what = state.graph.state(nodes[0] as number) === "skipped" ? "was skipped" : "failed";
        return { message: `${called} has no value: "${task}" ${what}.` };
      }
      if (only === undefined && !allowsNull(output.type, state.workflow.types))
        return { message: `${called} has no value: there is no "${task}" node.` };
      value = only === undefined ? null : state.graph.result(only);
      break;
    }
    case "all":
      if (done.length < nodes.length)
        return { message: `${called} has no value: ${nodes.length - done.length} "${task}" nodes did not succeed.` };
      value = done.map((node) => state.graph.result(node));
      break;
    default:
      value = gathered(state, {
        [gatherBrand]: true,
        mode: output.mode,
        nodes,
      });
  }
  const checked = conform(value, output.type, { types: state.workflow.types, base: baseOf(state, source) });
  return checked.ok ? checked : { message: `${called} is not of its declared type: ${checked.message}` };
}

function allowsNull(type: ValueType, types: Workflow["types"]): boolean {
  if (type.kind === "ref") return allowsNull(typeNamed(type.name, types), types);
  return type.kind === "null" || (type.kind === "union" && type.members.some((member) => allowsNull(member, types)));
}

/** An engine fault: a rule was left neither fired, closed nor blocked. It is reported as one, never as success. */
function reportStuck(scope: ScopeRun): void {
  const left = [...scope.waiting, ...scope.holders.values()];
  const heads = new Set(left.map(({ instance }) => scope.plan.rule(instance.rule).text));
  const failure: Failure = {
    code: "ADG7010",
    message: `This is a fault of adg: nothing runs, yet ${[...heads].map((head) => `"${head}"`).join(", ")} was never decided; please report it with this program.`,
  };
  scope.errors.push({ failure, rule: left[0]?.instance.rule });
  scope.stopped ??= failure;
}
