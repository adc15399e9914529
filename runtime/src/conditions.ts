/** The two sorts of condition, and what can happen to a node. */
import type { Condition, NodeEvent } from "./workflow.ts";

/** A condition that a node can meet: it contributes a node to the tuple. */
export type NodeCondition = Extract<Condition, { kind: "each" | "held" | "keyed" }>;
/** A condition on a set of nodes: it holds or not, and contributes no node. */
export type SetCondition = Extract<
  Condition,
  { kind: "no-more" | "all" | "all-held" | "at-least" | "every" | "predicate" }
>;

export const isNodeCondition = (condition: Condition): condition is NodeCondition =>
  condition.kind === "each" || condition.kind === "held" || condition.kind === "keyed";
export const isSetCondition = (condition: Condition): condition is SetCondition => !isNodeCondition(condition);

export const EVENTS: readonly NodeEvent[] = ["added", "done", "failed", "settled"];

/** Where an event stands in `EVENTS`. */
export function placeOf(event: NodeEvent): number {
  return event === "added" ? 0 : event === "done" ? 1 : event === "failed" ? 2 : 3;
}
