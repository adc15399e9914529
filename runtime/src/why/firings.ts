/** Firings of a rule that added something: they are known by what they added. */
import { isSpawn, type Firing, type RunState, type ScopeRun } from "../state.ts";
import { aroundOf, labelsOf, nodeLabel } from "./label.ts";
import type { Asking } from "./asking.ts";
import type { FiringLabel } from "./answer.ts";
import type { RuleId } from "../workflow.ts";

/** The first few, as many as may be told. */
export function firingsOf(asking: Asking, uses: readonly ScopeRun[], rule: RuleId): readonly FiringLabel[] {
  const { state, limits } = asking;
  const firings: FiringLabel[] = [];
  let last: Firing | undefined;
  for (const { sets, plan } of uses)
    for (const task of new Set(plan.rule(rule).sites.map((site) => site.task)))
      for (const node of sets.get(task)?.members ?? []) {
        if (firings.length === limits.examples) return firings;
        const maker = state.graph.firing(node);
        if (isSpawn(maker) || maker === last || maker.instance.rule !== rule || !isFirst(state, node)) continue;
        last = maker;
        if (asking.takeOne()) firings.push(firingLabel(asking, maker, node));
      }
  return firings;
}

/** Whether it is the first of what its firing added: these are in a row. */
const isFirst = ({ graph }: RunState, node: number): boolean =>
  node === 0 || graph.firing(node - 1) !== graph.firing(node);

function firingLabel(asking: Asking, firing: Firing, first: number): FiringLabel {
  const { state, limits } = asking;
  let end = first;
  while (end < state.entered && state.graph.firing(end) === firing) end += 1;
  const count = end - first;
  const shown = Math.min(count, limits.examples);
  const added = Array.from({ length: shown }, (_, index) => nodeLabel(state, first + index));
  return {
    on: labelsOf(state, firing.nodes),
    around: aroundOf(state, firing.instance),
    added: { shown: added, more: count - shown },
  };
}
