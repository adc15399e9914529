import type PDFDocument from "pdfkit";
import type { Line } from "./lines.ts";
import { colour, measure, page, text, type Style } from "./page.ts";

/** Draws a text in one line; `base` is its base line. */
export function drawText(document: PDFDocument, part: string, x: number, base: number, style: Style): void {
  document.font(style.font, style.size).fillColor(style.colour);
  document.text(part, x, base, { lineBreak: false, baseline: "alphabetic" });
}

/** Draws a line that starts at `x`. */
export function drawLine(document: PDFDocument, line: Line, x: number, base: number): void {
  for (const run of line.runs) drawText(document, run.text, x + run.x, base, run.style);
}

/** Draws what stands at the top of a page: a mark where a chapter opens, its title on the pages after that. */
export function drawHead(document: PDFDocument, title: string, pageOfChapter: number): void {
  if (pageOfChapter === 1) {
    document.rect(page.left, page.head, 30, 3).fill(colour.accent);
    return;
  }
  document.font(text.head.font, text.head.size);
  let shown = title;
  while (document.widthOfString(shown) > measure) shown = `${shown.slice(0, shown.endsWith("\u2026") ? -2 : -1)}\u2026`;
  drawText(document, shown, page.left + (measure - document.widthOfString(shown)) / 2, page.head, text.head);
  const y = page.head + 6;
  document
    .lineWidth(0.5)
    .moveTo(page.left, y)
    .lineTo(page.left + measure, y)
    .stroke(colour.hairline);
}
