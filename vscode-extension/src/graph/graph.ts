/** The picture of a program as the language server tells it (`adg/graph`). Lines and characters count from 0. */
export interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface Location {
  readonly uri: string;
  readonly range: Range;
}

export interface GraphNode extends Location {
  readonly id: string;
  readonly name: string;
  readonly kind: "task" | "workflow" | "input-start";
  readonly implementation: string;
  /** What is wrong with it. */
  readonly error?: string;
}

export interface GraphRule extends Location {
  readonly label: string;
}

/** `no-more`: its rules wait for the last of the nodes; `declared`: no rule makes it. */
export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: "rule" | "no-more" | "declared";
  readonly rules: readonly GraphRule[];
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** What the server answers: `broken` where a part of the text cannot be read. */
export interface GraphAnswer extends Graph {
  readonly version: number;
  readonly broken: boolean;
}

/** Box number n of a graph has the id `n0`, `n1`, … in a drawing, and arrow number n `e0`, …: no user's text is an id there. */
export const nodeKey = (index: number): string => `n${index}`;
export const edgeKey = (index: number): string => `e${index}`;

/** The parts of a graph by the ids of the drawing. */
export function partsByKey(graph: Graph): ReadonlyMap<string, GraphNode | GraphEdge> {
  return new Map<string, GraphNode | GraphEdge>([
    ...graph.nodes.map((node, index) => [nodeKey(index), node] as const),
    ...graph.edges.map((edge, index) => [edgeKey(index), edge] as const),
  ]);
}
