import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "../compiler/src/parse.ts";
import { vocabulary } from "../compiler/src/tokens.ts";

const document = readFileSync(join(fileURLToPath(new URL("..", import.meta.url)), "docs", "grammar.md"), "utf8");
const ebnf = /```ebnf\n([\s\S]*?)```/.exec(document)?.[1] ?? "";

/** What stands on the right of a production. */
type Form =
  | { readonly kind: "terminal" | "token" | "production"; readonly name: string }
  | { readonly kind: "sequence" | "choice"; readonly parts: readonly Form[] }
  | { readonly kind: "optional" | "repeated"; readonly content: Form };

const productions = readProductions(ebnf);

function readProductions(text: string): ReadonlyMap<string, Form> {
  const words = text.match(/"[^"]+"|[A-Za-z]+|[[\]{}()|=;]/g) ?? [];
  let at = 0;
  const closer: Readonly<Record<string, string>> = { "[": "]", "{": "}", "(": ")" };

  function choice(): Form {
    const parts = [sequence()];
    while (words[at] === "|") {
      at++;
      parts.push(sequence());
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "choice", parts };
  }

  function sequence(): Form {
    const parts: Form[] = [];
    for (let word = words[at]; word !== undefined && !["|", ";", "]", "}", ")"].includes(word); word = words[at]) {
      at++;
      if (word.startsWith('"')) parts.push({ kind: "terminal", name: word.slice(1, -1) });
      else if (word in closer) {
        const content = choice();
        expect(words[at]).toBe(closer[word]);
        at++;
        parts.push(word === "(" ? content : { kind: word === "[" ? "optional" : "repeated", content });
      } else parts.push({ kind: word === word.toUpperCase() ? "token" : "production", name: word });
    }
    return { kind: "sequence", parts };
  }

  const found = new Map<string, Form>();
  while (at < words.length) {
    const name = words[at] ?? "";
    expect(words[at + 1]).toBe("=");
    at += 2;
    found.set(name, choice());
    expect(words[at]).toBe(";");
    at++;
  }
  return found;
}

function formsIn(form: Form): readonly Form[] {
  if ("parts" in form) return form.parts.flatMap(formsIn);
  return "content" in form ? formsIn(form.content) : [form];
}

/** How many productions inside each other a form needs at least. */
function heightOf(form: Form): number {
  switch (form.kind) {
    case "terminal":
    case "token":
    case "optional":
    case "repeated":
      return 0;
    case "production":
      return heights.get(form.name) ?? Number.POSITIVE_INFINITY;
    case "sequence":
      return Math.max(0, ...form.parts.map(heightOf));
    case "choice":
      return Math.min(...form.parts.map(heightOf));
  }
}

const heights = new Map<string, number>();
for (let round = 0; round < productions.size; round++)
  for (const [name, form] of productions) {
    const height = heightOf(form) + 1;
    if (Number.isFinite(height)) heights.set(name, Math.min(height, heights.get(name) ?? height));
  }

const images: Readonly<Record<string, readonly [string, ...string[]]>> = {
  NAME: ["a", "pdf", "key", "start", "done", "type", "shape"],
  WORD: ["a", "when", "all", "task", "x1"],
  STRING: ['"text"', '""', '"""\n    two\n    lines"""'],
  TEXT: ['"a #{b} c"', '"#{x.y[0]}"'],
  LITERAL: ["3", "1_000", "2.5", "1e-3", "10s", "4GB", "true", "null"],
  CONSTANT: ['"fast"', "1", "null"],
  SIMPLE: ["3", "a.b", "(f(x) key 1)", "xs[0]", "x == y"],
};

/** A text that the production derives: `numbers` choose between its ways. Where they are at their end, the shortest are taken. */
function derive(production: string, numbers: readonly number[]): string {
  let next = 0;
  const choose = (limit: number): number => (numbers[next++] ?? 0) % limit;
  const isDeep = (): boolean => depth > 8 || next >= numbers.length;
  let text = "";
  let level = 0;
  let depth = 0;
  let isLineStart = true;

  function emit(image: string): void {
    text += isLineStart ? "  ".repeat(level) + image : ` ${image}`;
    isLineStart = false;
  }

  function walk(form: Form): void {
    switch (form.kind) {
      case "terminal":
        return emit(form.name);
      case "token":
        if (form.name === "INDENT") level++;
        else if (form.name === "DEDENT") level--;
        else if (form.name === "NEWLINE") {
          text += "\n";
          isLineStart = true;
        } else {
          const known = images[form.name] ?? [""];
          emit(known[choose(known.length)] ?? known[0]);
        }
        return;
      case "production": {
        depth++;
        const content = productions.get(form.name);
        if (content === undefined) throw new Error(`the grammar has no ${form.name}`);
        walk(content);
        depth--;
        return;
      }
      case "sequence":
        return form.parts.forEach(walk);
      case "choice": {
        // Deep inside, what leads no deeper.
        const [shallowest] = form.parts.toSorted((one, other) => heightOf(one) - heightOf(other));
        const part = isDeep() ? shallowest : form.parts[choose(form.parts.length)];
        return part && walk(part);
      }
      case "optional":
        if (!isDeep() && choose(2) === 1) walk(form.content);
        return;
      case "repeated":
        for (let n = isDeep() ? 0 : choose(3); n > 0; n--) walk(form.content);
    }
  }

  walk({ kind: "production", name: production });
  return text;
}

describe("docs/grammar.md", () => {
  it("has the keywords and signs of the language, and no others", () => {
    const written = new Set(
      [...productions.values()].flatMap(formsIn).flatMap((form) => (form.kind === "terminal" ? [form.name] : [])),
    );
    const literals = ["true", "false", "null"];
    const known = vocabulary.flatMap(({ LABEL = "" }) => /^"([^"]+)"$/.exec(LABEL)?.[1] ?? []);
    expect([...written, ...literals].sort()).toEqual(known.filter((image) => image !== "#{").sort());
  });

  it("names no production that it does not have, and has none that nothing names", () => {
    const used = new Set(
      [...productions.values()].flatMap(formsIn).flatMap((form) => (form.kind === "production" ? [form.name] : [])),
    );
    expect([...used, "module"].sort()).toEqual([...productions.keys()].sort());
  });

  it.each(["import", "input", "output", "type", "task", "edge", "start", "rule", "workflow"])(
    "derives only what the parser takes: %s",
    (production) => {
      fc.assert(
        fc.property(fc.array(fc.nat(10_000), { maxLength: 150 }), (numbers) => {
          const text = derive(production, numbers);
          const messages = parse("main.adg", text).diagnostics.map(({ message }) => message);
          expect({ text, messages }).toEqual({ text, messages: [] });
        }),
        { numRuns: 200 },
      );
    },
  );
});
