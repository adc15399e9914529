import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "@adg/compiler";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, parseLines } from "../compiler/src/parse.ts";
import { sketchModule } from "../compiler/src/testing/sketch.ts";
import { corpusFiles, documents, programFiles } from "./support/documents.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const programs = programFiles.map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
const corpus = corpusFiles.map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
const blocks = documents.flatMap(({ blocks }) => blocks).filter(({ info }) => /^adg\b/.test(info));

/** What a program means, and what is wrong with it. */
function meaningOf(text: string): unknown {
  const { value, diagnostics } = parse("main.adg", text);
  return { declarations: sketchModule(value), codes: diagnostics.map(({ code }) => code) };
}

function commentsOf(text: string): readonly string[] {
  return [...text.matchAll(/\/\/ #\d+/g)].map(([comment]) => comment).sort();
}

/** A program with other spaces, line ends, levels, blank lines and comments, but the same meaning. */
function relaidOut(text: string, choose: (limit: number) => number): string {
  const { lexed, lines } = parseLines(text);
  const pick = <T>(...values: readonly [T, ...T[]]): T => values[choose(values.length)] ?? values[0];
  let comments = 0;
  const comment = (): string => `// #${comments++}`;
  const levels: { readonly indent: number; readonly own: number; inner?: number }[] = [];
  let out = "";
  for (const { line } of lines) {
    while ((levels.at(-1)?.indent ?? -1) >= line.indent) levels.pop();
    const around = levels.at(-1);
    const own = around === undefined ? 0 : (around.inner ??= around.own + 1 + choose(4));
    levels.push({ indent: line.indent, own });
    const above = line.tokens[0] === lexed.tokens[0] ? "" : pick("", "", "\n", "\n\n", ` ${comment()}`);
    const doc = line.doc?.split("\n").map((each) => `${" ".repeat(own)}/// ${each}\n`) ?? [];
    out += `${out === "" ? "" : `${above}\n`}${pick("", "", "\n", `${" ".repeat(choose(6))}${comment()}\n`)}`;
    out += doc.join("") + " ".repeat(own);
    let depth = 0;
    let strings = 0;
    line.tokens.forEach((token, at) => {
      const before = line.tokens[at - 1];
      if (before !== undefined) {
        const gap = text.slice(before.startOffset + before.image.length, token.startOffset);
        if (strings > 0) out += gap;
        else if (depth > 0) out += pick(gap, `${gap}  `, "\n", `\n${comment()}\n   `, ` ${comment()}\n`);
        else out += gap === "" ? pick("", "", " ") : pick(" ", "   ");
      }
      out += token.image;
      const { name } = token.tokenType;
      if (name === "TextOpen") strings++;
      else if (name === "TextClose") strings--;
      else if ("([{".includes(name)) depth++;
      else if (")]}".includes(name)) depth--;
    });
  }
  return `${out}\n`;
}

describe("formatting", () => {
  it.each(programs)("leaves $file as it is", ({ text }) => {
    expect(format(text)).toBe(text);
  });

  it.each(blocks)("leaves the block at $document:$line as it is", ({ text }) => {
    expect(format(text)).toBe(text);
  });

  it.each(corpus)("changes no meaning of $file, and is done after one time", ({ text }) => {
    const once = format(text);
    expect(meaningOf(once)).toEqual(meaningOf(text));
    expect(format(once)).toBe(once);
  });

  it("gives the same text for a second time, with the same meaning and every comment, however a program is laid out", () => {
    const texts = [...programs, ...corpus, ...blocks]
      .map(({ text }) => text)
      .filter((text) => parse("", text).diagnostics.length === 0);
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.infiniteStream(fc.nat(1_000_000)), (text, stream) => {
        const numbers = stream[Symbol.iterator]();
        const laidOut = relaidOut(text, (limit) => Number(numbers.next().value) % limit);
        const once = format(laidOut);
        expect(meaningOf(laidOut)).toEqual(meaningOf(text));
        expect(meaningOf(once)).toEqual(meaningOf(text));
        expect(commentsOf(once)).toEqual(commentsOf(laidOut));
        expect(format(once)).toBe(once);
      }),
      { numRuns: 100 },
    );
  });

  it("changes no meaning and is done after one time where text is broken", () => {
    const piece = fc.constantFrom(
      "(",
      ")",
      "[",
      "}",
      '"',
      '"""',
      "#{",
      ":",
      ",",
      "\n",
      "\t",
      "  ",
      "->",
      "when ",
      "//",
      "\\",
    );
    const edit = fc.record({ at: fc.nat(1_000_000), drop: fc.nat(20), insert: fc.oneof(fc.constant(""), piece) });
    fc.assert(
      fc.property(
        fc.constantFrom(...programs, ...corpus),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        ({ text }, edits) => {
          let broken = text;
          for (const { at, drop, insert } of edits) {
            const place = at % (broken.length + 1);
            broken = broken.slice(0, place) + insert + broken.slice(place + drop);
          }
          const once = format(broken);
          expect(meaningOf(once)).toEqual(meaningOf(broken));
          expect(format(once)).toBe(once);
        },
      ),
      { numRuns: 150 },
    );
  });
});
