import PDFDocument from "pdfkit";
import { buffer } from "node:stream/consumers";
import type { Block } from "./blocks.ts";
import { drawLine } from "./draw.ts";
import { linesOf, measureOf } from "./lines.ts";
import { colour, page, type Style } from "./page.ts";
import { chapterOf, type Rendered } from "./render.ts";

const titleStyle: Style = { font: "Helvetica-Bold", size: 54, colour: colour.coverText };
const subtitleStyle: Style = { font: "Times-Roman", size: 16, colour: colour.coverText };
const noteStyle: Style = { font: "Helvetica", size: 9, colour: colour.coverQuiet };
const left = 48;

/** Sets a Markdown file as a cover: its heading large, its first paragraph as the subtitle, the others small at the foot. */
export async function renderCover(source: string): Promise<Rendered> {
  const { blocks, title } = chapterOf(source);
  const document = new PDFDocument({ size: [page.width, page.height], margin: 0, info: { Title: title } });
  const bytes = buffer(document);
  document.rect(0, 0, page.width, page.height).fill(colour.cover);
  drawGrowingGraph(document);
  const write = (spans: Extract<Block, { kind: "paragraph" }>["spans"], style: Style, top: number): number => {
    const lines = linesOf(spans, page.width - 2 * left, measureOf(document), style);
    for (const [index, line] of lines.entries()) drawLine(document, line, left, top + style.size * (1 + index * 1.3));
    return top + lines.length * style.size * 1.3;
  };
  const heading = blocks.filter((block) => block.kind === "heading")[0]?.spans ?? [];
  const paragraphs = blocks.filter((block) => block.kind === "paragraph").map((block) => block.spans);
  const below = write(heading, titleStyle, 340);
  write(paragraphs[0] ?? [], subtitleStyle, below + 6);
  let foot = 528;
  for (const paragraph of paragraphs.slice(1)) foot = write(paragraph, noteStyle, foot) + 4;
  document.end();
  return { bytes: await bytes, title, pages: 1, sections: [], includes: [] };
}

/** A graph that is there (filled), and the part of it that is still to come (dashed). */
function drawGrowingGraph(document: PDFDocument): void {
  const root = { x: 84, y: 182 };
  const middle = [88, 150, 212, 274].map((y) => ({ x: 196, y }));
  const end = { x: 318, y: 182 };
  const edge = (from: { x: number; y: number }, to: { x: number; y: number }): void => {
    const bend = (to.x - from.x) / 2;
    document.moveTo(from.x, from.y).bezierCurveTo(from.x + bend, from.y, to.x - bend, to.y, to.x, to.y);
  };
  document.lineWidth(1.4);
  for (const [index, node] of middle.entries()) {
    const isThere = index < 3;
    document.save();
    if (!isThere) document.dash(3, { space: 3 });
    edge(root, node);
    document.stroke(colour.coverQuiet);
    document.dash(3, { space: 3 });
    edge(node, end);
    document.stroke(colour.coverQuiet).restore();
  }
  document.circle(root.x, root.y, 11).fill(colour.coverText);
  for (const node of middle.slice(0, 3)) document.circle(node.x, node.y, 11).fill("#3fb8b0");
  for (const node of [...middle.slice(3), end]) {
    document.save().circle(node.x, node.y, 11).fill(colour.cover);
    document.dash(3, { space: 3 }).circle(node.x, node.y, 11).stroke(colour.coverQuiet).restore();
  }
}
