import { PDFDict, PDFDocument, PDFHexString, PDFName, PDFString, StandardFonts, rgb, type PDFPage } from "pdf-lib";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { renderContents, type Entry } from "./contents.ts";
import { addOutline, type OutlineItem } from "./outline.ts";
import { page, text } from "./page.ts";
import type { Sheet } from "./tasks.ts";

/**
 * Binds sheets into one PDF: covers, then the table of contents, then the chapters in the given order. Numbers the pages
 * (the cover is page 1, and shows no number), turns links between chapters into links between pages, and adds bookmarks.
 */
export async function bind(sheets: readonly Sheet[], signal: AbortSignal): Promise<Uint8Array> {
  const covers = sheets.filter((sheet) => sheet.look === "cover");
  const chapters = sheets.filter((sheet) => sheet.look === "chapter");
  const coverPages = covers.reduce((sum, sheet) => sum + sheet.pages, 0);
  const entries = entriesOf(chapters, coverPages);
  const contents = await renderContents(entries);

  const book = await PDFDocument.create();
  for (const sheet of covers) await append(book, await readFile(sheet.file));
  await append(book, contents.bytes);
  for (const sheet of chapters) {
    signal.throwIfAborted();
    await append(book, await readFile(sheet.file));
  }

  const pageAt = (number: number): PDFPage | undefined => book.getPages()[number - 1];
  await numberPages(book, coverPages);
  const targets = new Map(entries.map((entry) => [entry.address, pageAt(entry.page + contents.pages)]));
  for (const bound of book.getPages()) resolveLinks(bound, targets);
  addOutline(
    book,
    outlineOf(entries, (entry) => targets.get(entry.address)),
  );
  book.setTitle(covers[0]?.title ?? chapters[0]?.title ?? "Book", { showInWindowTitleBar: true });
  return book.save();
}

/** A chapter's address is the URL of its source; that of its section adds the page within the chapter and the place there. */
function entriesOf(chapters: readonly Sheet[], before: number): Entry[] {
  let first = before + 1;
  return chapters.flatMap((sheet) => {
    const start = first;
    const address = pathToFileURL(sheet.source).href;
    first += sheet.pages;
    return [
      { title: sheet.title, level: 1 as const, page: start, address },
      ...sheet.sections.map((section, index) => ({
        title: section.title,
        level: 2 as const,
        page: start + section.page - 1,
        address: `${address}#${index}`,
      })),
    ];
  });
}

async function append(book: PDFDocument, bytes: Uint8Array): Promise<void> {
  const part = await PDFDocument.load(bytes);
  for (const copy of await book.copyPages(part, part.getPageIndices())) book.addPage(copy);
}

async function numberPages(book: PDFDocument, covers: number): Promise<void> {
  const font = await book.embedFont(StandardFonts.TimesRoman);
  const { size } = text.head;
  for (const [index, bound] of book.getPages().entries()) {
    if (index < covers) continue;
    const number = String(index + 1);
    const x = (page.width - font.widthOfTextAtSize(number, size)) / 2;
    bound.drawText(number, { x, y: page.height - page.foot, size, font, color: rgb(0.42, 0.45, 0.5) });
  }
}

/** Links to files lead to the page where that file begins; a file that is not in the book is no link. */
function resolveLinks(bound: PDFPage, targets: ReadonlyMap<string, PDFPage | undefined>): void {
  const annotations = bound.node.Annots();
  for (let index = (annotations?.size() ?? 0) - 1; index >= 0; index--) {
    const annotation = annotations?.lookup(index, PDFDict);
    const uri = annotation
      ?.lookupMaybe(PDFName.of("A"), PDFDict)
      ?.lookupMaybe(PDFName.of("URI"), PDFString, PDFHexString);
    const address = uri?.decodeText();
    if (annotation === undefined || address === undefined || !address.startsWith("file:")) continue;
    const target = targets.get(address);
    if (target === undefined) {
      annotations?.remove(index);
      continue;
    }
    annotation.delete(PDFName.of("A"));
    annotation.set(PDFName.of("Dest"), bound.doc.context.obj([target.ref, "Fit"]));
  }
}

function outlineOf(entries: readonly Entry[], pageOf: (entry: Entry) => PDFPage | undefined): OutlineItem[] {
  const items: { title: string; page: PDFPage; children: OutlineItem[] }[] = [];
  for (const entry of entries) {
    const target = pageOf(entry);
    if (target === undefined) continue;
    const item = { title: entry.title, page: target, children: [] };
    if (entry.level === 1) items.push(item);
    else items.at(-1)?.children.push(item);
  }
  return items;
}
