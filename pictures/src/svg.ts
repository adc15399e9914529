/** Draws what was placed, as SVG. Every text of a user's is escaped. */
import { boxColour, ink, paleInk, paper, quietLine, stateColours } from "./colours.ts";
import { colourOf, shortened } from "./dot.ts";
import {
  countsText,
  progressText,
  states,
  totalOf,
  type Arrow,
  type Box,
  type Counts,
  type Drawing,
} from "./drawing.ts";
import type { Layout, PlacedArrow, PlacedBox, Point } from "./layout.ts";
import { xmlText } from "./xml-text.ts";

/** Text is set in this one, or in another of the same widths. */
export const fontFamily = "Arimo";
const fonts = `${fontFamily}, Helvetica, Arial, sans-serif`;

/** How a graph looks at one moment. */
export interface Scene {
  /** The nodes of each box, in the drawing's order; `undefined`: it is not there yet. */
  readonly counts: readonly (Counts | undefined)[];
  /** Whether each arrow is there. */
  readonly arrows: readonly boolean[];
  /** What the clock in the corner shows. */
  readonly clock: string;
}

/** Height of the line with the clock. */
const clockHeight = 22;

/** The whole graph, or as it looks at a moment. All scenes of a drawing have the same size. */
export function svgOf(drawing: Drawing, layout: Layout, scene?: Scene): string {
  const parts = [
    ...drawing.arrows.flatMap((arrow, i) =>
      scene === undefined || scene.arrows[i] === true ? [arrowText(arrow, layout.arrows[i])] : [],
    ),
    ...drawing.boxes.flatMap((box, i) => {
      if (scene === undefined) return [boxText(box, layout.boxes[i], box.counts)];
      const counts = scene.counts[i];
      return counts === undefined ? [] : [boxText(box, layout.boxes[i], counts)];
    }),
    ...(scene === undefined ? [] : [clockText(layout, scene.clock)]),
  ];
  return framed(drawing, layout, parts, { isFilm: scene !== undefined });
}

