/** Which picture shows after each answer of the server: never a blank one while the text has errors. */
import type { Graph, GraphAnswer } from "./graph.ts";

export interface Picture {
  readonly graph: Graph;
  /** `partial`: what can be told of a text with errors; `last`: of the text as it was before it could not be read. */
  readonly state: "current" | "partial" | "last";
}

export function nextPicture(before: Picture | undefined, answer: GraphAnswer | undefined): Picture {
  if (answer === undefined) return { graph: before?.graph ?? { nodes: [], edges: [] }, state: "last" };
  const graph = { nodes: answer.nodes, edges: answer.edges };
  if (!answer.broken) return { graph, state: "current" };
  if (answer.nodes.length === 0 && before !== undefined) return { graph: before.graph, state: "last" };
  return { graph, state: "partial" };
}

/** What stands over a picture. */
export const badges: Readonly<Record<Picture["state"], string>> = {
  current: "",
  partial: "The text has errors: this is what can be told of it.",
  last: "The text cannot be read: this is the last picture.",
};
