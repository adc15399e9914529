import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Analysis, analyse } from "../analyse.ts";
import { testHost } from "../testing/expect-check.ts";
import { lex } from "../lexer.ts";
import * as t from "../tokens.ts";
import { codeLensesOf } from "./code-lenses.ts";
import { completionsAt } from "./completions.ts";
import { cursorRole } from "./cursor-role.ts";
import { cursorTree } from "./cursor-tree.ts";
import { inlayHintsIn } from "./inlay-hints.ts";
import { refactoringsAt } from "./refactorings.ts";
import { signatureAt } from "./signature-help.ts";

const folder = new URL("../testing/programs/", import.meta.url);
const programs = readdirSync(folder)
  .filter((name) => name.endsWith(".adg"))
  .map((name) => readFileSync(new URL(name, folder), "utf8"));

const host = { ...testHost(), filesBeside: () => ["lib.adg", "tasks.ts"] };
const files = [{ file: "lib.adg", path: "./lib.adg", names: [{ name: "lib_task", kind: "task" }] }] as const;

/** A program, and the same with a piece taken out, or put in, or both. */
const edited = fc
  .record({
    program: fc.constantFrom(...programs),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.oneof(fc.constant(0), fc.nat(30), fc.constant(Infinity)),
    put: fc.oneof(
      fc.constant(""),
      fc.constantFrom(
        "(",
        '"',
        '"""',
        "#{",
        "[",
        "\n  ",
        "\n",
        ".",
        "when ",
        " as ",
        ",",
        "->",
        "x",
        "é",
        "🙂",
        "//",
        "\t",
      ),
    ),
    inside: fc.nat(4),
  })
  .map(({ program, from, cut, put, inside }) => {
    const at = Math.floor(from * program.length);
    const text = program.slice(0, at) + put + program.slice(Math.min(program.length, at + cut));
    return { program, text, offset: Math.min(text.length, at + Math.min(put.length, inside)) };
  });

describe("whatever the text and wherever the cursor", () => {
  test("completions replace something around the cursor, and signatures have their parameters", () => {
    const analyses = new Map<string, Analysis>();
    fc.assert(
      fc.property(edited, ({ program, text, offset }) => {
        const analysis = analyses.get(program) ?? analyse("main.adg", program, host);
        analyses.set(program, analysis);
        const diagnostics = analysis.diagnostics.length;
        for (const { span, edits, label, insertText } of completionsAt(analysis, "main.adg", text, offset, {
          host,
          files,
        })) {
          expect(span.start).toBeLessThanOrEqual(offset);
          expect(span.end).toBeGreaterThanOrEqual(offset);
          expect(`${label}${insertText}`).not.toMatch(/cursor__|here__|undefined|\[object/);
          for (const edit of edits) expect(edit.span.end).toBeLessThanOrEqual(text.length);
        }
        const { label = "", parameters = [] } = signatureAt(analysis, "main.adg", text, offset) ?? {};
        for (const { start, end } of parameters) expect(label.slice(start, end)).toMatch(/^[.\w]+\??: /);
        expect(analysis.diagnostics).toHaveLength(diagnostics);
      }),
      { numRuns: 500 },
    );
  });
});

test("hints, lenses and refactorings of whatever text are in it", () => {
  fc.assert(
    fc.property(edited, ({ text, offset }) => {
      const analysis = analyse("main.adg", text, host);
      const range = { start: Math.max(0, offset - 40), end: offset };
      const kinds = { parameterNames: true, types: true, edges: true };
      const hints = inlayHintsIn(analysis, "main.adg", { start: 0, end: text.length }, kinds);
      const spans = [
        ...hints.map((hint) => ({ start: hint.offset, end: hint.offset })),
        ...codeLensesOf(analysis, "main.adg").map(({ span }) => span),
        ...refactoringsAt(analysis, "main.adg", range).flatMap(({ edits }) => edits.map(({ span }) => span)),
      ];
      for (const { start, end } of spans) expect(start >= 0 && start <= end && end <= text.length).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("every name and keyword of a program is offered where it stands, unless it is what the place declares", () => {
  const missing: string[] = [];
  let count = 0;
  // What "json" holds only the run knows.
  for (const program of programs.filter((text) => !text.includes("json"))) {
    const analysis = analyse("main.adg", program, host);
    for (const { image, startOffset: at, tokenType } of lex("main.adg", program).tokens) {
      if (!/^[A-Za-z_]\w*$/.test(image) || tokenType === t.TextChunk) continue;
      const text = `${program.slice(0, at)}${image.charAt(0)}${program.slice(at + image.length)}`;
      const tree = cursorTree(text, at + 1);
      if (tree !== undefined && cursorRole(tree).kind === "declares") continue;
      count++;
      const offered = completionsAt(analysis, "main.adg", text, at + 1, { host });
      if (!offered.some(({ label }) => label.split(/[ :.]/).includes(image)))
        missing.push(`${image} in ${program.slice(program.lastIndexOf("\n", at) + 1, program.indexOf("\n", at))}`);
    }
  }
  expect(missing).toEqual([]);
  expect(count).toBeGreaterThan(700);
});

test("completions take less than checking the file anew", () => {
  const [book = ""] = programs.filter((text) => text.includes("workflow "));
  const text = Array.from({ length: 30 }, () => book).join("\n");
  const analysis = analyse("main.adg", text, host);
  const timed = (act: () => void): number => {
    const start = performance.now();
    act();
    return performance.now() - start;
  };
  const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
  const checks = Array.from({ length: 5 }, () => timed(() => analyse("main.adg", text, host)));
  const places = Array.from({ length: 100 }, (_, count) => Math.floor((text.length * (count + 1)) / 101));
  const asked = places.map((offset) => timed(() => completionsAt(analysis, "main.adg", text, offset, { host })));
  expect(median(asked)).toBeLessThan(median(checks) / 2);
});
