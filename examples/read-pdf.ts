import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

/** A line of text on a page, with the place of its base line from the top and the size of its first letters. */
export interface TextLine {
  readonly text: string;
  readonly size: number;
  readonly left: number;
  readonly right: number;
  readonly base: number;
}

/** What a PDF holds, as a reader that shares no code with its writer sees it. */
export interface Read {
  readonly pages: readonly { readonly width: number; readonly height: number; readonly lines: readonly TextLine[] }[];
  /** Where links within the document stand and lead: page numbers from 1, `from` with the place of its middle from the top. */
  readonly links: readonly { readonly from: number; readonly middle: number; readonly to: number }[];
  /** Addresses of links that lead out of the document. */
  readonly addresses: readonly string[];
  readonly bookmarks: readonly Bookmark[];
}

export interface Bookmark {
  readonly title: string;
  /** Page number, from 1. */
  readonly page: number;
  readonly inside: readonly Bookmark[];
}

type Outline = Awaited<ReturnType<Awaited<ReturnType<typeof getDocument>["promise"]>["getOutline"]>>;

/** Reads a PDF with pdf.js. */
export async function readPdf(bytes: Uint8Array): Promise<Read> {
  const loading = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const document = await loading.promise;
  const pageOf = async (destination: unknown): Promise<number> => {
    if (!Array.isArray(destination)) throw new Error("A destination names no page.");
    return (await document.getPageIndex(destination[0])) + 1;
  };
  const bookmarksOf = (outline: Outline): Promise<Bookmark[]> =>
    Promise.all(
      (outline ?? []).map(async (item) => ({
        title: item.title,
        page: await pageOf(item.dest),
        inside: await bookmarksOf(item.items),
      })),
    );
  const pages: Read["pages"][number][] = [];
  const links: Read["links"][number][] = [];
  const addresses: string[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const { width, height } = page.getViewport({ scale: 1 });
    const pieces = (await page.getTextContent()).items.flatMap((item) => ("str" in item ? [item] : []));
    const shown = pieces.filter((piece) => piece.str.trim() !== "");
    pages.push({
      width,
      height,
      lines: linesOf(shown.map((piece) => ({ ...piece, base: height - Number(piece.transform[5]) }))),
    });
    for (const annotation of await page.getAnnotations()) {
      if (typeof annotation.url === "string") addresses.push(annotation.url);
      if (annotation.dest === undefined || annotation.dest === null) continue;
      const middle = height - (Number(annotation.rect[1]) + Number(annotation.rect[3])) / 2;
      links.push({ from: number, middle, to: await pageOf(annotation.dest) });
    }
  }
  const bookmarks = await bookmarksOf(await document.getOutline());
  await loading.destroy();
  return { pages, links, addresses, bookmarks };
}

interface Piece {
  readonly str: string;
  readonly base: number;
  readonly width: number;
  readonly height: number;
  readonly transform: readonly unknown[];
}

/** Pieces on one base line are a line; a gap between two of them is a space. */
function linesOf(pieces: readonly Piece[]): TextLine[] {
  const rows = Map.groupBy(pieces, (piece) => Math.round(piece.base));
  return [...rows.entries()]
    .toSorted(([a], [b]) => a - b)
    .map(([, row]) => {
      const sorted = row.map((piece) => ({ ...piece, x: Number(piece.transform[4]) })).toSorted((a, b) => a.x - b.x);
      const first = sorted[0]!;
      let text = "";
      let end = first.x;
      for (const piece of sorted) {
        text += piece.x - end > 1.5 && text !== "" ? ` ${piece.str}` : piece.str;
        end = piece.x + piece.width;
      }
      return { text: text.trim(), size: first.height, left: first.x, right: end, base: first.base };
    });
}
