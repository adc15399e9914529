import type PDFDocument from "pdfkit";
import { drawLine, drawText } from "./draw.ts";
import { plainText, type Block, type Row, type Span } from "./blocks.ts";
import { linesOf, measureOf, type Line, type Measure } from "./lines.ts";
import { listingLines, type Stretch } from "./listing.ts";
import { colour, headingStyle, leading, text } from "./page.ts";
import type { Box, Place } from "./paginate.ts";

/** A box of a chapter; the first line of a heading tells which section it begins. */
export interface ChapterBox extends Box {
  readonly section?: string;
}

/** Where boxes are drawn: the left edge and the width that they have. */
interface Column {
  readonly x: number;
  readonly width: number;
}

/** What a chapter's own folder says about a link or an included file. */
export interface References {
  /** The address of a link: where it leads to another chapter, that file's URL. */
  addressOf(href: string): string;
  /** The words that stand for an `include:` line. */
  wordsFor(file: string): readonly Span[];
}

const lineHeight = text.roman.size * leading;
const between = 6.5;

/** Lays the blocks of a chapter out as boxes, to be drawn into `document`. */
export function boxesOf(
  document: PDFDocument,
  blocks: readonly Block[],
  column: Column,
  references: References,
): ChapterBox[] {
  return new Layout(document, references).blocks(blocks, column);
}

class Layout {
  readonly #document: PDFDocument;
  readonly #references: References;
  readonly #measure: Measure;

  constructor(document: PDFDocument, references: References) {
    this.#document = document;
    this.#references = references;
    this.#measure = measureOf(document);
  }

  blocks(blocks: readonly Block[], column: Column): ChapterBox[] {
    return blocks.flatMap((block, index) => {
      const boxes = this.#block(block, column);
      return leadsOn(block, blocks[index + 1]) ? boxes.map(keptWithNext) : boxes;
    });
  }

  #block(block: Block, column: Column): ChapterBox[] {
    switch (block.kind) {
      case "heading":
        return this.#heading(block.level, block.spans, column);
      case "paragraph":
        return this.#paragraph(block.spans, column);
      case "include":
        return this.#paragraph(this.#references.wordsFor(block.file), column);
      case "list":
        return block.items.flatMap((item, index) =>
          this.#item(item, block.first === undefined ? "\u2022" : `${block.first + index}.`, column, index > 0),
        );
      case "listing":
        return this.#listing(block.language, block.lines, column);
      case "quote":
        return this.#quote(block.blocks, column);
      case "table":
        return this.#table(block.rows, column);
      case "line":
        return [{ height: 1, before: 12, keep: false, draw: ({ top }) => this.#rule(column, top, colour.hairline) }];
    }
  }

  #heading(level: number, spans: readonly Span[], column: Column): ChapterBox[] {
    const style = headingStyle(level);
    const height = style.size * 1.25;
    const lines = linesOf(spans, column.width, this.#measure, style);
    const boxes = lines.map((line, index): ChapterBox => {
      const before = index > 0 ? 0 : level === 1 ? 26 : level === 2 ? 18 : 12;
      const section = index === 0 && level <= 2 ? { section: plainText(spans) } : {};
      return {
        height,
        before,
        keep: true,
        ...section,
        draw: ({ top }) => this.#line(line, column.x, top + style.size),
      };
    });
    // Space below, which paragraphs do not leave above themselves.
    return level <= 2 ? [...boxes, { height: level === 1 ? 12 : 0.5, before: 0, keep: true, draw: () => {} }] : boxes;
  }

  #paragraph(spans: readonly Span[], column: Column): ChapterBox[] {
    const lines = linesOf(spans, column.width, this.#measure);
    return lines.map((line, index) => ({
      height: lineHeight,
      before: index === 0 ? between : 0,
      // Neither the first nor the last line of a paragraph stands alone on a page.
      keep: index < lines.length - 1 && (index === 0 || index === lines.length - 2),
      draw: ({ top }) => this.#line(line, column.x, top + text.roman.size),
    }));
  }

  #item(blocks: readonly Block[], marker: string, column: Column, follows: boolean): ChapterBox[] {
    const indent = 17;
    const boxes = this.blocks(blocks, { x: column.x + indent, width: column.width - indent });
    const first = boxes[0] ?? { height: lineHeight, before: between, keep: false, draw: () => {} };
    const draw = (place: Place): void => {
      const x = column.x + indent - 6 - this.#measure(marker, text.roman);
      drawText(this.#document, marker, x, place.top + text.roman.size, { ...text.roman, colour: colour.accent });
      first.draw(place);
    };
    return [{ ...first, before: follows ? 3 : Math.min(first.before, 5), draw }, ...boxes.slice(1)];
  }

  #listing(language: string, source: readonly string[], column: Column): ChapterBox[] {
    const padding = 8;
    const height = text.listing.size * 1.36;
    const columns = Math.floor((column.width - 2 * padding) / this.#measure("0", text.listing));
    const lines = listingLines(source, language, columns);
    return lines.map((line, index) => {
      const above = index === 0 ? padding - 1 : 0;
      const below = index === lines.length - 1 ? padding - 1 : 0;
      const fromEnd = lines.length - 1 - index;
      return {
        height: height + above + below,
        before: index === 0 ? between + 2 : 0,
        // A long listing may be divided at an empty line, but not near its ends.
        keep: fromEnd > 0 && (lines.length <= 12 || index < 3 || fromEnd <= 2 || !isEmpty(line)),
        draw: ({ top, isFirstOnPage, isLastOnPage }) => {
          const start = top - (isFirstOnPage && index > 0 ? padding - 1 : 0);
          // Half a point more, so that no viewer shows a seam between two lines.
          const end = top + above + height + below + (fromEnd === 0 ? 0 : isLastOnPage ? 2 : 0.5);
          this.#document.rect(column.x, start, column.width, end - start).fill(colour.band);
          this.#document.rect(column.x, start, 2, end - start).fill(colour.accent);
          this.#stretches(line, column.x + padding, top + above + text.listing.size);
        },
      };
    });
  }

  #quote(blocks: readonly Block[], column: Column): ChapterBox[] {
    const boxes = this.blocks(blocks, { x: column.x + 14, width: column.width - 24 });
    return boxes.map((box, index) => ({
      ...box,
      draw: (place) => {
        const above = index === 0 ? 0 : place.gap;
        this.#document.rect(column.x + 3, place.top - above, 1.5, box.height + above).fill(colour.accent);
        box.draw(place);
      },
    }));
  }

