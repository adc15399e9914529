import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adg, runOf, type RunReport } from "./adg-command.ts";
import { contentsPages, headingsOn, printedContents } from "./book/bound-book.ts";
import { readPdf, type Read } from "./read-pdf.ts";

const folder = import.meta.dirname;
const chapters = join(folder, "book", "chapters");

const seconds = 1_000;

async function titleOf(path: string): Promise<string> {
  return /^# (.*)$/m.exec(await readFile(path, "utf8"))![1]!;
}

async function markdownIn(path: string): Promise<string[]> {
  return (await readdir(path)).filter((name) => name.endsWith(".md")).toSorted();
}

describe("the book", () => {
  let report: RunReport;
  let book: Read;

  beforeAll(async () => {
    report = await runOf(join(folder, "book", "book.adg"), "--shuffle", "7");
    book = await readPdf(await readFile(String(report.outputs["book"])));
  }, 60 * seconds);

  test("has a node for the cover, each chapter and each included file, and binds them once", async () => {
    const found = (await markdownIn(chapters)).length;
    const included = (await markdownIn(join(chapters, "appendix"))).length;
    expect(found).toBeGreaterThan(8);
    expect(included).toBeGreaterThan(1);
    const done = Object.fromEntries(Object.entries(report.nodes).map(([task, counts]) => [task, counts.done]));
    expect(done).toEqual({ discover: 1, pdf: 1 + found + included, merge: 1 });
    expect(report.edges).toEqual({ "discover->pdf": found, "pdf->pdf": included, "pdf->merge": 1 + found + included });
    expect(report.errors).toEqual([]);
  });

  test("grows again from the lines that include a file, and binds in graph order whatever finished first", async () => {
    const files = [
      ...(await markdownIn(chapters)).map((name) => join(chapters, name)),
      ...(await markdownIn(join(chapters, "appendix"))).map((name) => join(chapters, "appendix", name)),
    ];
    const titles = printedContents(book)
      .filter((entry) => entry.isChapter)
      .map((entry) => entry.title);
    expect(titles).toEqual(await Promise.all(files.map(titleOf)));
  });

  test("has a table of contents in which every number is that of the page with the heading", () => {
    const entries = printedContents(book);
    expect(entries.length).toBeGreaterThan(40);
    expect(entries[0]?.number).toBe(1 + contentsPages(book).length + 1);
    for (const { title, number } of entries) {
      expect(headingsOn(book, number).map((line) => line.text)).toContain(title);
      expect(book.pages[number - 1]?.lines.at(-1)?.text).toBe(String(number));
    }
  });

  test(
    "can be made of another folder",
    async () => {
      const other = await mkdtemp(join(tmpdir(), "adg-other-book-"));
      try {
        await writeFile(join(other, "one.md"), "# One\n\ninclude: one.md\n");
        const { outputs, nodes } = await runOf(join(folder, "book", "book.adg"), "--input", `folder=${other}`);
        expect(nodes["pdf"]?.done).toBe(3);
        expect((await readPdf(await readFile(String(outputs["book"])))).pages).toHaveLength(4);
      } finally {
        await rm(other, { recursive: true });
      }
    },
    60 * seconds,
  );
});

describe("late-merge", () => {
  test(
    "prints the stories in the order of the text, though the first agency is the slowest",
    async () => {
      const report = await runOf(join(folder, "late-merge", "late-merge.adg"));
      const paper = await readFile(String(report.outputs["paper"]), "utf8");
      const headlines = paper.split("\n").filter((_, line) => line % 4 === 1);
      expect(headlines.map((line) => line.slice(1, -1).trim())).toEqual([
        "The Growing Graph",
        "Circle found in plan, refused",
        "Rule fires",
        "Rule fires again",
        "Third rule closed, reason given",
      ]);
      expect(report.edges).toEqual({ "agency->story": 4, "story->print_paper": 5 });
    },
    30 * seconds,
  );
});

describe("physics", () => {
  test(
    "finds the mass although a picture fails, and reports the failure as handled",
    async () => {
      const report = await runOf(join(folder, "physics", "physics.adg"));
      expect(report.outputs["mass"]).toBe(91);
      expect(await readFile(String(report.outputs["plot"]), "utf8")).toMatch(/^91 \d+ #{40}$/m);
      expect(report.nodes["display"]).toEqual({ done: 3, failed: 1, skipped: 0 });
      expect(report.handled).toBe(1);
      expect(report.outputs["pictures"]).toHaveLength(3);
      expect(report.outputs["apologies"]).toEqual([expect.stringContaining("back to back")]);
    },
    30 * seconds,
  );

  test(
    "has a chain for each file, however many there are",
    async () => {
      const file = join(folder, "physics", "physics.adg");
      const { nodes, edges } = await runOf(file, "--input", "files=9", "--input", "size=50");
      expect(nodes["measure"]?.done).toBe(9);
      expect(edges["measure->histogram"]).toBe(9);
    },
    30 * seconds,
  );
});

describe("the manual", () => {
  let scratch = "";
  const programs: string[] = [];

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), "adg-manual-"));
    for (const name of await markdownIn(chapters)) {
      const text = await readFile(join(chapters, name), "utf8");
      for (const [, program] of text.matchAll(/^```adg\n(.*?)^```$/gms)) {
        const path = join(scratch, `${basename(name, ".md")}-${programs.length}.adg`);
        await writeFile(path, program!);
        programs.push(path);
      }
    }
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  test(
    "has only programs that the compiler has nothing to say about",
    async () => {
      expect(programs.length).toBeGreaterThan(10);
      expect(await adg("check", ...programs)).toEqual({ exit: 0, json: [] });
    },
    60 * seconds,
  );

  test.for([
    { chapter: "03-tasks", outputs: { last: [1, 2, 3] } },
    { chapter: "05-rules", outputs: { plots: ["events 0constants 0", "events 1constants 1", "events 2constants 2"] } },
    { chapter: "06-no-more", outputs: { parts: 12 } },
    { chapter: "07-under", outputs: { report: "blood0+blood1 | skin0+skin1+skin2" } },
    { chapter: "08-when-something-fails", outputs: { summary: "2 parties, 7 cakes" } },
    { chapter: "11-workflows-as-tasks", outputs: { books: ["Sea, Notes", "Land, Notes"] } },
  ])("tells what the first program of $chapter gives", { timeout: 30 * seconds }, async ({ chapter, outputs }) => {
    const program = programs.find((path) => basename(path).startsWith(chapter));
    expect((await runOf(program!)).outputs).toEqual(outputs);
  });
});
