/** Why a rule that never fired cannot fire any more. */
import { isNodeCondition } from "../conditions.ts";
import { hasEverHappened } from "../report.ts";
import type { RunState } from "../state.ts";
import { tallyOf } from "../tally.ts";
import { conditionText, failureLabel, rootsOf, ruleLabel, someOf, taskName } from "./label.ts";
import { usesOf } from "./rule-reasons.ts";
import type { Asking } from "./asking.ts";
import type { Adder, ClosedReason, Some } from "./answer.ts";
import type { Rule, RuleId, TaskId } from "../workflow.ts";

/** All that is known of it; `seen`: rules that the answer has told of already. */
export function closedReasons(
  asking: Asking,
  id: RuleId,
  depth: number,
  seen: Set<RuleId> = new Set(),
): readonly ClosedReason[] {
  const { state } = asking;
  const rule = state.workflow.rules[id];
  if (rule === undefined) return [];
  seen.add(id);
  const ended = endedReasons(state, rule, id);
  if (ended.length > 0) return ended;
  const tally = tallyOf(state, id);
  const reasons: ClosedReason[] = [...endedOtherwise(asking, id)];
  if (tally.tooFew !== undefined) {
    const { condition, have, want } = tally.tooFew;
    const counted = rule.conditions[condition];
    const text = counted === undefined ? "" : conditionText(state.workflow, counted, { count: String(want) });
    reasons.push({ kind: "too-few", text, have, want });
  }
  if (tally.rejected > 0) reasons.push({ kind: "rejected", count: tally.rejected });
  const adders = (ids: readonly RuleId[]): Some<Adder> => addersOf(asking, ids, depth, seen);
  if (rule.scope !== 0 && usesOf(state, rule.scope).length === 0) {
    const workflow = state.workflow.scopes[rule.scope]?.name ?? "";
    const tasks = state.workflow.tasks.flatMap(({ implementation }, task) =>
      implementation.kind === "scope" && implementation.scope === rule.scope ? [task] : [],
    );
    return [...reasons, { kind: "never-used", workflow, adders: adders(rulesAdding(state, tasks)) }];
  }
  for (const condition of rule.conditions) {
    if (condition.kind !== "each" && condition.kind !== "keyed") continue;
    const { task, event } = condition;
    if (hasEverHappened(state, task, event)) continue;
    const there = howEnded(state, task);
    const none = there.done + there.failed + there.skipped === 0;
    reasons.push({
      kind: "unmet",
      text: conditionText(state.workflow, condition),
      task: taskName(state.workflow, task),
      there,
      adders: none ? adders(rulesAdding(state, [task])) : { shown: [], more: 0 },
    });
  }
  if (reasons.length > 0) return reasons;
  if (rule.parent !== undefined) {
    const around = adders([rule.parent]).shown[0];
    if (around !== undefined) return [{ kind: "never-made", around }];
  }
  if (rule.conditions.some(({ kind }) => kind === "predicate")) return [{ kind: "predicate" }];
  return [{ kind: "unmatched", met: rule.conditions.flatMap((condition) => metText(state, condition)) }];
}

/** What ended it before its time. */
function endedReasons(state: RunState, rule: Rule, id: RuleId): readonly ClosedReason[] {
  const own = state.scopes.flatMap(({ errors }) => errors.filter((error) => error.rule === id));
  if (own.length > 0)
    return own.slice(0, 1).map(({ failure: { code, message } }) => ({ kind: "error", failure: { code, message } }));
  const root = state.scopes[0]?.stopped;
  if (root !== undefined) return [{ kind: "stopped", of: "run", message: root.message }];
  const use = usesOf(state, rule.scope).find(({ stopped }) => stopped !== undefined)?.stopped;
  return use === undefined ? [] : [{ kind: "stopped", of: "workflow", message: use.message }];
}

/** Nodes that ended otherwise than it waited for. */
function endedOtherwise(asking: Asking, id: RuleId): readonly ClosedReason[] {
  const { state } = asking;
  const { closedBy } = tallyOf(state, id);
  if (closedBy === undefined) return [];
  const rule = state.workflow.rules[id];
  const nodes = new Set<number>([closedBy.node]);
  if (rule !== undefined)
    for (const { closedByFailure } of usesOf(state, rule.scope))
      for (const { tuple, by } of closedByFailure)
        if (tuple.instance.rule === id) for (const node of "members" in by ? by.unsuccessful : by) nodes.add(node);
  const roots = rootsOf(state, nodes);
  const some = someOf(roots, asking.take(roots.length), (node) => failureLabel(state, node));
  return [{ kind: "ended-otherwise", of: closedBy.kind, nodes: some }];
}

/** Rules that could have added a node of these tasks. */
function rulesAdding(state: RunState, tasks: readonly TaskId[]): readonly RuleId[] {
  return state.workflow.rules.flatMap(({ sites }, id) => (sites.some(({ task }) => tasks.includes(task)) ? [id] : []));
}

function addersOf(asking: Asking, ids: readonly RuleId[], depth: number, seen: Set<RuleId>): Some<Adder> {
  const { state } = asking;
  return someOf(ids, asking.take(ids.length), (id): Adder => {
    const { fired, blocked } = tallyOf(state, id);
    const isNew = fired === 0 && blocked === 0 && !seen.has(id) && depth > 0;
    return {
      rule: ruleLabel(state, id),
      fired,
      blocked,
      closed: isNew ? closedReasons(asking, id, depth - 1, seen) : [],
    };
  });
}

function howEnded(
  state: RunState,
  task: TaskId,
): { readonly done: number; readonly failed: number; readonly skipped: number } {
  const there = { done: 0, failed: 0, skipped: 0 };
  for (const { sets } of state.scopes) {
    const set = sets.get(task);
    if (set === undefined) continue;
    there.done += set.settled - set.unsuccessful.length;
    const failed = set.unsuccessful.filter((node) => state.graph.state(node) === "failed").length;
    there.failed += failed;
    there.skipped += set.unsuccessful.length - failed;
  }
  return there;
}

function metText(state: RunState, condition: Rule["conditions"][number]): readonly { text: string; count: number }[] {
  if (!isNodeCondition(condition) || condition.kind === "held") return [];
  const { done, failed, skipped } = howEnded(state, condition.task);
  const all = done + failed + skipped;
  const count = condition.event === "done" ? done : condition.event === "failed" ? failed : all;
  return [{ text: conditionText(state.workflow, condition), count }];
}