  #table(rows: readonly Row[], column: Column): ChapterBox[] {
    const padding = 9;
    const widths = columnWidths(rows, column.width, padding, this.#measure);
    return rows.flatMap((row, index) => {
      const spans = index === 0 ? row.map((cell) => cell.map((span) => ({ ...span, bold: true }))) : row;
      const cells = spans.map((cell, place) => linesOf(cell, widths[place] ?? column.width, this.#measure));
      const count = Math.max(1, ...cells.map((lines) => lines.length));
      return Array.from({ length: count }, (_, number): ChapterBox => {
        const isLast = number === count - 1;
        const above = number === 0 ? 2 : 0;
        const height = above + lineHeight * 0.93 + (isLast ? 4 : 0);
        return {
          height,
          before: index === 0 && number === 0 ? between + 2 : 0,
          // The headings stay with the first row, the last row stays with the one before; a row may only be divided if it is long.
          keep: isLast ? index === 0 || index === rows.length - 2 : count < 8 || number < 2 || number >= count - 3,
          draw: ({ top }) => {
            let x = column.x;
            for (const [place, lines] of cells.entries()) {
              const line = lines[number];
              if (line !== undefined) this.#line(line, x, top + above + text.roman.size);
              x += (widths[place] ?? 0) + padding;
            }
            if (isLast) this.#rule(column, top + height, index === 0 ? colour.accent : colour.hairline);
          },
        };
      });
    });
  }

  #line(line: Line, x: number, base: number): void {
    drawLine(this.#document, line, x, base);
    for (const run of line.runs) {
      if (run.href !== undefined) {
        const address = this.#references.addressOf(run.href);
        this.#document.link(x + run.x, base - run.style.size * 0.8, run.width, run.style.size * 1.1, address);
      }
    }
  }

  #stretches(stretches: readonly Stretch[], x: number, base: number): void {
    let from = x;
    for (const { text: part, style } of stretches) {
      if (part.trim() !== "") drawText(this.#document, part, from, base, style);
      from += this.#measure(part, style);
    }
  }

  #rule(column: Column, y: number, stroke: string): void {
    this.#document
      .lineWidth(0.6)
      .moveTo(column.x, y)
      .lineTo(column.x + column.width, y)
      .stroke(stroke);
  }
}

/** A paragraph that ends in a colon announces what comes next. */
function leadsOn(block: Block, next: Block | undefined): boolean {
  return next !== undefined && block.kind === "paragraph" && plainText(block.spans).trimEnd().endsWith(":");
}

function keptWithNext(box: ChapterBox, index: number, boxes: readonly ChapterBox[]): ChapterBox {
  return index === boxes.length - 1 ? { ...box, keep: true } : box;
}

/** Columns as wide as their text where that fits; else each gets its longest word and a share of the rest by need. */
function columnWidths(rows: readonly Row[], width: number, padding: number, measure: Measure): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const room = width - padding * Math.max(0, count - 1);
  const widest = (cell: readonly Span[] | undefined, within: number): number =>
    Math.max(0, ...linesOf(cell ?? [], within, measure).map((line) => line.width));
  const places = Array.from({ length: count }, (_, place) => {
    const cells = rows.map((row, index) =>
      index === 0 ? row[place]?.map((span) => ({ ...span, bold: true })) : row[place],
    );
    const whole = Math.max(...cells.map((cell) => widest(cell, room))) + 1;
    const words = cells.flatMap((cell) => (cell ?? []).flatMap((span) => wordsIn(span)));
    const least = Math.min(whole, Math.max(0, ...words.map((word) => widest([word], room))) + 1);
    return { whole, least };
  });
  const whole = places.reduce((sum, place) => sum + place.whole, 0);
  if (whole <= room) return places.map((place) => place.whole);
  const least = places.reduce((sum, place) => sum + place.least, 0);
  if (least >= room) return places.map((place) => (place.least / least) * room);
  return places.map((place) => place.least + ((place.whole - place.least) / (whole - least)) * (room - least));
}

function isEmpty(line: readonly Stretch[]): boolean {
  return line.every((stretch) => stretch.text.trim() === "");
}

/** What should not be broken: words, and pieces of code. */
function wordsIn(span: Span): Span[] {
  return span.code ? [span] : span.text.split(/\s+/).map((word) => ({ ...span, text: word }));
}
