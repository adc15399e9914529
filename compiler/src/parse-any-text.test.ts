import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Grammar } from "./grammar.ts";
import { parse } from "./parse.ts";
import { growthOf } from "../../test/support/growth.ts";
import { sketch } from "./testing/sketch.ts";

const program = `/// Uses every construct.
import { align } from "./steps.adg"
import type { Sample } from "./types.ts"
input folder: dir = "chapters"
output book: file = merge
output all pdf
type Mode = "fast" | "exact" | { a?: int[], b: [int, string]? }
task discover(folder: dir) -> file[] from "./tasks.ts" as find spawns pdf
task round(k: int) -> int = k % 2
task pdf(source: file, mode: Mode = "fast") -> file:
  out "x.pdf"
  sh """
    echo "#{source}" \\#{x} | awk '{ print $1 }'
      > #{out}
  """
  retry 2 backoff 1s
  memory 2GB * attempt
edge discover, round -> pdf ->
  merge
workflow per_sample(sample: Sample) -> string:
  output join
  start: split(sample)
  when no more split despite failures: join(all split)
start:
  let x = discover(folder) key "a\\n#{folder}" after round(1)
  for i, s in x.result:
    if s == null and not i in [1, 2]: pdf(s)
    else if s ?? true: fail "no"
    else:
      pdf([n + 1 for n in range(-3) if n > 0], mode: { a: 1, b }.a)
rule done when discover done as d, all pdf settled under d as ps where d.result[0] != 1.5:
  merge(if count(ps) > 1 then settled pdf else succeeded pdf under d)
when at least 3 pdf added, every 10 pdf done as g: merge(g)
`;

/** The text is parsed (a hang would exceed the time of the test), and whatever is said of it points into it, in order. */
function checkParsed(text: string): void {
  const { value, diagnostics } = parse("main.adg", text);
  expect(value.span).toEqual({ start: 0, end: text.length });
  let last = 0;
  for (const { span, message } of diagnostics) {
    expect(span.start).toBeGreaterThanOrEqual(last);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(text.length);
    expect(message).not.toMatch(/undefined|something else|\[object/);
    last = span.start;
  }
}

describe("any text is parsed", () => {
  test("however a program is cut, repeated and mixed with other text", () => {
    expect(parse("main.adg", program).diagnostics).toEqual([]);
    const piece = fc.oneof(
      fc.constantFrom("(", ")", "[", "]", "{", "}", '"', '"""', "#{", ":", ",", "\n", "\t", "  ", "->", "when ", "\\"),
      fc.constantFrom(
        "else: ",
        "all ",
        "no more ",
        "if ",
        "//",
        "=",
        ".",
        "at least ",
        "fail (",
        "every ",
        "\r",
        "\u00a0",
      ),
      fc.string({ unit: "binary", maxLength: 5 }),
    );
    const edit = fc.record({ at: fc.nat(program.length), drop: fc.nat(30), insert: fc.oneof(fc.constant(""), piece) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        let text = program;
        for (const { at, drop, insert } of edits) text = text.slice(0, at) + insert + text.slice(at + drop);
        checkParsed(text);
      }),
      { numRuns: 1500 },
    );
  });

  test("and one sign too many costs no declaration but its own", () => {
    const whole = parse("main.adg", program).value.declarations;
    const signs = fc.constantFrom(
      "(",
      ")",
      "[",
      "]",
      "{",
      "}",
      ":",
      ",",
      "->",
      "when ",
      "x",
      "@",
      "1 ",
      '"',
      "#{",
      "\t",
    );
    fc.assert(
      fc.property(fc.nat(program.length), signs, (at, sign) => {
        const { value } = parse("main.adg", program.slice(0, at) + sign + program.slice(at));
        const kept = new Set(value.declarations.map((declaration) => JSON.stringify(sketch(declaration))));
        for (const declaration of whole) {
          const inside = declaration.span.start <= at && at <= declaration.span.end + 1;
          if (!inside) expect(kept).toContain(JSON.stringify(sketch(declaration)));
        }
      }),
      { numRuns: 500 },
    );
  });

  test("whatever tokens follow each other", () => {
    const words = program.match(/\w+|\s+|[^\w\s]/g) ?? [];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), (picked) => checkParsed(picked.join(" "))),
      { numRuns: 1500 },
    );
  });

  test("whatever characters it has", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), checkParsed));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
        checkParsed(String.fromCharCode(...bytes.map((byte) => byte))),
      ),
    );
  });

  test("even where a lone surrogate stands", () => {
    for (const text of ["\ud800", 'start: f("\udc00")', "// \ud800", '"""\ud800', "start: \ud800("]) checkParsed(text);
  });

  test.each([
    ["brackets", `start: f(${"(".repeat(10_000)}1${")".repeat(10_000)})`],
    ["open brackets", `start: f(${"[".repeat(10_000)}`],
    ["lists in lists of a type", `type T = ${"[".repeat(10_000)}int`],
    ["records over lines", `start: f(${"{a:\n".repeat(10_000)}`],
    ["operators", `start: f(${"a+".repeat(500_000)}a)`],
    ["signs", `start: f(${"not - ".repeat(10_000)}a)`],
    ["members", `start: f(a${".a".repeat(10_000)})`],
    ["branches", `start: f(${"if a then ".repeat(10_000)})`],
    ["further branches", `start: f(${"if a then b else ".repeat(10_000)}c)`],
    ["heads on one line", `start: ${"when a done: ".repeat(10_000)}f()`],
    ["interpolations in interpolations", `start: f(${'"#{'.repeat(100_000)}`],
    ["interpolations without end", `start: f("""${"#{a\n".repeat(100_000)}""")`],
    ["suffixes of a type", `type T = int${"[]".repeat(10_000)}`],
    ["commas before brackets", `start: f(${"1, f(".repeat(10_000)}`],
    ["blocks", `start:\n${Array.from({ length: 2_000 }, (_, depth) => `${" ".repeat(depth + 1)}if a:`).join("\n")}`],
  ])("however deep it nests: %s", (_, text) => {
    checkParsed(text);
    const { diagnostics } = parse("main.adg", text);
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(diagnostics.length).toBeLessThanOrEqual(1_000);
  });

  test("however long its lines are, and however many brackets cross", () => {
    checkParsed("a".repeat(1_000_000));
    checkParsed(`start: f("${"a ".repeat(500_000)}")`);
    checkParsed(`start: f([${"a, ".repeat(50_000)}])`);
    checkParsed("x) f(\n".repeat(50_000));
    checkParsed("@\n".repeat(100_000));
  });
});

test("nesting up to the limit is read", () => {
  const depth = 95;
  const text = `start: f(${"(".repeat(depth)}1${")".repeat(depth)}, ${"[".repeat(depth)}${"]".repeat(depth)})`;
  expect(parse("main.adg", text).diagnostics).toEqual([]);
});

test("the time to parse grows with the text, not with its square", () => {
  const parseRules = (count: number): void => {
    const rules = Array.from(
      { length: count },
      (_, n) => `when t${n} done as x:\n  for y in x.result: u${n}(y.name, k: 1)`,
    );
    expect(parse("main.adg", rules.join("\n")).diagnostics).toEqual([]);
  };
  expect(growthOf(parseRules, 600, 4_800)).toBeLessThan(32);
});

test("the grammar has no ambiguity that is not decided by a gate", () => {
  expect(() => new Grammar()).not.toThrow();
});
