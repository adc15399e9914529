/**
 * A run in which no task runs: each has the result that is assumed for it, when the time that is assumed for it is over. All that can
 * run runs at once. Pure.
 */
import { attributeOf } from "../attempt-call.ts";
import { callOf } from "../attribute.ts";
import type { Command, Event } from "../event.ts";
import { Heap } from "../heap.ts";
import type { Open } from "../replay.ts";
import { sampleValue } from "../sample-value.ts";
import { step } from "../step.ts";
import { begin, type RunState } from "../state.ts";
import { messageOf } from "../thrown.ts";
import { conform } from "../values.ts";
import type { CallBindings, Task, Value, Workflow } from "../workflow.ts";

/** What is assumed of the results of a task: what they are, or how many elements each has. */
export type Assumption =
  { readonly kind: "value"; readonly value: Value } | { readonly kind: "items"; readonly items: number };

export interface DryRunOptions {
  /** By task. Others have what their `stub` says, or the emptiest value of their type. */
  readonly assumed: ReadonlyMap<string, Assumption>;
  /** Absolute path of a folder, which need not be there, for files that no task makes. */
  readonly workdir: string;
  /** ms that a node of a task takes. */
  tookOf(task: string): number;
  /** It ends when there are so many nodes. */
  readonly most: number;
}

/** How it begins: anew, or with what an earlier run has come to. */
export type DryRunStart =
  | { readonly inputs: Readonly<Record<string, Value>> }
  | {
      readonly state: RunState;
      readonly open: ReadonlyMap<number, Open>;
      /** ms from the beginning of the run. */
      readonly time: number;
    };

export interface DryRun {
  readonly state: RunState;
  /** ms from the beginning, of each node that ran. */
  readonly times: ReadonlyMap<number, { readonly begun: number; readonly ended: number }>;
  /** Whether it came to its end, and was not stopped for having too many nodes. */
  readonly isWhole: boolean;
  /** ms of a cpu, of all nodes that ran, as far as their tasks say how many they take; one where they do not. */
  readonly cost: number;
}

interface Due {
  readonly time: number;
  readonly order: number;
  readonly event: Event;
}

export function dryRun(workflow: Workflow, start: DryRunStart, options: DryRunOptions): DryRun {
  const state = "state" in start ? start.state : begin(workflow);
  const times = new Map<number, { readonly begun: number; readonly ended: number }>();
  const due = new Heap<Due>((a, b) => a.time < b.time || (a.time === b.time && a.order < b.order));
  let now = "state" in start ? start.time : 0;
  let order = 0;
  let cost = 0;
  const submit = (node: number): void => {
    const task = state.workflow.tasks[state.graph.task(node)] as Task;
    const took = options.tookOf(task.name);
    const call = callOf(state, node, 1);
    times.set(node, { begun: now, ended: now + took });
    cost += took * cpusOf(task, call);
    due.push({ time: now + took, order: order++, event: eventOf(node, task, workflow.types, call, options) });
  };
  let commands: readonly Command[] =
    "state" in start ? [...start.open.values()] : step(state, { kind: "started", inputs: start.inputs });
  for (;;) {
    let isUnfinished = false;
    for (const command of commands) {
      if (command.kind === "submit") submit(command.node);
      else if (command.kind === "continue") isUnfinished = true;
    }
    if (state.graph.size > options.most) return { state, times, isWhole: false, cost };
    const next = due.first;
    if (!isUnfinished && next === undefined) return { state, times, isWhole: true, cost };
    if (isUnfinished) commands = step(state, { kind: "continued" });
    else if (next !== undefined) {
      due.pop();
      now = next.time;
      commands = state.finished ? [] : step(state, next.event);
    }
  }
}

function eventOf(
  node: number,
  task: Task,
  types: Workflow["types"],
  call: CallBindings,
  options: DryRunOptions,
): Event {
  const failed = (code: string, message: string): Event => ({
    kind: "failed",
    node,
    final: true,
    failure: { code, message },
  });
  try {
    const result = conform(resultOf(task, types, call, options), task.result, { types, base: options.workdir });
    return result.ok ? { kind: "succeeded", node, result: result.value } : failed("ADG7002", result.message);
  } catch (error) {
    return failed("ADG7007", `no result can be assumed: ${messageOf(error)}`);
  }
}

function resultOf(
  { name, result, stub }: Task,
  types: Workflow["types"],
  call: CallBindings,
  { assumed, workdir }: DryRunOptions,
): Value {
  const assumption = assumed.get(name);
  if (assumption?.kind === "value") return assumption.value;
  if (assumption === undefined && stub !== undefined) return attributeOf(stub, call) ?? null;
  const items = assumption === undefined ? {} : { items: assumption.items };
  return sampleValue(result, { types, workdir, out: "", ...items });
}

function cpusOf({ cpus }: Task, call: CallBindings): number {
  try {
    return attributeOf(cpus, call) ?? 1;
  } catch {
    return 1;
  }
}
