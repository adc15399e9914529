/** What a rule still waits for: in one use of its scope, and, inside a workflow, in all that there are and may yet be. */
import { keyedNode } from "../could-fire.ts";
import { hasHappened } from "../held.ts";
import { canonical } from "../library/canonical.ts";
import { doneCount, type KeyWaiter, type NodeSet, type RunState, type ScopeRun } from "../state.ts";
import { reasonsToAct, reasonsToAdd, newWalk, endWalk, reasonsFrom } from "./growth.ts";
import { conditionText, nodeLabel, taskName } from "./label.ts";
import { nodesReasons } from "./node-reason.ts";
import { tellTuples, tuplesReason } from "./tuple-reason.ts";
import type { Asking } from "./asking.ts";
import type { ConditionReason, Reason } from "./answer.ts";
import type { Condition, NodeEvent, RuleId, ScopeId } from "../workflow.ts";

/** Whether rules of this use may fire at all. */
export const isOpenUse = ({ ended, stopped }: ScopeRun): boolean => !ended && stopped === undefined;

/** Uses of a scope, in the order in which they were opened. */
export const usesOf = (state: RunState, scope: ScopeId): readonly ScopeRun[] =>
  scope === 0 ? state.scopes.slice(0, 1) : state.scopes.filter((use) => use.scope === scope);

/** Whether the rule may still fire in this use, as far as the counters say. */
export const mayFireIn = (use: ScopeRun, rule: RuleId): boolean =>
  isOpenUse(use) && !use.closure.isClosed(use.plan.firing(rule));

/** Whether what has happened is not all taken in yet. */
const isBusy = ({ appeared, entered, settledNow, agenda, ready, underway }: RunState): boolean =>
  underway !== undefined ||
  appeared < entered ||
  settledNow.length > 0 ||
  agenda.first !== undefined ||
  ready.length > 0;

/** What the rule waits for in one use. */
export function reasonsInUse(asking: Asking, use: ScopeRun, id: RuleId, depth: number): readonly Reason[] {
  const rule = use.plan.rule(id);
  const reasons: Reason[] = [];
  const waiting = asking.waitingIn(use).get(id) ?? [];
  if (waiting.length > 0) reasons.push(tuplesReason(asking, id, waiting, depth));
  if (rule.parent !== undefined && mayFireIn(use, rule.parent)) {
    const walk = newWalk(asking, tellTuples);
    reasons.push(
      ...reasonsFrom(walk, asking.groundOf({ scope: use, region: undefined }), use.plan.firing(rule.parent), depth),
    );
    endWalk(walk);
  }
  // A nested rule meets nodes once a firing has made it. The counters do not ask for that.
  const mayBeMet = rule.parent === undefined || (use.armed.get(id) ?? 0) > 0;
  if (mayBeMet) {
    const conditions = rule.conditions.flatMap((condition) => nodeReason(asking, use, id, condition, depth) ?? []);
    if (conditions.some(({ verdict }) => verdict === "waits")) reasons.push(...conditions);
  }
  if (reasons.length === 0 && isBusy(asking.state) && mayFireIn(use, id)) reasons.push({ kind: "soon" });
  return reasons;
}

/** What becomes of a condition that nodes of a task, or one with a key, can meet. */
function nodeReason(
  asking: Asking,
  use: ScopeRun,
  id: RuleId,
  condition: Condition,
  depth: number,
): ConditionReason | undefined {
  if (condition.kind !== "each" && condition.kind !== "keyed") return undefined;
  const { state } = asking;
  const { plan, closure } = use;
  const { task, event } = condition;
  const ground = asking.groundOf({ scope: use, region: undefined });
  if (condition.kind === "keyed") {
    const only = keyedNode(use, condition);
    if (typeof only === "number") return onlyReason(asking, only, condition, depth);
    if (only === undefined) return missingReason(asking, use, id, condition, depth);
  }
  const keys = condition.kind === "keyed" ? awaitedKeys(asking, use, id, condition) : [];
  const text = conditionText(state.workflow, condition, keys.length === 1 ? { key: keys[0] as string } : {});
  const have = metBy(state, use.sets.get(task), event);
  const isOpen = !closure.isClosed(event === "added" ? plan.added(task) : plan.acting(task));
  if (!isOpen) return { kind: "condition", text, verdict: have > 0 ? "holds" : "never", have, reasons: [] };
  const walk = newWalk(asking, tellTuples);
  const reasons = event === "added" ? reasonsToAdd(walk, ground, task, depth) : reasonsToAct(walk, ground, task, depth);
  endWalk(walk);
  return {
    kind: "condition",
    text,
    verdict: "waits",
    have,
    reasons: reasons.length === 0 ? [{ kind: "soon" }] : reasons,
  };
}

