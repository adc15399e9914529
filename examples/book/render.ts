import PDFDocument from "pdfkit";
import { existsSync, readFileSync } from "node:fs";
import { dirname, parse, resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { blocksOf, plainText, type Block, type Span } from "./blocks.ts";
import { boxesOf, type References } from "./boxes.ts";
import { drawHead } from "./draw.ts";
import { floor, measure, page } from "./page.ts";
import { paginate } from "./paginate.ts";
import { printable } from "./printable.ts";

/** A heading within a chapter and the page of the chapter (from 1) that it stands on. */
export interface Section {
  readonly title: string;
  readonly page: number;
}

/** A chapter set on pages of its own. */
export interface Rendered {
  readonly bytes: Uint8Array;
  readonly title: string;
  readonly pages: number;
  readonly sections: Section[];
  /** Absolute paths of the files that it includes, in the order of its lines. */
  readonly includes: string[];
}

/**
 * Sets the Markdown file `source` on A5 pages: a running head on each but the first, and room at the foot for the number that
 * only the bound book knows. Links to other Markdown files lead to their `file:` URL, which binding turns into a page.
 */
export async function renderChapter(source: string): Promise<Rendered> {
  const { blocks, title } = chapterOf(source);
  const document = new PDFDocument({
    size: [page.width, page.height],
    margin: 0,
    autoFirstPage: false,
    info: { Title: title },
  });
  const bytes = buffer(document);
  const boxes = boxesOf(document, blocks, { x: page.left, width: measure }, referencesOf(source));
  const pages = paginate(boxes, { top: page.top, floor });
  const sections: Section[] = [];
  for (const [index, placed] of pages.entries()) {
    document.addPage();
    drawHead(document, title, index + 1);
    for (const { box, place } of placed) {
      box.draw(place);
      if (box.section !== undefined && box !== boxes[0]) sections.push({ title: box.section, page: index + 1 });
    }
  }
  document.end();
  return { bytes: await bytes, title, pages: pages.length, sections, includes: includesOf(source, blocks) };
}

/** The blocks of a chapter and its title: that of its first heading, or of the file if it has none. */
export function chapterOf(source: string): { blocks: readonly Block[]; title: string } {
  const blocks = blocksOf(readFileSync(source, "utf8"));
  const heading = blocks.find((block) => block.kind === "heading");
  if (heading !== undefined) return { blocks, title: plainText(heading.spans) };
  const title = printable(parse(source).name);
  const spans = [{ text: title, bold: false, italic: false, code: false, href: undefined }];
  return { blocks: [{ kind: "heading", level: 1, spans }, ...blocks], title };
}

function referencesOf(source: string): References {
  return {
    addressOf: (href) => {
      if (/^[a-z][a-z0-9+.-]*:/i.test(href)) return href;
      const file = decodeURI(href.replace(/#.*$/, ""));
      return pathToFileURL(file === "" ? source : resolve(dirname(source), file)).href;
    },
    wordsFor: (file) => {
      const plain: Span = { text: "", bold: false, italic: true, code: false, href: undefined };
      const title = chapterOf(includedFile(source, file)).title;
      return [
        { ...plain, text: "See " },
        { ...plain, text: title, href: encodeURI(file) },
        { ...plain, text: ", at the end of this book." },
      ];
    },
  };
}

/** Every `include:` line of a chapter, also those inside lists and quotes. */
function includesOf(source: string, blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    if (block.kind === "include") return [includedFile(source, block.file)];
    if (block.kind === "quote") return includesOf(source, block.blocks);
    if (block.kind === "list") return block.items.flatMap((item) => includesOf(source, item));
    return [];
  });
}

function includedFile(source: string, file: string): string {
  const path = resolve(dirname(source), file);
  if (!existsSync(path)) throw new Error(`"${parse(source).base}" includes "${file}", which does not exist.`);
  return path;
}
