/** Why a rule has fired, has not, waits, is blocked or is closed. */
import { unmatchedNodes } from "../report.ts";
import type { RunState, ScopeRun, Tuple } from "../state.ts";
import { tallyOf } from "../tally.ts";
import { Asking, usualLimits } from "./asking.ts";
import { closedReasons } from "./closed.ts";
import { firingsOf } from "./firings.ts";
import { labelsOf, ruleLabel } from "./label.ts";
import { isOpenUse, reasonsOfRule, usesOf } from "./rule-reasons.ts";
import { tuplesReason } from "./tuple-reason.ts";
import type { Limits, Surroundings, WhyRule } from "./answer.ts";
import type { RuleId } from "../workflow.ts";

/** The answer holds for this moment of the run; it changes nothing. */
export function whyRule(
  state: RunState,
  rule: RuleId,
  surroundings: Surroundings,
  limits: Limits = usualLimits,
): WhyRule {
  const asking = new Asking(state, surroundings, limits);
  const { fired, blocked, rejected, rejectedNodes } = tallyOf(state, rule);
  const definition = state.workflow.rules[rule];
  const uses = usesOf(state, definition?.scope ?? 0);
  const blockedTuples = blockedIn(uses, rule);
  const told = tuplesReason(asking, rule, blockedTuples, limits.depth).tuples;
  const waits = reasonsOfRule(asking, rule, limits.depth);
  const isOpen = waits.length > 0;
  const standing = blocked > 0 ? "blocked" : fired > 0 ? "fired" : isOpen ? "waiting" : "closed";
  return {
    kind: "why-rule",
    rule: ruleLabel(state, rule),
    state: standing,
    isOpen,
    fired,
    blocked,
    uses: { all: uses.length, open: uses.filter(isOpenUse).length },
    rejected: { count: rejected, examples: rejectedNodes.map((nodes) => labelsOf(state, nodes)) },
    unmatched: definition === undefined ? {} : unmatchedNodes(state, definition, rule),
    firings: fired === 0 ? [] : firingsOf(asking, uses, rule),
    blockedTuples: told,
    waits,
    closed: standing === "closed" ? closedReasons(asking, rule, limits.depth) : [],
  };
}

function blockedIn(uses: readonly ScopeRun[], rule: RuleId): readonly Tuple[] {
  return uses.flatMap(({ blocked }) => [...blocked].filter(({ instance }) => instance.rule === rule));
}