/** What becomes of a condition that asks for one node, which is there. */
function onlyReason(
  asking: Asking,
  node: number,
  condition: Extract<Condition, { kind: "keyed" }>,
  depth: number,
): ConditionReason {
  const { state } = asking;
  const { graph } = state;
  const text = conditionText(state.workflow, condition, { key: canonical(graph.key(node)) });
  if (hasHappened(state, node, condition.event)) return { kind: "condition", text, verdict: "holds", reasons: [] };
  if (graph.isSettled(node)) return { kind: "condition", text, verdict: "never", reasons: [] };
  return { kind: "condition", text, verdict: "waits", reasons: nodesReasons(asking, [node], depth) };
}

/** The same where it is not there yet. */
function missingReason(
  asking: Asking,
  use: ScopeRun,
  id: RuleId,
  condition: Extract<Condition, { kind: "keyed" }>,
  depth: number,
): ConditionReason {
  const { task } = condition;
  const [key] = awaitedKeys(asking, use, id, condition);
  const text = conditionText(asking.state.workflow, condition, key === undefined ? {} : { key });
  // Only what adds nodes with keys can help.
  if (!use.plan.keyed.has(task) || use.closure.isClosed(use.plan.added(task)))
    return { kind: "condition", text, verdict: "never", have: 0, reasons: [] };
  const walk = newWalk(asking, tellTuples);
  const reasons = reasonsToAdd(walk, asking.groundOf({ scope: use, region: undefined }), task, depth);
  endWalk(walk);
  return { kind: "condition", text, verdict: "waits", have: 0, reasons };
}

/** Keys that tuples of the rule wait for. */
function awaitedKeys(
  { limits }: Asking,
  { keyWaiters }: ScopeRun,
  id: RuleId,
  condition: Extract<Condition, { kind: "keyed" }>,
): readonly string[] {
  const keys: string[] = [];
  const isIt = ({ instance }: KeyWaiter): boolean => instance.rule === id;
  for (const [place, waiters] of keyWaiters) {
    if (keys.length > limits.examples) break;
    const [task] = place.split(":", 1);
    if (Number(task) === condition.task && waiters.some(isIt)) keys.push(place.slice((task as string).length + 1));
  }
  return keys;
}

/** How many nodes have met it. */
function metBy(state: RunState, set: NodeSet | undefined, event: NodeEvent): number {
  if (set === undefined) return 0;
  switch (event) {
    case "added":
      return set.members.length;
    case "done":
      return doneCount(set);
    case "settled":
      return set.settled;
    case "failed":
      return set.unsuccessful.filter((node) => state.graph.state(node) === "failed").length;
  }
}

/** What the rule waits for in all uses of its scope, and for further ones. */
export function reasonsOfRule(asking: Asking, id: RuleId, depth: number): readonly Reason[] {
  const { state } = asking;
  const rule = state.workflow.rules[id];
  const root = state.scopes[0];
  if (rule === undefined || root === undefined || state.finished) return [];
  if (rule.scope === 0) return isOpenUse(root) ? reasonsInUse(asking, root, id, depth) : [];
  const open = usesOf(state, rule.scope).filter((use) => mayFireIn(use, id));
  const workflow = state.workflow.scopes[rule.scope]?.name ?? "";
  const uses = open.slice(0, asking.take(open.length)).map((use): Reason => {
    const reasons = reasonsInUse(asking, use, id, depth - 1);
    return { kind: "use", workflow, node: nodeLabel(state, use.node), reasons };
  });
  if (open.length > uses.length) uses.push({ kind: "more-uses", workflow, more: open.length - uses.length });
  return [...uses, ...furtherUses(asking, rule.scope, depth, new Set())];
}

/** Why the scope may yet come to be used once more. */
function furtherUses(asking: Asking, scope: ScopeId, depth: number, seen: Set<ScopeId>): readonly Reason[] {
  const { state } = asking;
  if (seen.has(scope)) return [];
  seen.add(scope);
  const reasons: Reason[] = [];
  for (const [task, { implementation }] of state.workflow.tasks.entries()) {
    if (implementation.kind !== "scope" || implementation.scope !== scope) continue;
    for (const plan of state.plans) {
      if (!plan.tasks.includes(task)) continue;
      for (const use of usesOf(state, plan.scope)) {
        if (!isOpenUse(use) || use.closure.isClosed(plan.acting(task))) continue;
        const toOpen = (use.sets.get(task)?.members ?? []).filter((node) => state.graph.state(node) === "waiting");
        const walk = newWalk(asking, tellTuples);
        const ground = asking.groundOf({ scope: use, region: undefined });
        const toAdd = reasonsToAdd(walk, ground, task, depth - 1);
        endWalk(walk);
        reasons.push(...nodesReasons(asking, toOpen, depth - 1));
        if (toAdd.length > 0) reasons.push({ kind: "task", task: taskName(state.workflow, task), reasons: toAdd });
      }
      if (plan.scope !== 0) reasons.push(...furtherUses(asking, plan.scope, depth, seen));
    }
  }
  return reasons;
}
