/**
 * Whether failures may have kept members away from a set that is closed (language.md §4, "Failures").
 *
 * The set of t is whole if it would still be closed were all failed and skipped nodes without a stand-in for t unsettled again,
 * taken together, and were every blocked rule still waiting. That is asked only where something failed or is blocked, when the set
 * has closed (`could-grow.ts`).
 *
 * What still runs must have no say in the answer, or it would depend on which node ends first. So the set is whole once it could not
 * grow whatever the rest does, and it is not once it could grow by what has failed alone; in between it waits (`undefined`).
 */
import type { World } from "./could-fire.ts";
import { couldGrow, outlookOn, type Outlook } from "./could-grow.ts";
import { isFailureEvent } from "./held.ts";
import { pushTo, type NodeSet, type RunState, type ScopeRun } from "./state.ts";
import type { RuleId, TaskId } from "./workflow.ts";

/** Answers what could happen in a scope if what failed without a stand-in for a task were unsettled again. */
type Outlooks = (task: TaskId, rest: World["rest"]) => Outlook;

/** Finds each answer once: they hold until something changes. */
export function outlooksOn(state: RunState, scope: ScopeRun): Outlooks {
  const found = new Map<string, Outlook>();
  return (task, rest) => {
    const question = `${task} ${rest}`;
    let outlook = found.get(question);
    if (outlook === undefined) {
      outlook = outlookOn(state, scope, new Set(scope.unsuccessful.filter(lacksStandIn(state, task))), rest);
      found.set(question, outlook);
    }
    return outlook;
  };
}

/** Whether every node that could have been in a closed set had its chance; `undefined` while it cannot be called whole. */
export function isWhole(
  state: RunState,
  set: NodeSet,
  outlooks: Outlooks = outlooksOn(state, set.scope),
): boolean | undefined {
  if (set.whole === undefined && (hadNoFailures(set) || !couldGrow(outlooks(set.task, "acts"), set))) set.whole = true;
  return set.whole;
}

/** The same when nothing is about to fire; `undefined` only where that depends on what still runs or waits. */
export function isWholeByNow(state: RunState, set: NodeSet, outlooks: Outlooks): boolean | undefined {
  if (isWhole(state, set, outlooks) !== undefined) return set.whole;
  const outlook = outlooks(set.task, "rests");
  if (couldGrow(outlook, set) && !mayBeStoodInFor(outlook, set)) set.whole = false;
  return set.whole;
}

/**
 * Whether a rule may yet fire on one of the failures and so stand in for it. Under a node only: in a scope such a rule keeps the set
 * itself open.
 */
function mayBeStoodInFor({ lacking }: Outlook, { scope, region, task }: NodeSet): boolean {
  if (region === undefined || (scope.unsettled === 0 && scope.waiting.size === 0 && scope.holders.size === 0))
    return false;
  const { plan } = scope;
  return plan.rules.some((id) => {
    const rule = plan.rule(id);
    // What waits for nothing but the failure has fired already.
    if (rule.parent === undefined && rule.conditions.length === 1 && rule.conditions[0]?.kind === "each") return false;
    const takesIn = rule.conditions.some(
      (condition) =>
        "event" in condition &&
        isFailureEvent(condition.event) &&
        (!("task" in condition) || lacking.has(condition.task)),
    );
    return takesIn && plan.leadsTo(id, task);
  });
}

/** Nothing failed that could matter: in the whole scope, or in a region that nothing outside can add to. */
function hadNoFailures({ scope, region }: NodeSet): boolean {
  if (scope.blocked.size > 0 || scope.closedByFailure.length > 0) return false;
  if (scope.unsuccessful.length === 0) return true;
  return (
    region !== undefined && region.plan.isSelfContained && region.unsuccessful.length === 0 && !region.anchorFailed
  );
}

/**
 * The failed nodes that block a set which is not whole: those that alone could have led to more of it, and those that block a rule which
 * could; where it takes several together, all of them.
 */
export function blockersOf(state: RunState, set: NodeSet): readonly number[] {
  set.blockers ??= findBlockers(state, set);
  return set.blockers;
}

function findBlockers(state: RunState, set: NodeSet): readonly number[] {
  const { scope, region, task } = set;
  const couldGrowBy = (back: readonly number[], rest: World["rest"]): boolean =>
    couldGrow(outlookOn(state, scope, new Set(back), rest), set);
  /** Failed node → what is back with it: the node itself and what was skipped for it. */
  const backWith = new Map<number, number[]>();
  for (const node of scope.unsuccessful.filter(lacksStandIn(state, task)))
    for (const root of state.roots.get(node) ?? [node]) pushTo(backWith, root, node);
  const isBlockedFrom = (roots: readonly number[]): boolean =>
    couldGrowBy([...new Set(roots.flatMap((root) => [root, ...(backWith.get(root) ?? [])]))], "alone");
  const roots = [...backWith.keys()];
  const isNear = (root: number): boolean =>
    region !== undefined && (root === region.anchor || region.members.has(root));
  // Far from a node, mostly none matters: one question tells.
  const alone = [roots.filter(isNear), roots.filter((root) => !isNear(root))].flatMap((some) =>
    thoseAlone(some, isBlockedFrom),
  );
  const behind = couldGrowBy([], "rests") ? rulesBlocked(scope).filter((rule) => scope.plan.leadsTo(rule, task)) : [];
  const found = new Set([...alone, ...blockersBehind(scope, behind)]);
  return found.size > 0 ? [...found] : roots;
}

/** Those of the nodes for which the answer is yes. It is yes for several together where it is for any of them. */
function thoseAlone(nodes: readonly number[], isSo: (nodes: readonly number[]) => boolean): readonly number[] {
  if (nodes.length === 0 || !isSo(nodes)) return [];
  if (nodes.length === 1) return nodes;
  const middle = nodes.length >> 1;
  return [...thoseAlone(nodes.slice(0, middle), isSo), ...thoseAlone(nodes.slice(middle), isSo)];
}

/** What blocks tuples of these rules in the scope. */
function blockersBehind({ blocked }: ScopeRun, rules: readonly RuleId[]): ReadonlySet<number> {
  const sets = new Set<NodeSet>();
  for (const { instance, sets: waited } of rules.length === 0 ? [] : blocked)
    if (rules.includes(instance.rule)) for (const each of waited) if (each.kind === "set") sets.add(each.set);
  return new Set([...sets].flatMap(({ blockers }) => blockers ?? []));
}

const rulesBlocked = ({ blocked }: ScopeRun): readonly RuleId[] => [
  ...new Set([...blocked].map(({ instance }) => instance.rule)),
];

/** A rule fired on the node's failure that can itself lead to a `task` (for a skipped node: or one for each of its failures). */
export const lacksStandIn =
  (state: RunState, task: TaskId) =>
  (node: number): boolean => {
    const { plan } = state.scopes[state.graph.scope(node)] as ScopeRun;
    if (state.standIns.get(node)?.some((rule) => plan.leadsTo(rule, task))) return false;
    const roots = state.roots.get(node);
    return roots === undefined || !roots.every((root) => !lacksStandIn(state, task)(root));
  };
