import { PDFHexString, PDFName, type PDFDocument, type PDFPage, type PDFRef } from "pdf-lib";

/** A bookmark, and those inside it. */
export interface OutlineItem {
  readonly title: string;
  readonly page: PDFPage;
  readonly children: readonly OutlineItem[];
}

/** Adds bookmarks to a document (ISO 32000-1, 12.3.3: a doubly linked tree of dictionaries), closed below the first level. */
export function addOutline(document: PDFDocument, items: readonly OutlineItem[]): void {
  if (items.length === 0) return;
  const { context, catalog } = document;
  const root = context.nextRef();
  const links = chain(document, items, root);
  context.assign(root, context.obj({ Type: "Outlines", ...links, Count: items.length }));
  catalog.set(PDFName.of("Outlines"), root);
  catalog.set(PDFName.of("PageMode"), PDFName.of("UseOutlines"));
}

function chain(
  document: PDFDocument,
  items: readonly OutlineItem[],
  parent: PDFRef,
): { First?: PDFRef; Last?: PDFRef } {
  const { context } = document;
  const refs = items.map(() => context.nextRef());
  for (const [index, item] of items.entries()) {
    const ref = refs[index]!;
    const [previous, next] = [refs[index - 1], refs[index + 1]];
    const children = chain(document, item.children, ref);
    const entry = context.obj({
      Title: PDFHexString.fromText(item.title),
      Parent: parent,
      Dest: [item.page.ref, "Fit"],
      ...(previous ? { Prev: previous } : {}),
      ...(next ? { Next: next } : {}),
      ...children,
      ...(item.children.length > 0 ? { Count: -item.children.length } : {}),
    });
    context.assign(ref, entry);
  }
  const [first, last] = [refs[0], refs.at(-1)];
  return first && last ? { First: first, Last: last } : {};
}
