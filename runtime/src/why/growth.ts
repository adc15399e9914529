/**
 * What keeps `no more` from holding: from the place where nodes of a task are added, back along the arrows over which the engine's counters
 * count, through places that are open, to what stands at them. Circles are followed once.
 */
import { isWaitedFor } from "../region.ts";
import { nodesReasons } from "./node-reason.ts";
import { ruleLabel, taskName } from "./label.ts";
import type { Asking } from "./asking.ts";
import type { Elsewhere, Ground, Place } from "./ground.ts";
import type { Reason, TuplesReason } from "./answer.ts";
import type { RunState, Tuple } from "../state.ts";
import type { RuleId, TaskId } from "../workflow.ts";

/** Tells of tuples; what they wait for, in turn, is told after all that is asked here has been. */
export type TellTuples = (rule: RuleId, tuples: readonly Tuple[], walk: Walk, depth: number) => TuplesReason;

/** One walk over places; what it has been at is told once. */
export interface Walk {
  readonly asking: Asking;
  readonly been: Set<string>;
  /** What is told when the walk itself is over. */
  readonly later: (() => void)[];
  readonly tellTuples: TellTuples;
  /** How many more times what is in the way may be asked in turn. */
  readonly inTurn: number;
}

export function newWalk(asking: Asking, tellTuples: TellTuples): Walk {
  return { asking, been: new Set(), later: [], tellTuples, inTurn: asking.limits.inTurn };
}

/** Tells what was put off. */
export function endWalk({ later }: Walk): void {
  for (let tell = later.shift(); tell !== undefined; tell = later.shift()) tell();
}

const soon: readonly Reason[] = [{ kind: "soon" }];
const cut: readonly Reason[] = [{ kind: "cut" }];

/** Why a node of the task may still be added. */
export function reasonsToAdd(walk: Walk, ground: Ground, task: TaskId, depth: number): readonly Reason[] {
  const place = ground.added(task);
  if (place === undefined || ground.isClosed(place)) return [];
  if (depth <= 0) return cut;
  const { state } = walk.asking;
  const adds = taskName(state.workflow, task);
  if (hasBeen(walk, ground, place)) return [{ kind: "again", task: adds }];
  const reasons = ground.into(place).map((from): Reason => {
    const origin = ground.placeOf(from);
    if (!walk.asking.takeOne()) return { kind: "cut" };
    if (origin.kind === "firing") {
      const rule = ruleLabel(state, origin.rule);
      return { kind: "rule", rule, adds, reasons: reasonsToFire(walk, ground, origin, depth - 1) };
    }
    const spawner = taskName(state.workflow, origin.task);
    return { kind: "spawns", task: spawner, adds, reasons: reasonsToAct(walk, ground, origin.task, depth - 1) };
  });
  return reasons.length === 0 ? soon : reasons;
}

/** Why nodes of the task may still do what rules wait for. */
export function reasonsToAct(walk: Walk, ground: Ground, task: TaskId, depth: number): readonly Reason[] {
  const nodes = nodesReasons(walk.asking, ground.members(task), depth - 1);
  // What is under the anchor alone does not ask whether there may be others of its kind.
  const isAnchor = ground.region?.plan.anchor === task;
  return isAnchor ? nodes : [...nodes, ...taskReasons(walk, ground, task, depth)];
}

function taskReasons(walk: Walk, ground: Ground, task: TaskId, depth: number): readonly Reason[] {
  const reasons = reasonsToAdd(walk, ground, task, depth - 1);
  if (reasons.length === 0) return [];
  return [{ kind: "task", task: taskName(walk.asking.state.workflow, task), reasons }];
}

/** Why the rule may still fire. */
function reasonsToFire(
  walk: Walk,
  ground: Ground,
  { rule, at: place }: Extract<Place, { kind: "firing" }>,
  depth: number,
): readonly Reason[] {
  if (ground.isClosed(place)) return [];
  if (depth <= 0) return cut;
  const { state } = walk.asking;
  if (hasBeen(walk, ground, place)) return [{ kind: "again", rule: ruleLabel(state, rule) }];
  const reasons: Reason[] = [];
  const tuples = ground.waiting(rule);
  if (tuples.length > 0) reasons.push(walk.tellTuples(rule, tuples, walk, depth));
  for (const from of ground.into(place)) {
    if (!walk.asking.takeOne()) reasons.push({ kind: "cut" });
    else reasons.push(...reasonsFrom(walk, ground, from, depth));
  }
  for (const each of ground.elsewhere(place)) {
    if (!walk.asking.takeOne()) reasons.push({ kind: "cut" });
    else {
      const there = reasonsElsewhere(walk, ground, each, rule, depth - 1);
      reasons.push({ kind: "elsewhere", rule: ruleLabel(state, rule), reasons: there });
    }
  }
  return reasons.length === 0 ? soon : reasons;
}

/** Why something may still happen at a place that leads to a rule. */
export function reasonsFrom(walk: Walk, ground: Ground, from: number, depth: number): readonly Reason[] {
  const origin = ground.placeOf(from);
  switch (origin.kind) {
    case "added":
      return taskReasons(walk, ground, origin.task, depth);
    case "acting":
      return reasonsToAct(walk, ground, origin.task, depth);
    case "firing": {
      const rule = ruleLabel(walk.asking.state, origin.rule);
      return [{ kind: "rule", rule, reasons: reasonsToFire(walk, ground, origin, depth - 1) }];
    }
  }
}

function reasonsElsewhere(
  walk: Walk,
  ground: Ground,
  each: Elsewhere,
  asked: RuleId,
  depth: number,
): readonly Reason[] {
  const { asking } = walk;
  const whole = asking.groundOf({ scope: ground.scope, region: undefined });
  if (each.kind === "place") {
    const place = whole.placeOf(each.place);
    const isItself = place.kind === "firing" && place.rule === asked;
    return isItself ? reasonsToFire(walk, whole, place, depth) : reasonsFrom(walk, whole, each.place, depth);
  }
  const { node, rule, position } = each;
  if (!asking.state.graph.isSettled(node)) return nodesReasons(asking, [node], depth);
  const tuples = waitingWith(asking.state, node, rule, position);
  return tuples.length === 0 ? [] : [walk.tellTuples(rule, tuples, walk, depth)];
}

const waitingWith = (state: RunState, node: number, rule: RuleId, position: number): readonly Tuple[] =>
  isWaitedFor(state, node, rule, position)
    ? [...(state.tuplesOf.get(node) ?? [])].filter(
        ({ instance, nodes }) => instance.rule === rule && nodes[position] === node,
      )
    : [];

function hasBeen({ been }: Walk, { name }: Ground, place: number): boolean {
  const there = `${name}: ${place}`;
  if (been.has(there)) return true;
  been.add(there);
  return false;
}
