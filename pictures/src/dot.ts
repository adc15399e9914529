/** A drawing in Graphviz's language, with all that is seen of it. */
import { stateColours } from "./colours.ts";
import { countsText, longestProgress, states, totalOf, type Arrow, type Box, type Drawing } from "./drawing.ts";

export type Direction = "LR" | "TB";

/** Box number n has the id `n0`, `n1`, …: no user's text is an id there. */
export const boxKey = (index: number): string => `n${index}`;
export const arrowKey = (index: number): string => `e${index}`;

/** Longer texts of arrows are cut. */
const longestLabel = 34;

/** `Helvetica` is a font of which Graphviz knows the widths wherever it runs. */
export function dotOf({ title, boxes, arrows }: Drawing, direction: Direction): string {
  const keys = new Map(boxes.map(({ id }, index) => [id, boxKey(index)]));
  return [
    `digraph ${quoted(title)} {`,
    `  graph [rankdir=${direction} ranksep="0.5" nodesep="0.3" pad="0.1" fontname="Helvetica"]`,
    `  node [fontname="Helvetica" fontsize="12" shape=box style="rounded,filled" fillcolor="#f6f8fa" margin="0.16,0.08" height="0.4"]`,
    `  edge [fontname="Helvetica" fontsize="9" arrowsize="0.7"]`,
    ...boxes.map((box, index) => `  ${boxKey(index)} [${attributes(ofBox(box, boxKey(index)))}]`),
    ...arrows.flatMap((arrow, index) => {
      const [from, to] = [keys.get(arrow.from), keys.get(arrow.to)];
      if (from === undefined || to === undefined) return [];
      return [`  ${from} -> ${to} [${attributes(ofArrow(arrow, arrowKey(index)))}]`];
    }),
    "}",
    "",
  ].join("\n");
}

function ofBox({ lines, shape, counts, title }: Box, id: string): Readonly<Record<string, string>> {
  // Room for what is told of its nodes, and for a bar below it.
  const room = shape === "family" ? [longestProgress(counts ?? {}), " "] : [];
  return {
    id,
    class: shape,
    label: [...lines, ...room].join("\n"),
    ...(shape === "workflow" ? { peripheries: "2", style: "filled" } : {}),
    ...(shape === "start" ? { shape: "oval", style: "filled" } : {}),
    ...(counts === undefined ? {} : { color: colourOf(counts), penwidth: "1.6" }),
    ...tooltip(title ?? (counts === undefined ? undefined : `${lines.join(" ")}: ${countsText(counts)}`)),
  };
}

/** The colour that a box has by its nodes: of a failure, of what goes on, of the most. */
export function colourOf(counts: NonNullable<Box["counts"]>): string {
  if (counts.failed) return stateColours.failed;
  if (counts.running) return stateColours.running;
  const most = [...states].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))[0];
  return most === undefined || totalOf(counts) === 0 ? stateColours.waiting : stateColours[most];
}

function ofArrow({ kind, label, title }: Arrow, id: string): Readonly<Record<string, string>> {
  const drawn = { rule: "solid", edge: "solid", "no-more": "dashed", soft: "dashed", declared: "dotted" } as const;
  return {
    id,
    class: kind,
    ...(kind === "inside" ? { style: "dotted", arrowhead: "none" } : { style: drawn[kind] }),
    ...(label === undefined ? {} : { label: ` ${shortened(label)} ` }),
    ...tooltip(title),
  };
}

function tooltip(text: string | undefined): Readonly<Record<string, string>> {
  return text === undefined ? {} : { tooltip: text };
}

/** On one line, and not too long for the picture. */
export function shortened(label: string): string {
  const line = label.replace(/\s+/g, " ");
  return line.length > longestLabel ? `${line.slice(0, longestLabel - 1)}…` : line;
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join(" ");
}

/** Graphviz reads `\N` and the like in labels, and decodes `&…;`. */
function quoted(text: string): string {
  const safe = text
    .replaceAll("&", "&amp;")
    .replaceAll("\\", "\\\\")
    .replaceAll('"', String.raw`\"`)
    .replaceAll(/\r?\n/g, String.raw`\n`)
    .replaceAll(/\p{Cc}/gu, "");
  return `"${safe}"`;
}
