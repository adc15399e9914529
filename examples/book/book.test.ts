import type { TaskContext } from "@adg/runtime";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readPdf, type Read, type TextLine } from "../read-pdf.ts";
import { contentsPages, flat, headingsOn, printedContents } from "./bound-book.ts";
import { floor, headingStyle, measure, page } from "./page.ts";
import { discover, merge, pdf, type Sheet } from "./tasks.ts";

let scratch = "";
let nodes = 0;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "adg-book-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function context(out?: string): Promise<TaskContext> {
  const workdir = join(scratch, `node-${nodes++}`);
  await mkdir(workdir);
  const path = (out === undefined ? "" : join(workdir, out)) as TaskContext["out"];
  return {
    signal: new AbortController().signal,
    add: {},
    log: () => {},
    out: path,
    workdir,
    attempt: 1,
    nodeId: workdir,
  };
}

/** What the workflow adds, in the order of its graph: the cover, the chapters, and what they include, each file once. */
async function sheetsOf(folder: string): Promise<Sheet[]> {
  const sheets = [await pdf(join(import.meta.dirname, "cover.md"), "cover", await context())];
  for (const source of await discover(folder)) sheets.push(await pdf(source, "chapter", await context()));
  const included = new Map<string, Sheet>();
  const waiting = sheets.flatMap((sheet) => sheet.includes);
  for (const source of waiting) {
    if (included.has(source)) continue;
    const sheet = await pdf(source, "chapter", await context());
    included.set(source, sheet);
    waiting.push(...sheet.includes);
  }
  return [...sheets, ...[...included.values()].toSorted((a, b) => (a.source < b.source ? -1 : 1))];
}

async function bound(sheets: Sheet[]): Promise<Read> {
  return readPdf(await readFile(await merge(sheets, await context("book.pdf"))));
}

