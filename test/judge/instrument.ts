/**
 * A compiled program made fit for judging: what its tasks compute is the judge's own, growth is bounded by fuel that flows from
 * node to node, and each firing is told of before its body runs. The compiled rules are otherwise as adg compiled them.
 */
import { outcomeOf, type Program } from "./program.ts";
import type {
  AddOptions,
  Appender,
  Bindings,
  Condition,
  NodeRef,
  Rule,
  RuleId,
  Task,
  TaskHandle,
  Workflow,
} from "../../runtime/src/workflow.ts";

/** Told of every firing: the rule, the name of the firing around it, the nodes it fired on, the group. Answers its name. */
export type FiringListener = (
  rule: RuleId,
  around: string,
  nodes: readonly NodeRef[],
  group: readonly NodeRef[] | undefined,
) => string;

/** Key of the name under which a nested rule knows the firing that made it. */
export const AROUND = "around the rule";
const FUEL = "fuel";

export function instrument(workflow: Workflow, program: Program, listen: FiringListener): Workflow {
  return {
    ...workflow,
    tasks: workflow.tasks.map((task) => withOutcome(task, program)),
    rules: workflow.rules.map((rule, id) => withFuel(rule, id, program, listen)),
  };
}

/** Tasks are called `t0`, `t1` …: the compiler may number them otherwise. */
export const numberOf = (name: string): number => Number(name.slice(1));

function withOutcome(task: Task, program: Program): Task {
  if (task.implementation.kind !== "pure") return task;
  return {
    ...task,
    implementation: {
      kind: "pure",
      compute({ args }) {
        const outcome = outcomeOf(program, numberOf(task.name), args["f"] as number, args["s"] as number);
        if (!outcome.ok) throw new Error(outcome.error);
        return outcome.value;
      },
    },
  };
}

function withFuel(rule: Rule, id: RuleId, program: Program, listen: FiringListener): Rule {
  const conditions = rule.conditions.map((condition, index) => named(condition, index));
  const bound = conditions.flatMap((each) =>
    each.kind === "each" || each.kind === "held" || each.kind === "keyed" ? [each.name as string] : [],
  );
  const every = conditions.find((condition) => condition.kind === "every");
  return {
    ...rule,
    conditions,
    body(to, at) {
      const nodes = bound.map((name) => at[name] as NodeRef<{ f: number }>);
      const members = every === undefined ? undefined : (at[every.name ?? ""] as NodeRef[]);
      const name = listen(id, rule.parent === undefined ? "" : String(at[AROUND]), nodes, members);
      const inScope = rule.scope === 0 ? program.fuel : (at["parameters"] as { f: number }).f - 1;
      const start = rule.parent === undefined ? inScope : (at[FUEL] as number);
      const spent = rule.parent === undefined && nodes.length === 0 ? 0 : 1;
      const left = Math.min(start, ...nodes.map(({ args }) => args.f)) - spent;
      if (left <= 0) return undefined;
      const fuelledTo = fuelled(to, { left, inScope, name });
      // Some stop before they add anything, as if they had gone round in a loop for long.
      return id % 2 === 0 ? rule.body(fuelledTo, at) : stopping(() => rule.body(fuelledTo, at));
    },
  };
}

function* stopping(body: () => Iterator<void> | void): Generator<void> {
  yield;
  const rest = body() ?? undefined;
  while (rest !== undefined && rest.next().done !== true) yield;
  yield;
}

const named = (condition: Condition, index: number): Condition =>
  condition.kind === "no-more" || condition.kind === "predicate"
    ? condition
    : { ...condition, name: condition.name ?? `#${index}` };

/** An appender whose nodes get the fuel there is as their first argument; a keyed node, the same wherever its key is met. */
function fuelled(
  to: Appender,
  { left, inScope, name }: { readonly left: number; readonly inScope: number; readonly name: string },
): Appender {
  let position = 0;
  return {
    all: (task: TaskHandle<readonly unknown[], unknown>, under?: NodeRef) => to.all(task, under),
    gather: (mode: "all" | "succeeded", task: TaskHandle<readonly unknown[], unknown>, under?: NodeRef) =>
      to.gather(mode, task, under),
    fail: (message: string) => to.fail(message),
    add(
      task: TaskHandle<readonly unknown[], unknown>,
      site: number,
      [, ...args]: readonly unknown[],
      options?: AddOptions,
    ) {
      position += 1;
      return to.add(task as never, site, [options?.key === undefined ? left : inScope, ...args] as never, options);
    },
    when(id: RuleId, names: Bindings) {
      to.when(id, { ...names, [FUEL]: left, [AROUND]: `${name}>${position}` });
      position += 1;
    },
  } as Appender;
}
