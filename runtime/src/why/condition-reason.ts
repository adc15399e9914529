/** Why a condition of a tuple does not hold yet, or will not. */
import { hasHappened, heldNode } from "../held.ts";
import { isView } from "../node-view.ts";
import { countedIn, verdictOn, type Verdict } from "../waiting.ts";
import { lacksStandIn } from "../wholeness.ts";
import { reasonsToAdd, type Walk } from "./growth.ts";
import { conditionText, failureLabel, nodeLabel, rootsOf, someOf } from "./label.ts";
import { nodesIn, nodesReasons } from "./node-reason.ts";
import { unsureReasons } from "./unsure.ts";
import type { ConditionReason, NodeFailure, NodeLabel, Reason, Some } from "./answer.ts";
import type { NodeSet, Tuple, WaitedSet } from "../state.ts";
import type { Condition } from "../workflow.ts";

type SetWaited = Extract<WaitedSet, { kind: "set" }>;
type TellCondition = (walk: Walk, depth: number) => ConditionReason;

/** Each condition of a tuple on a set of nodes; of a nested rule that does not listen yet, those on the nodes that it holds. */
export function conditionReasons(tuple: Tuple): readonly TellCondition[] {
  const { instance } = tuple;
  const { conditions } = instance.scope.plan.rule(instance.rule);
  if (isHolder(tuple))
    return conditions.flatMap((condition) =>
      condition.kind === "held" ? [(walk, depth) => heldReason(walk, tuple, condition, depth)] : [],
    );
  return tuple.sets.flatMap((waited) => {
    const condition = conditions[waited.condition];
    return condition === undefined ? [] : [(walk, depth) => setReason(walk, tuple, waited, condition, depth)];
  });
}

/** Whether it only keeps places open for a nested rule that does not listen yet. */
export const isHolder = (tuple: Tuple): boolean => tuple.instance.scope.holders.get(tuple.instance) === tuple;

function heldReason(
  walk: Walk,
  { instance }: Tuple,
  condition: Extract<Condition, { kind: "held" }>,
  depth: number,
): ConditionReason {
  const { state } = walk.asking;
  const node = heldNode(instance, condition.held);
  const holds = hasHappened(state, node, condition.event);
  const reasons = holds ? [] : nodesReasons(walk.asking, [node], depth - 1);
  const text = conditionText(state.workflow, condition);
  return { kind: "condition", text, verdict: holds ? "holds" : "waits", reasons };
}

function setReason(walk: Walk, tuple: Tuple, waited: WaitedSet, condition: Condition, depth: number): ConditionReason {
  const { state } = walk.asking;
  if (waited.kind === "predicate") {
    const verdict = askedVerdict(walk, tuple, waited) === "met" ? "holds" : "waits";
    // It is asked again whenever something has changed: any node of the scope may be the one.
    const nodes = nodesIn(tuple.instance.scope);
    const reasons = verdict === "holds" ? [] : nodesReasons(walk.asking, nodes, depth - 1);
    return { kind: "condition", text: conditionText(state.workflow, condition), verdict, reasons };
  }
  const { set, count } = waited;
  const told = toldVerdict(walk, tuple, waited);
  const under = anchorOf(walk, tuple, condition);
  return {
    kind: "condition",
    text: conditionText(state.workflow, condition, { count: String(count) }),
    verdict: told,
    ...counts(tuple, waited, condition),
    ...(under === undefined ? {} : { under }),
    ...(set.task < 0 ? {} : { isClosed: set.closed }),
    ...failuresOf(walk, set, told),
    reasons: told === "waits" || told === "unsure" ? reasonsOf(walk, tuple, waited, condition, depth) : [],
  };
}

/** As the engine decides, and with what it knows already of whether sets are whole: nothing is decided by being asked. */
function askedVerdict({ asking: { state } }: Walk, tuple: Tuple, waited: WaitedSet): Verdict | undefined {
  try {
    return verdictOn(state, tuple, waited, (_, { whole }) => whole);
  } catch {
    return undefined;
  }
}

function toldVerdict(walk: Walk, tuple: Tuple, waited: WaitedSet): ConditionReason["verdict"] {
  if (waited.kind === "set" && tuple.state === "blocked" && waited.set.blockers !== undefined) return "blocked";
  switch (askedVerdict(walk, tuple, waited)) {
    case "never":
      return "never";
    case "not-whole":
      return "blocked";
    case "met":
      return "holds";
    case "groups":
      return waited.kind === "set" ? everyVerdict(waited, tuple) : "waits";
    case "open":
    case undefined:
      return waited.kind === "set" && isOnlyUnsure(waited.set) ? "unsure" : "waits";
  }
}

/** Whether nothing is missing but to know whether the set is whole. */
const isOnlyUnsure = (set: NodeSet): boolean => set.scope.unsure.has(set);

/** `every` waits for its next group, or for its last. */
function everyVerdict({ set, count }: SetWaited, tuple: Tuple): ConditionReason["verdict"] {
  if (isOnlyUnsure(set)) return "unsure";
  const hasGroup = set.done.length - tuple.groups * count >= count;
  return hasGroup || (set.closed && set.settled === set.members.length) ? "holds" : "waits";
}

function counts(tuple: Tuple, waited: SetWaited, condition: Condition): Pick<ConditionReason, "have" | "want"> {
  const { set, count } = waited;
  switch (condition.kind) {
    case "at-least":
      return { have: countedIn(tuple.instance, waited), want: count };
    case "every":
      return { have: set.done.length - tuple.groups * count, want: count };
    case "all":
    case "all-held":
      return { have: set.settled, want: set.members.length };
    default:
      return {};
  }
}

function anchorOf({ asking: { state } }: Walk, tuple: Tuple, condition: Condition): NodeLabel | undefined {
  const of = "of" in condition ? condition.of : condition;
  const name = "under" in of ? of.under?.name : undefined;
  const view = name === undefined ? undefined : tuple.names[name];
  return isView(view) ? nodeLabel(state, view.node) : undefined;
}

function failuresOf(
  { asking }: Walk,
  set: NodeSet,
  verdict: ConditionReason["verdict"],
): { readonly failures?: Some<NodeFailure> } {
  const { state } = asking;
  const nodes =
    verdict === "blocked"
      ? (set.blockers ?? [])
      : verdict === "never"
        ? rootsOf(state, set.unsuccessful)
        : verdict === "unsure"
          ? rootsOf(state, set.scope.unsuccessful.filter(lacksStandIn(state, set.task)))
          : [];
  if (nodes.length === 0) return {};
  return { failures: someOf(nodes, asking.take(nodes.length), (node) => failureLabel(state, node)) };
}

function reasonsOf(
  walk: Walk,
  tuple: Tuple,
  { set }: SetWaited,
  condition: Condition,
  depth: number,
): readonly Reason[] {
  const { asking } = walk;
  if (isOnlyUnsure(set)) return unsureReasons(walk, set, tuple, depth);
  const mayGrow = set.closed ? [] : reasonsToAdd(walk, asking.groundOf(set), set.task, depth);
  const needsEnd = condition.kind !== "no-more" && !(condition.kind === "at-least" && condition.event === "added");
  const unsettled = needsEnd ? nodesReasons(asking, set.members, depth - 1) : [];
  const reasons = [...unsettled, ...mayGrow];
  return reasons.length === 0 ? [{ kind: "soon" }] : reasons;
}
