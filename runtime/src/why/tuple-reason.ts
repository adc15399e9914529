/** Tuples that wait, and what for. */
import { conditionReasons, isHolder } from "./condition-reason.ts";
import { endWalk, newWalk, type TellTuples, type Walk } from "./growth.ts";
import { aroundOf, labelsOf, nodeLabel, ruleLabel } from "./label.ts";
import type { Asking } from "./asking.ts";
import type { ConditionReason, TupleReason, TuplesReason } from "./answer.ts";
import type { Tuple } from "../state.ts";
import type { RuleId } from "../workflow.ts";

/** Tuples of a rule that is asked about. What the conditions of one wait for is told whole, whatever has been told of others. */
export function tuplesReason(asking: Asking, rule: RuleId, tuples: readonly Tuple[], depth: number): TuplesReason {
  const shown = tuples.slice(0, asking.take(tuples.length)).map((tuple) => {
    const conditions: ConditionReason[] = [];
    for (const tell of conditionReasons(tuple)) {
      const walk = newWalk(asking, tellTuples);
      conditions.push(tell(walk, depth));
      endWalk(walk);
    }
    return { ...labelled(asking, tuple), conditions };
  });
  return { kind: "tuples", rule: ruleLabel(asking.state, rule), tuples: { shown, more: tuples.length - shown.length } };
}

/** Tuples that stand in the way of something else: what they wait for comes after all that does, and is told once. */
export const tellTuples: TellTuples = (rule, tuples, walk, depth) => {
  const { asking, later, inTurn } = walk;
  const shown = tuples.slice(0, asking.take(tuples.length)).map((tuple) => {
    const conditions: ConditionReason[] = [];
    const tells = conditionReasons(tuple);
    if (depth > 1 && inTurn > 0)
      later.push(() => {
        const next: Walk = { ...walk, later: [], inTurn: inTurn - 1 };
        for (const tell of tells) conditions.push(tell(next, depth - 2));
        endWalk(next);
      });
    return { ...labelled(asking, tuple), conditions };
  });
  return { kind: "tuples", rule: ruleLabel(asking.state, rule), tuples: { shown, more: tuples.length - shown.length } };
};

function labelled({ state }: Asking, tuple: Tuple): Omit<TupleReason, "conditions"> {
  const { instance, nodes } = tuple;
  return {
    kind: "tuple",
    rule: ruleLabel(state, instance.rule),
    on: labelsOf(state, nodes),
    around: aroundOf(state, instance),
    ...(instance.scope.node < 0 ? {} : { inside: nodeLabel(state, instance.scope.node) }),
    state: isHolder(tuple) ? "held" : tuple.state === "fired" ? "ready" : tuple.state,
  };
}
