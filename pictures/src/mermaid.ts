/** A drawing in Mermaid's language, which many pages of documents show as a picture. */
import { stateColours } from "./colours.ts";
import { colourOf, shortened, type Direction } from "./dot.ts";
import { countsText, states, type Arrow, type Box, type Drawing } from "./drawing.ts";

export function mermaidOf({ boxes, arrows }: Drawing, direction: Direction): string {
  const keys = new Map(boxes.map(({ id }, index) => [id, `n${index}`]));
  const used = new Set(boxes.flatMap(({ counts }) => (counts === undefined ? [] : [stateOf(counts)])));
  return [
    `flowchart ${direction}`,
    ...boxes.map((box, index) => `  n${index}${shapeOf(box)}${classOf(box)}`),
    ...arrows.flatMap((arrow) => {
      const [from, to] = [keys.get(arrow.from), keys.get(arrow.to)];
      return from === undefined || to === undefined ? [] : [`  ${from} ${lineOf(arrow)} ${to}`];
    }),
    ...states
      .filter((state) => used.has(state))
      .map((state) => `  classDef ${state} stroke:${stateColours[state]},stroke-width:2px`),
    "",
  ].join("\n");
}

function shapeOf({ lines, shape, counts }: Box): string {
  const told = shape === "family" && counts !== undefined ? [countsText(counts)] : [];
  const text = quoted([...lines, ...told].join("\n"));
  switch (shape) {
    case "start":
      return `([${text}])`;
    case "workflow":
      return `[[${text}]]`;
    case "task":
    case "node":
    case "family":
      return `(${text})`;
  }
}

function classOf({ counts }: Box): string {
  return counts === undefined ? "" : `:::${stateOf(counts)}`;
}

/** The state whose colour a box has. */
function stateOf(counts: NonNullable<Box["counts"]>): string {
  const colour = colourOf(counts);
  return states.find((state) => stateColours[state] === colour) ?? "waiting";
}

function lineOf({ kind, label }: Arrow): string {
  const text = label === undefined ? "" : `|${quoted(shortened(label))}|`;
  if (kind === "inside") return `-.-${text}`;
  return kind === "rule" || kind === "edge" ? `-->${text}` : `-.->${text}`;
}

/** Characters that mean something to Mermaid, or to the page, are written by their numbers. */
function quoted(text: string): string {
  const safe = text
    .toWellFormed()
    .replaceAll(/(?!\n)\p{Cc}/gu, "")
    .replaceAll(/[^\p{L}\p{N} .,:;_()[\]/+*=!?'…→-]/gu, (each) => (each === "\n" ? each : `#${each.codePointAt(0)};`))
    .replaceAll("\n", "<br>");
  return `"${safe}"`;
}
