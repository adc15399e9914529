/** Nodes of a graph by what people write, or what is shown of a node. Pure. */
import { findNode } from "../identity.ts";
import type { RunState } from "../state.ts";
import { graphNodes } from "./graph-nodes.ts";
import { namedNodes } from "./named-node.ts";

/** Those of this id, else of an id that begins so, else called so: `pdf a.md`, `pdf("a.md",2)`. Looks at each node that there is. */
export function nodesCalled(state: RunState, text: string): readonly number[] {
  const exact = findNode(state, text);
  if (exact !== undefined) return [exact];
  const nodes = graphNodes(state).map((each, number) => ({ ...each, number }));
  const begins = text === "" ? [] : nodes.filter(({ node }) => node.startsWith(text));
  return (begins.length > 0 ? begins : namedNodes(nodes, text)).map(({ number }) => number);
}
