/** What would come of a firing: its body runs on a stage, and all of that is taken back. */
import { ScopeFailure } from "./failing.ts";
import { whyNotGrow } from "./growth.ts";
import { firingId, forgetIds, nodeId } from "./identity.ts";
import { argsByName } from "./args-by-name.ts";
import { messageOf } from "./thrown.ts";
import type { PendingFiring, PendingNode } from "./event.ts";
import type { Stage } from "./stage.ts";
import type { Firing, RunState } from "./state.ts";
import type { Bindings, Rule } from "./workflow.ts";

/** So many nodes and rules are shown. */
const shown = 20;

/** A body that has added so many is not followed to its end: others wait for the answer. */
const most = 2_000;

/** Runs the body on a fresh stage for a rule that is about to fire, and undoes it: the run is as it was. */
export function previewOf(state: RunState, rule: Rule, stage: Stage, names: Bindings): PendingFiring {
  const { firing } = stage;
  const about = {
    id: firingId(state, firing),
    rule: firing.instance.rule,
    text: rule.text,
    line: rule.line,
    nodes: nodesOf(state, firing),
    around: around(firing).flatMap((outer) => nodesOf(state, outer)),
  };
  try {
    const isWhole = runBody(rule, stage, names);
    const refused = state.isGuarded && isWhole ? whyNotGrow(state, stage.tasks) : undefined;
    if (refused !== undefined) return { ...about, ...nothing, failure: failureOf(refused.cause) };
    const { first, count, met = [], rules = [] } = stage;
    return {
      ...about,
      adds: Array.from({ length: Math.min(count, shown) }, (_, index) => pendingNode(state, first + index)),
      meets: met.slice(0, shown).map(({ node }) => pendingNode(state, node)),
      rules: rules.slice(0, shown).map((nested) => nested.rule),
      count,
      isWhole,
    };
  } catch (cause) {
    return { ...about, ...nothing, failure: failureOf(cause) };
  } finally {
    forgetIds(state, stage.first);
    stage.undo();
  }
}

const nothing = { adds: [], meets: [], rules: [], count: 0, isWhole: true } as const;

/** Answers whether it ran to its end. */
function runBody(rule: Rule, stage: Stage, names: Bindings): boolean {
  const body = rule.body(stage, names) ?? undefined;
  while (body !== undefined && body.next().done !== true)
    if (stage.count + (stage.rules?.length ?? 0) > most) return false;
  return true;
}

function failureOf(cause: unknown): { readonly code: string; readonly message: string } {
  return { code: cause instanceof ScopeFailure ? cause.code : "ADG7007", message: messageOf(cause) };
}

/** The firings that made the rule that fires, the innermost first. */
function around({ instance }: Firing): readonly Firing[] {
  const firings: Firing[] = [];
  for (let outer = instance.parent; outer !== undefined; outer = outer.instance.parent) firings.push(outer);
  return firings;
}

function nodesOf(state: RunState, { nodes }: Firing): readonly PendingNode[] {
  return nodes.filter((node) => node >= 0).map((node) => pendingNode(state, node));
}

/** A node as it is shown in a question. */
export function pendingNode(state: RunState, node: number): PendingNode {
  const key = state.graph.key(node);
  return {
    id: nodeId(state, node),
    task: state.workflow.tasks[state.graph.task(node)]?.name ?? "",
    args: argsByName(state, node),
    ...(key === undefined ? {} : { key }),
  };
}
