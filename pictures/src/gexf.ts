/** GEXF, the form of graphs that Gephi and others read. */
import { MultiDirectedGraph } from "graphology";
import { write } from "graphology-gexf";
import { stateColours } from "./colours.ts";
import type { State } from "./drawing.ts";
import { xmlText } from "./xml-text.ts";

export interface GexfNode {
  readonly id: string;
  readonly label: string;
  readonly state?: State;
  /** What else is known of it. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface GexfEdge {
  readonly from: string;
  readonly to: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export function gexfOf(title: string, nodes: readonly GexfNode[], edges: readonly GexfEdge[]): string {
  const graph = new MultiDirectedGraph<GexfNode, GexfEdge>();
  graph.setAttribute("title", xmlText(title));
  for (const node of nodes) graph.addNode(node.id, node);
  for (const edge of edges)
    if (graph.hasNode(edge.from) && graph.hasNode(edge.to)) graph.addDirectedEdge(edge.from, edge.to, edge);
  return `${write(graph, {
    version: "1.3",
    formatNode: (_, { label, state, attributes }) => ({
      label: xmlText(label),
      attributes: cleaned(state === undefined ? attributes : { ...attributes, state }),
      ...(state === undefined ? {} : { viz: { color: stateColours[state] } }),
    }),
    formatEdge: (_, { attributes }) => ({ attributes: cleaned(attributes) }),
  })}\n`;
}

function cleaned(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, xmlText(value)]));
}
