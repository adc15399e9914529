import PDFDocument from "pdfkit";
import { buffer } from "node:stream/consumers";
import { drawHead, drawLine, drawText } from "./draw.ts";
import { linesOf, measureOf } from "./lines.ts";
import { colour, floor, headingStyle, measure, page, text, type Style } from "./page.ts";
import { paginate, type Box, type Placed } from "./paginate.ts";
import { printable } from "./printable.ts";

/** A line of the table of contents. */
export interface Entry {
  readonly title: string;
  /** 1 for a chapter, 2 for a section in it. */
  readonly level: 1 | 2;
  /** Page of the book, if the table of contents took none. */
  readonly page: number;
  /** Where a click on the entry leads. */
  readonly address: string;
}

/** The table of contents: how many pages it takes, and its PDF. */
export interface Contents {
  readonly pages: number;
  readonly bytes: Uint8Array;
}

const chapterStyle: Style = { ...text.roman, font: "Helvetica-Bold", size: 9.2 };
const sectionStyle: Style = { ...text.roman, size: 9.6 };

/** Heights of a line of an entry, by level. */
const heights = { 1: 13.2, 2: 12.2 } as const;
const numberWidth = 26;

/** An entry laid out; its number is drawn when the length of the table is known. */
interface Row extends Box {
  readonly entry: Entry | undefined;
}

/**
 * Sets the table of contents. It stands before the pages that it lists, so its own length moves them: entries are laid out and
 * divided into pages first, which needs no number, and drawn after that.
 */
export async function renderContents(entries: readonly Entry[]): Promise<Contents> {
  const document = new PDFDocument({ size: [page.width, page.height], margin: 0, autoFirstPage: false });
  const bytes = buffer(document);
  const title = "Contents";
  const layout = new ContentsLayout(document);
  const pages = paginate(
    [layout.heading(title), ...entries.map((entry, index) => layout.row(entry, entries[index + 1]))],
    {
      top: page.top,
      floor,
    },
  );
  for (const [index, placed] of pages.entries()) {
    document.addPage();
    drawHead(document, title, index + 1);
    for (const row of placed) layout.draw(row, pages.length);
  }
  document.end();
  return { pages: pages.length, bytes: await bytes };
}

class ContentsLayout {
  readonly #document: PDFDocument;

  constructor(document: PDFDocument) {
    this.#document = document;
  }

  heading(title: string): Row {
    const style = headingStyle(1);
    return {
      entry: undefined,
      height: style.size * 1.25 + 12,
      before: 0,
      keep: true,
      draw: ({ top }) => drawText(this.#document, title, page.left, top + style.size, style),
    };
  }

  row(entry: Entry, next: Entry | undefined): Row {
    const style = entry.level === 1 ? chapterStyle : sectionStyle;
    const x = entry.level === 1 ? page.left : page.left + 14;
    const width = page.left + measure - numberWidth - x;
    const span = { text: printable(entry.title), bold: false, italic: false, code: false, href: undefined };
    const lines = linesOf([span], width, measureOf(this.#document), style);
    const height = heights[entry.level];
    return {
      entry,
      height: lines.length * height,
      before: entry.level === 1 ? 5 : 0,
      keep: entry.level === 1 && next?.level === 2,
      draw: ({ top }) => {
        for (const [index, line] of lines.entries())
          drawLine(this.#document, line, x, top + index * height + style.size);
        if (entry.level === 2)
          this.#leaders(x + (lines.at(-1)?.width ?? 0), top + (lines.length - 1) * height + style.size);
      },
    };
  }

  /** Draws a row with its number; `shift` is the number of pages of the table itself. */
  draw({ box, place }: Placed<Row>, shift: number): void {
    box.draw(place);
    if (box.entry === undefined) return;
    const style = box.entry.level === 1 ? chapterStyle : sectionStyle;
    const number = String(box.entry.page + shift);
    const height = heights[box.entry.level];
    this.#document.font(style.font, style.size);
    const x = page.left + measure - this.#document.widthOfString(number);
    drawText(this.#document, number, x, place.top + box.height - height + style.size, style);
    this.#document.link(page.left, place.top, measure, box.height, box.entry.address);
  }

  #leaders(from: number, base: number): void {
    const end = page.left + measure - numberWidth;
    // Dots stand on the same places in every row.
    const start = Math.ceil((from + 4) / 6) * 6;
    this.#document.save().lineWidth(0.7).dash(0.7, { space: 5.3 });
    if (start < end)
      this.#document
        .moveTo(start, base - 0.4)
        .lineTo(end, base - 0.4)
        .stroke(colour.quiet);
    this.#document.restore();
  }
}
