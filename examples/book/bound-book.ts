import type { Bookmark, Read, TextLine } from "../read-pdf.ts";

/** A line of the table of contents, as printed. */
export interface PrintedEntry {
  readonly title: string;
  readonly isChapter: boolean;
  /** The number at the end of the line. */
  readonly number: number;
  /** Where a click on it leads. */
  readonly target: number | undefined;
}

/** The pages of the book that hold its table of contents: from the one after the cover, as long as they are headed so. */
export function contentsPages(book: Read): number[] {
  const numbers: number[] = [];
  for (let number = 2; number <= book.pages.length; number++) {
    if (book.pages[number - 1]?.lines[0]?.text !== "Contents") break;
    numbers.push(number);
  }
  return numbers;
}

/** The table of contents, as printed. Chapters start at the left edge of the text. */
export function printedContents(book: Read): PrintedEntry[] {
  return contentsPages(book).flatMap((number) => {
    const lines = book.pages[number - 1]!.lines.slice(1, -1);
    const edge = Math.min(...lines.map((line) => line.left));
    return lines.map((line): PrintedEntry => {
      const match = /^(.*?)\s+(\d+)$/.exec(line.text);
      if (match === null) throw new Error(`Not an entry of a table of contents: "${line.text}"`);
      const link = book.links.find((each) => each.from === number && Math.abs(each.middle - line.base) < 7);
      return { title: match[1]!, isChapter: line.left < edge + 5, number: Number(match[2]), target: link?.to };
    });
  });
}

/** The headings on a page: text is set in 10 points, headings are larger. */
export function headingsOn(book: Read, number: number): TextLine[] {
  return (book.pages[number - 1]?.lines ?? []).filter((line) => line.size > 10.2);
}

/** Bookmarks in the form of printed entries. */
export function flat(bookmarks: readonly Bookmark[]): { title: string; number: number }[] {
  return bookmarks.flatMap(({ title, page, inside }) => [{ title, number: page }, ...flat(inside)]);
}
