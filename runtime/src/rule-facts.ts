/** What is asked of a rule again and again, worked out once. */
import { isNodeCondition, isSetCondition } from "./conditions.ts";
import { isFailureEvent } from "./held.ts";
import type { Rule, TaskId, Under } from "./workflow.ts";

export interface RuleFacts {
  /** Nothing but one `each` binds a node. */
  readonly bindsOne: boolean;
  /** Two nodes or more are bound. */
  readonly isJoin: boolean;
  readonly waitsForSets: boolean;
  /** Whether it takes failures in: by a node or a set that it sees failed or settled. */
  readonly seesFailures: boolean;
  readonly hasJoins: boolean;
  /** The sets of which it may want the members in graph order. */
  readonly gathers: readonly { readonly task: TaskId; readonly under?: Under }[];
}

export function factsOf({ conditions, joins, sites }: Rule): RuleFacts {
  const nodes = conditions.filter(isNodeCondition);
  return {
    bindsOne: nodes.length === 1 && nodes[0]?.kind === "each",
    isJoin: nodes.length > 1,
    waitsForSets: conditions.some(isSetCondition),
    seesFailures: conditions.some((condition) =>
      isNodeCondition(condition)
        ? isFailureEvent(condition.event)
        : "event" in condition && condition.event === "settled",
    ),
    hasJoins: (joins?.length ?? 0) > 0,
    gathers: distinct([
      ...conditions.filter((condition) => condition.kind === "all"),
      ...sites.flatMap(({ sources }) => sources.filter((source) => source.kind === "gather")),
    ]),
  };
}

function distinct(gathers: RuleFacts["gathers"]): RuleFacts["gathers"] {
  return [...new Map(gathers.map((each) => [`${each.task} ${each.under?.name}`, each])).values()];
}
