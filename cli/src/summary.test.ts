import type { Report } from "@adg/runtime";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { summaryText } from "./summary.ts";

const report: Report = {
  run: "r1",
  status: "failed",
  outputs: { book: "/w/merge-1/book.pdf", pages: 12 },
  nodes: {
    pdf: { done: 3, failed: 1, skipped: 0 },
    merge: { done: 0, failed: 0, skipped: 1 },
    cover: { done: 0, failed: 0, skipped: 0 },
  },
  handled: 1,
  edges: {},
  rules: [
    { rule: "start", line: 8, fired: 1, blocked: 0, state: "fired" },
    { rule: "when pdf done", line: 9, fired: 3, blocked: 0, state: "fired" },
    {
      rule: "when cover done",
      line: 12,
      fired: 0,
      blocked: 0,
      state: "closed",
      reason: "nothing can add a cover any more",
    },
    { rule: "when no more pdf", line: 15, fired: 0, blocked: 1, state: "blocked", by: ["pdf-4"] },
  ],
  errors: [
    {
      code: "ADG7004",
      message: "exit status 3",
      node: "pdf-4",
      task: "pdf",
      args: { source: "a.md" },
      trace: ["/p/tasks.ts:3:5"],
      tail: ["out of paper"],
      log: "/w/pdf-4/log",
    },
    { code: "ADG7010", message: 'blocked by "pdf-4"', rule: "when no more pdf", line: 15 },
  ],
};

test("the summary tells counts, each rule's state, each failure with its log, the outputs and the end", () => {
  const delivered = [{ name: "book", paths: [`${process.cwd()}/build/book.pdf`] }];
  const text = stripVTControlCharacters(summaryText(report, { elapsed: 1234, delivered }));
  expect(text).toBe(`tasks
         done  failed  skipped
  pdf       3       1
  merge                      1

rules
  fired    start  line 8
  fired    when pdf done  line 9  3 times
  closed   when cover done  line 12  nothing can add a cover any more
  blocked  when no more pdf  line 15  by pdf-4

errors
  ADG7004 pdf (pdf-4): exit status 3
      source: "a.md"
      at /p/tasks.ts:3:5
      | out of paper
      the whole log: /w/pdf-4/log
  ADG7010 when no more pdf (line 15): blocked by "pdf-4"

outputs
  book: build/book.pdf
  pages: 12

failed in 1.2 s; 1 failure handled`);
});

test("the summary of a run without tasks is one line", () => {
  const empty: Report = { ...report, status: "succeeded", outputs: {}, nodes: {}, rules: [], errors: [], handled: 0 };
  expect(stripVTControlCharacters(summaryText(empty, { elapsed: 9, delivered: [] }))).toBe("succeeded in 9 ms");
});

test("nothing that tasks say moves the cursor or turns what follows", () => {
  const hostile = "\u001B[2Jgone \u202Eturned";
  const error = {
    code: "ADG7004",
    message: `${hostile}\nand more`,
    args: { a: hostile },
    trace: [hostile],
    tail: [hostile],
  };
  const text = summaryText(
    { ...report, errors: [error], outputs: { o: hostile } },
    { elapsed: 9, delivered: [] },
    (_, text) => text,
  );
  for (const sign of ["\u001B", "\u202E"]) expect(text).not.toContain(sign);
  expect(text).toContain("ADG7004: gone  turned\nand more");
});