/** A folder with these files. */
async function folderOf(files: Record<string, string>): Promise<string> {
  const folder = join(scratch, `folder-${nodes++}`);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

function isWithinMargins(line: TextLine): boolean {
  return line.left >= page.left - 1 && line.right <= page.left + measure + 1 && line.base <= floor;
}

/** The lines of text, but for page numbers, that leave the place that text has on a page. */
function linesThatRunOff(book: Read): string[] {
  const text = book.pages.slice(1).flatMap(({ lines }) => lines.slice(0, -1));
  return text.filter((line) => !isWithinMargins(line)).map((line) => line.text);
}

/** The last lines of pages that are headings: text is set in 10 points, headings are larger. */
function headingsAtTheBottom(book: Read): string[] {
  const last = book.pages.slice(1).flatMap(({ lines }) => lines.slice(0, -1).slice(-1));
  return last.filter((line) => line.size > 10.2).map((line) => line.text);
}

describe("the manual", () => {
  let sheets: Sheet[] = [];
  let book: Read;

  beforeAll(async () => {
    sheets = await sheetsOf(join(import.meta.dirname, "chapters"));
    book = await bound(sheets);
  });

  test("has as many pages as its cover, its table of contents and its chapters together", () => {
    const ofSheets = sheets.reduce((sum, sheet) => sum + sheet.pages, 0);
    expect(contentsPages(book).length).toBeGreaterThan(0);
    expect(book.pages).toHaveLength(ofSheets + contentsPages(book).length);
  });

  test("has its chapters in the order of the graph, those that were included at the end", () => {
    const chapters = printedContents(book).filter((entry) => entry.isChapter);
    expect(chapters.map((entry) => entry.title)).toEqual(sheets.slice(1).map((sheet) => sheet.title));
    expect(chapters[0]?.title).toBe("What adg is");
    expect(chapters.slice(-3).map((entry) => entry.title)).toEqual(["Built-in functions", "Messages", "Glossary"]);
    const openings = chapters.map((entry) => entry.number);
    expect(openings).toEqual([...openings].toSorted((a, b) => a - b));
  });

  test("has each heading on the page that the table of contents promises", () => {
    const entries = printedContents(book);
    expect(entries.length).toBeGreaterThan(sheets.length);
    for (const { title, number, isChapter } of entries) {
      const heading = headingsOn(book, number).find((line) => line.text === title);
      expect({ title, number, size: heading?.size }).toEqual({
        title,
        number,
        size: headingStyle(isChapter ? 1 : 2).size,
      });
    }
  });

  test("leads from each entry of the table of contents, and from each bookmark, to the page that is printed there", () => {
    const entries = printedContents(book);
    expect(entries.map((entry) => entry.target)).toEqual(entries.map((entry) => entry.number));
    expect(flat(book.bookmarks)).toEqual(entries.map(({ title, number }) => ({ title, number })));
  });

  test("turns links between chapters into links between pages", () => {
    const contents = contentsPages(book).length;
    const targets = book.links.filter((link) => link.from > 1 + contents).map((link) => link.to);
    const openings = printedContents(book)
      .filter((entry) => entry.isChapter)
      .map((entry) => entry.number);
    expect(targets.length).toBeGreaterThan(5);
    expect(targets.filter((target) => !openings.includes(target))).toEqual([]);
    expect(book.addresses).toEqual([]);
  });

  test("shows on each page but the cover its own number", () => {
    const numbers = book.pages.map(({ lines }) => lines.at(-1)!.text);
    expect(numbers.slice(1)).toEqual(numbers.slice(1).map((_, index) => String(index + 2)));
    expect(numbers[0]).not.toMatch(/^\d+$/);
  });

  test("keeps its text within the margins and no heading at the bottom of a page", () => {
    expect(linesThatRunOff(book)).toEqual([]);
    expect(headingsAtTheBottom(book)).toEqual([]);
  });
});

describe("any folder", () => {
  test("may have so many chapters that the table of contents takes pages of its own", async () => {
    const files = Array.from({ length: 90 }, (_, i) => [
      `${String(i).padStart(3, "0")}.md`,
      `# Chapter ${i}\n\n## Part ${i}`,
    ]);
    const book = await bound(await sheetsOf(await folderOf(Object.fromEntries(files))));
    expect(contentsPages(book).length).toBeGreaterThan(2);
    expect(book.pages).toHaveLength(1 + contentsPages(book).length + 90);
    for (const { title, number, target } of printedContents(book)) {
      expect(headingsOn(book, number).map((line) => line.text)).toContain(title);
      expect(target).toBe(number);
    }
  });

  test("has no heading at the bottom of a page, however much text comes before it", async () => {
    const files = Array.from({ length: 24 }, (_, i) => [
      `${i}.md`,
      `# A\n\n${"Line.\n\n".repeat(i)}${"word ".repeat(16)}\n\n## Heading\n\n### Smaller\n\n${"text ".repeat(60)}`,
    ]);
    const book = await bound(await sheetsOf(await folderOf(Object.fromEntries(files))));
    expect(book.pages.length).toBeGreaterThan(1 + contentsPages(book).length + 24);
    expect(headingsAtTheBottom(book)).toEqual([]);
  });

  test("may have no chapters at all", async () => {
    const book = await bound(await sheetsOf(await folderOf({ "notes.txt": "" })));
    expect(book.pages).toHaveLength(2);
    expect(printedContents(book)).toEqual([]);
  });

  test("may have files that include each other; each is bound once", async () => {
    const folder = await folderOf({
      "a.md": "# A\n\ninclude: more/b.md\n\nA line, and then\ninclude: more/c.md\nin a paragraph",
      "more/b.md": "# B\n\n- in a list:\n\n  include: c.md",
      "more/c.md": "# C\n\n> include: b.md\n\n```\ninclude: not-this-one.md\n```",
    });
    const sheets = await sheetsOf(folder);
    expect(sheets.map((sheet) => sheet.title)).toEqual(["adg", "A", "B", "C"]);
    expect(sheets[1]?.includes).toEqual([join(folder, "more/b.md"), join(folder, "more/c.md")]);
  });

  test("gets an answer that names both files where an included one does not exist", async () => {
    const folder = await folderOf({ "a.md": "# A\n\ninclude: nowhere.md" });
    await expect(sheetsOf(folder)).rejects.toThrow('"a.md" includes "nowhere.md", which does not exist.');
  });

  test("may have an empty file and one without a heading; they are called what the file is called", async () => {
    const sheets = await sheetsOf(await folderOf({ "empty.md": "", "plain.md": "Just text." }));
    expect(sheets.map((sheet) => sheet.title)).toEqual(["adg", "empty", "plain"]);
    expect((await bound(sheets)).pages).toHaveLength(1 + 1 + 2);
  });

  test("may have characters that the fonts lack", async () => {
    const folder = await folderOf({
      "a.md": "# a → b \u0001\n\nx ≤ y, naïve, Łódź, 漢字, 🙂, non\u2011breaking\n\n```\n→\t∞ ┌─┐\n```",
    });
    const book = await bound(await sheetsOf(folder));
    const lines = book.pages.at(-1)!.lines.map((line) => line.text);
    expect(lines[0]).toBe("a -> b");
    expect(lines[1]).toContain("x <= y, naïve");
    expect(lines.join(" ")).toContain("non-breaking");
  });

  test("may have comments, which are not printed, and other HTML, which is", async () => {
    const folder = await folderOf({ "a.md": "# A\n\n<!-- one -->\n\nx <!-- two --> y\n\n<p>three</p>\n" });
    const book = await bound(await sheetsOf(folder));
    expect(book.pages.at(-1)!.lines.map((line) => line.text)).toEqual(["A", "x y", "<p>three</p>", "3"]);
  });

  test("may have words, lines of code and tables that are too wide, and listings longer than a page", async () => {
    const word = "endless".repeat(40);
    const listing = Array.from({ length: 120 }, (_, i) => `line ${i}`).join("\n");
    const table = `| ${word} | b | c |\n| --- | --- | --- |\n| \`${word}\` | ${"many words ".repeat(30)} | ${word} |`;
    const nested = "- a\n  - b\n    1. c\n       > d\n       >\n       > ```\n       > x\n       > ```";
    const folder = await folderOf({
      "a.md": `# ${word}\n\n${word}\n\n\`\`\`\n${word} ${word}\n\`\`\`\n\n${table}\n\n\`\`\`\n${listing}\n\`\`\`\n\n${nested}`,
    });
    const book = await bound(await sheetsOf(folder));
    expect(linesThatRunOff(book)).toEqual([]);
    const text = book.pages.flatMap(({ lines }) => lines.map((line) => line.text));
    for (let i = 0; i < 120; i++) expect(text).toContain(`line ${i}`);
  });

  test("keeps links to the web and drops links to files that are not in the book", async () => {
    const folder = await folderOf({ "a.md": "# A\n\n[web](https://example.org/x) [gone](gone.md) [me](a.md#part)" });
    const book = await bound(await sheetsOf(folder));
    expect(book.addresses).toEqual(["https://example.org/x"]);
    expect(book.links.filter((link) => link.from === 3).map((link) => link.to)).toEqual([3]);
  });
});
