/** What tells nodes and gathers from data: symbols, which no JSON can have. */
import type { Gathered, NodeRef } from "./workflow.ts";

export const nodeBrand: unique symbol = Symbol.for("adg.node");
export const gatherBrand: unique symbol = Symbol.for("adg.gather");

/** Whether a value is a node as rules see it. */
export const isNode = (value: unknown): value is NodeRef =>
  typeof value === "object" && value !== null && nodeBrand in value;

/** Whether a value is a `succeeded` or `settled` gather that stands as an argument. */
export const isGathered = (value: unknown): value is Gathered =>
  typeof value === "object" && value !== null && gatherBrand in value;
