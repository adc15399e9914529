/** Whether a rule could fire in a world in which some failed nodes are unsettled again. Where that is not known, it could. */
import { canonical } from "./library/canonical.ts";
import { hasHappened } from "./held.ts";
import { doneCount, type NodeSet, type RunState, type ScopeRun } from "./state.ts";
import type { Bindings, Condition, NodeEvent, RuleId } from "./workflow.ts";

/**
 * What a question assumes: which nodes are unsettled again, and what else counts. `acts`: whatever is unsettled or waits, too; `rests`:
 * of that only blocked rules, as if they still waited; `alone`: nothing.
 */
export interface World {
  readonly back: ReadonlySet<number>;
  readonly rest: "acts" | "rests" | "alone";
}

/** A scope in such a world, and the places of it at which something could happen, as far as they have been found. */
export interface Ground {
  readonly state: RunState;
  readonly scope: ScopeRun;
  readonly world: World;
  readonly reached: ReadonlySet<number>;
}

/** Whether a node has yet to end, in a world. */
export const isPending = (state: RunState, { back, rest }: World, node: number): boolean =>
  back.has(node) || (rest === "acts" && !state.graph.isSettled(node));

/** Whether the rule listens, or may come to, and each of its conditions on nodes of any kind has been met or may yet be. */
export function couldFire(ground: Ground, id: RuleId): boolean {
  return listens(ground, id) && couldBeMet(ground, id);
}

/** Whether each of the rule's conditions on nodes of any kind has been met or may yet be. */
export function couldBeMet(ground: Ground, id: RuleId): boolean {
  return ground.scope.plan.rule(id).conditions.every((condition) => couldHold(ground, condition));
}

function listens({ scope, reached }: Ground, id: RuleId): boolean {
  const { parent } = scope.plan.rule(id);
  // A tuple that waits, or would wait again, stands at the rule's own place.
  const places = parent === undefined ? [] : [scope.plan.firing(parent), scope.plan.firing(id)];
  return parent === undefined || places.some((place) => reached.has(place)) || (scope.armed.get(id) ?? 0) > 0;
}

function couldHold(ground: Ground, condition: Condition): boolean {
  const { state, scope, world, reached } = ground;
  switch (condition.kind) {
    case "at-least":
      return couldBeAsMany(ground, condition);
    case "each": {
      const { task, event } = condition;
      const mayYet = event === "added" ? scope.plan.added(task) : scope.plan.acting(task);
      return reached.has(mayYet) || hasHappenedToOne(state, scope.sets.get(task) as NodeSet, event);
    }
    case "keyed": {
      const node = keyedNode(scope, condition);
      if (node === undefined)
        return scope.plan.keyed.has(condition.task) && reached.has(scope.plan.added(condition.task));
      if (node !== "unknown") return hasHappened(state, node, condition.event) || isPending(state, world, node);
      return scope.plan.keyed.has(condition.task) && couldHold(ground, { ...condition, kind: "each" });
    }
    default:
      return true;
  }
}

/**
 * Whether what may happen at a place can make a rule fire. A condition with a key looks at one node only: where that is known, no
 * other node of the task matters to it.
 */
export function couldTrigger({ state, scope, world, reached }: Ground, id: RuleId, from: number): boolean {
  const { plan } = scope;
  const watching = plan
    .rule(id)
    .conditions.filter(
      (condition) =>
        (condition.kind === "each" || condition.kind === "keyed") &&
        from === (condition.event === "added" ? plan.added(condition.task) : plan.acting(condition.task)),
    );
  if (watching.length === 0) return true;
  return watching.some((condition) => {
    if (condition.kind !== "keyed") return true;
    const node = keyedNode(scope, condition);
    if (node === "unknown") return true;
    return node === undefined ? reached.has(plan.added(condition.task)) : isPending(state, world, node);
  });
}

/** The node with the key, if there is one; "unknown" where the key depends on what a firing of the rule, or of one around it, binds. */
export function keyedNode(
  { keys, names }: ScopeRun,
  { task, key }: Extract<Condition, { kind: "keyed" }>,
): number | undefined | "unknown" {
  try {
    return keys.get(`${task}:${canonical(key(onlyNames(names)))}`);
  } catch {
    return "unknown";
  }
}

/** The names of a scope; to read any other throws. */
const onlyNames = (names: Bindings): Bindings =>
  new Proxy(names, {
    get(known, name) {
      if (typeof name === "string" && Object.hasOwn(known, name)) return known[name];
      throw new Error("not known here");
    },
  });

/** Whether there may yet be as many nodes as `at least` wants. */
function couldBeAsMany(
  { state, scope, world, reached }: Ground,
  { of, event, count }: Extract<Condition, { kind: "at-least" }>,
): boolean {
  if (of.kind !== "task" || reached.has(scope.plan.added(of.task))) return true;
  const most = (set: NodeSet): number =>
    event === "added" ? set.members.length : doneCount(set) + pendingIn(state, set, world);
  let sets: readonly NodeSet[] = [scope.sets.get(of.task) as NodeSet];
  // Under a node that there is; where another may come, or a key may be met, that cannot be told.
  const isFixed = of.under !== undefined && scope.plan.regions.get(of.under.task)?.metAgain.has(of.task) === false;
  if (of.under !== undefined && isFixed && !reached.has(scope.plan.added(of.under.task)))
    sets = [...scope.regions.values()].flatMap(({ plan, sets: own }) =>
      plan.anchor === of.under?.task ? [own.get(of.task) ?? []].flat() : [],
    );
  try {
    const wanted = count(onlyNames(scope.names));
    return typeof wanted !== "number" || sets.some((set) => most(set) >= wanted);
  } catch {
    // It depends on names that only the rule itself has.
    return true;
  }
}

function pendingIn(state: RunState, { members, settled, unsuccessful }: NodeSet, world: World): number {
  const unsettled = world.rest === "acts" ? members.length - settled : 0;
  return unsettled + unsuccessful.filter((node) => isPending(state, world, node)).length;
}

function hasHappenedToOne(state: RunState, set: NodeSet, event: NodeEvent): boolean {
  switch (event) {
    case "added":
      return set.members.length > 0;
    case "done":
      return set.settled > set.unsuccessful.length;
    case "failed":
      return set.unsuccessful.some((node) => state.graph.state(node) === "failed");
    case "settled":
      return set.settled > 0;
  }
}