/** `<svg>` around what is drawn. */
export function framed(
  { title }: Drawing,
  { width, height }: Layout,
  parts: readonly string[],
  { isFilm, style = "" }: { readonly isFilm: boolean; readonly style?: string },
): string {
  const size = { width: Math.ceil(width), height: Math.ceil(height + (isFilm ? clockHeight : 0)) };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" font-family="${fonts}" font-size="12" role="img">`,
    `<title>${escaped(title)}</title>`,
    ...(style === "" ? [] : [`<style>${style}</style>`]),
    `<rect width="100%" height="100%" fill="${paper}"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

export function clockText({ width, height }: Layout, clock: string): string {
  return `<text x="${round(width - 8)}" y="${round(height + 12)}" text-anchor="end" fill="${paleInk}">${escaped(clock)}</text>`;
}

/** A box; `counts`: what its nodes do. */
export function boxText(box: Box, at: PlacedBox | undefined, counts: Counts | undefined): string {
  if (at === undefined) return "";
  const { lines, shape } = box;
  const stroke = counts === undefined ? paleInk : colourOf(counts);
  const isBarred = shape === "family" && counts !== undefined;
  const faces = [faceText(box, at, stroke, counts === undefined ? 1 : 1.8)];
  const told = isBarred ? [...lines, progressText(counts)] : lines;
  const height = lineHeight * (told.length + (isBarred ? 1 : 0));
  const texts = told.map((line, i) => {
    const y = at.y - height / 2 + lineHeight * i + 10.6;
    const weight = i === 0 ? ink : paleInk;
    return `<text x="${round(at.x)}" y="${round(y)}" text-anchor="middle" fill="${weight}">${escaped(line)}</text>`;
  });
  const title = titleOf(box, counts);
  return `<g class="${shape}">${title}${faces.join("")}${texts.join("")}${isBarred ? barText(at, counts) : ""}</g>`;
}

/** As Graphviz sets lines of 12 points. */
const lineHeight = 14.4;

function titleOf({ title, lines }: Box, counts: Counts | undefined): string {
  const text = [title ?? lines.join(" "), ...(counts === undefined ? [] : [countsText(counts)])].join("\n");
  return `<title>${escaped(text)}</title>`;
}

function faceText({ shape }: Box, { x, y, width, height }: PlacedBox, stroke: string, thick: number): string {
  const line = `fill="${boxColour}" stroke="${stroke}" stroke-width="${thick}"`;
  if (shape === "start")
    return `<ellipse cx="${round(x)}" cy="${round(y)}" rx="${round(width / 2)}" ry="${round(height / 2)}" ${line}/>`;
  const rectangle = (inset: number, corner: number): string =>
    `<rect x="${round(x - width / 2 + inset)}" y="${round(y - height / 2 + inset)}" width="${round(width - 2 * inset)}" height="${round(height - 2 * inset)}" rx="${corner}" ${line}/>`;
  return shape === "workflow" ? rectangle(0, 0) + rectangle(3, 0) : rectangle(0, 6);
}

/** One part for each state, as wide as it has nodes. */
function barText({ x, y, width, height }: PlacedBox, counts: Counts): string {
  const total = totalOf(counts);
  const whole = width - 24;
  let left = x - whole / 2;
  const top = y + height / 2 - 14;
  const parts = states.flatMap((state) => {
    const part = (whole * (counts[state] ?? 0)) / Math.max(1, total);
    if (part === 0) return [];
    const text = `<rect x="${round(left)}" y="${round(top)}" width="${round(part)}" height="6" fill="${stateColours[state]}"/>`;
    left += part;
    return [text];
  });
  return parts.join("");
}

const dashes: Readonly<Record<Arrow["kind"], string>> = {
  rule: "",
  edge: "",
  "no-more": ` stroke-dasharray="5 3"`,
  soft: ` stroke-dasharray="5 3"`,
  declared: ` stroke-dasharray="1.5 3"`,
  inside: ` stroke-dasharray="1.5 3"`,
};

export function arrowText({ kind, label, title }: Arrow, placed: PlacedArrow | undefined): string {
  if (placed === undefined) return "";
  const colour = kind === "declared" || kind === "inside" ? quietLine : paleInk;
  const [first, ...rest] = placed.curve;
  if (first === undefined) return "";
  const path = `<path d="M${at(first)}C${rest.map(at).join(" ")}" fill="none" stroke="${colour}"${dashes[kind]}/>`;
  const last = placed.curve.at(-1) ?? first;
  const head = placed.tip === undefined ? "" : headText(last, placed.tip, colour);
  const text =
    label === undefined || placed.label === undefined
      ? ""
      : `<text x="${round(placed.label.x)}" y="${round(placed.label.y + 3)}" text-anchor="middle" font-size="9" fill="${paleInk}">${escaped(shortened(label))}</text>`;
  const told = title === undefined ? "" : `<title>${escaped(title)}</title>`;
  return `<g class="${kind}">${told}${path}${head}${text}</g>`;
}

function headText(from: Point, tip: Point, colour: string): string {
  const length = Math.hypot(tip.x - from.x, tip.y - from.y) || 1;
  const [dx, dy] = [(2.6 * (tip.x - from.x)) / length, (2.6 * (tip.y - from.y)) / length];
  const corners = [tip, { x: from.x - dy, y: from.y + dx }, { x: from.x + dy, y: from.y - dx }];
  return `<polygon points="${corners.map(at).join(" ")}" fill="${colour}"/>`;
}

const at = ({ x, y }: Point): string => `${round(x)},${round(y)}`;
const round = (value: number): string => String(Math.round(value * 10) / 10);

/** As text of XML, whatever is in it. */
export function escaped(text: string): string {
  return xmlText(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
