/** A graph in Graphviz's language. */
import { edgeKey, type Graph, type GraphEdge, type GraphNode, nodeKey } from "./graph.ts";

export type Direction = "LR" | "TB";

/** `auto`: whichever shows the graph larger. */
export type WantedDirection = Direction | "auto";

/** The family that text is measured and shown in. */
export const FONT = "Helvetica, Arial, sans-serif";

/** Longer rule texts are cut in the drawing; they show whole when pointed at. */
const longestLabel = 34;

/** The drawing's description. What the text of a program names stands in it only as quoted labels. */
export function dotOf({ nodes, edges }: Graph, direction: Direction): string {
  const keys = new Map(nodes.map(({ id }, index) => [id, nodeKey(index)]));
  return [
    "digraph {",
    `  graph [rankdir=${direction} bgcolor="transparent" ranksep="0.5" nodesep="0.3" pad="0.1"]`,
    `  node [fontname="Helvetica" fontsize="12" shape=box style=rounded margin="0.16,0.08" height="0.4"]`,
    `  edge [fontname="Helvetica" fontsize="9" arrowsize="0.7"]`,
    ...nodes.map((node, index) => `  ${nodeKey(index)} [${attributes(ofNode(node, nodeKey(index)))}]`),
    ...edges.flatMap((edge, index) => {
      const [from, to] = [keys.get(edge.from), keys.get(edge.to)];
      if (from === undefined || to === undefined) return [];
      return [`  ${from} -> ${to} [${attributes(ofEdge(edge, edgeKey(index)))}]`];
    }),
    "}",
    "",
  ].join("\n");
}

function ofNode({ name, kind, implementation, error }: GraphNode, id: string): Readonly<Record<string, string>> {
  const classes = [kind, `by-${implementation}`, ...(error === undefined ? [] : ["error"])];
  const kindText = kind === "input-start" || implementation === "none" ? [] : [implementation];
  return {
    id,
    class: classes.join(" "),
    label: [name, ...kindText].join("\n"),
    ...(kind === "workflow" ? { peripheries: "2", style: "" } : {}),
    ...(kind === "input-start" ? { shape: "oval", style: "" } : {}),
  };
}

function ofEdge({ kind, rules }: GraphEdge, id: string): Readonly<Record<string, string>> {
  const styles = { rule: "solid", "no-more": "dashed", declared: "dotted" } as const;
  const only = rules.length === 1 ? rules[0] : undefined;
  const label = only === undefined ? (rules.length === 0 ? "" : `${rules.length} rules`) : shortened(only.label);
  return { id, class: kind, style: styles[kind], ...(label === "" ? {} : { label: ` ${label} ` }) };
}

function shortened(label: string): string {
  const line = label.replace(/\s+/g, " ");
  return line.length > longestLabel ? `${line.slice(0, longestLabel - 1)}…` : line;
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${quoted(value)}"`)
    .join(" ");
}

/** Graphviz reads `\N` and the like in labels, and decodes `&…;`. */
function quoted(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("\\", "\\\\")
    .replaceAll('"', String.raw`\"`)
    .replaceAll("\n", String.raw`\n`)
    .replaceAll("\0", "");
}
