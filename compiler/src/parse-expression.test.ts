import { describe, expect, test } from "vitest";
import type { Expression } from "./ast.ts";
import { parse } from "./parse.ts";
import { sketchExpression } from "./testing/sketch.ts";

/** The value of `let x = text`. */
function expression(text: string): Expression {
  const { value, diagnostics } = parse("main.adg", `start:\n  let x = ${text}`);
  expect(diagnostics).toEqual([]);
  const [start] = value.declarations;
  const statement = start?.kind === "start" ? start.body.statements[0] : undefined;
  if (statement?.kind !== "let") throw new Error(`no expression: ${text}`);
  return statement.value;
}

describe("operators", () => {
  test.each([
    ["a + b * c - d", "((a + (b * c)) - d)"],
    ["-a * -b.c", "((- a) * (- b.c))"],
    ["- -a", "(- (- a))"],
    ["not a == b and c", "((not (a == b)) and c)"],
    ["not not a or not b", "((not (not a)) or (not b))"],
    ["a or b and c", "(a or (b and c))"],
    ["a ?? b == c", "(a ?? (b == c))"],
    ["a and b ?? c", "(a and (b ?? c))"],
    ["a in b + c", "(a in (b + c))"],
    ["a % 2 != 0 and b <= c", "(((a % 2) != 0) and (b <= c))"],
    ["if a or b then c else d + 1", "(if (a or b) then c else (d + 1))"],
    ["if a then b else if c then d else e", "(if a then b else (if c then d else e))"],
    ["(a + b) * c", "((a + b) * c)"],
  ])("`%s` binds as %s", (text, sketched) => {
    expect(sketchExpression(expression(text))).toBe(sketched);
  });
});

describe("operands", () => {
  test.each([
    ["a.b[0].c(1)[i](x: 2)", "a.b[0].c(1)[i](x: 2)"],
    ["[]", "[]"],
    ["[a, [b],]", "[a, [b]]"],
    ["[f(x) for x in xs]", "[f(x) for x in xs]"],
    ["[x for i, x in xs if i > 0]", "[x for i, x in xs if (i > 0)]"],
    ["{}", "{}"],
    ["{ a: 1, b, c: { d }, }", "{a: 1, b: b, c: {d: d}}"],
    ["chunk(all pdf under s, 2)", "chunk(<all pdf under s>, 2)"],
    ["all a + succeeded b", "(<all a> + <succeeded b>)"],
    ["settled", "settled"],
    ["succeeded.result", "succeeded.result"],
    ["pdf(s) key s.id", "pdf(s) key s.id"],
    ["[true, false, null]", "[true, false, null]"],
    ["[3, 1_000, 2.5, 1e-3, 1e3, 2.0]", "[3, 1000, 2.5f, 0.001f, 1000, 2f]"],
    ["[250ms, 2s, 10m, 1.5h, 1d]", "[250ms, 2000ms, 600000ms, 5400000ms, 86400000ms]"],
    ["[1B, 512MB, 4GB, 4GiB, 1KiB, 2TB]", "[1B, 512000000B, 4000000000B, 4294967296B, 1024B, 2000000000000B]"],
  ])("`%s` is read", (text, sketched) => {
    expect(sketchExpression(expression(text))).toBe(sketched);
  });

  test("an expression spans its own text", () => {
    const text = "start:\n  let x = f(a.b + (c)) key [1]";
    const [start] = parse("main.adg", text).value.declarations;
    const spans: string[] = [];
    JSON.stringify(start, (_, value: unknown) => {
      if (typeof value === "object" && value !== null && "span" in value && "kind" in value) {
        const { span } = value;
        if (typeof span === "object" && span && "start" in span && "end" in span) {
          spans.push(text.slice(Number(span.start), Number(span.end)));
        }
      }
      return value;
    });
    expect(spans).toEqual([
      text,
      "let x = f(a.b + (c)) key [1]",
      "f(a.b + (c)) key [1]",
      "f",
      "a.b + (c)".replace("(c)", "(c"),
      "a.b",
      "a",
      "c",
      "[1]",
      "1",
    ]);
  });
});

describe("strings", () => {
  test.each([
    [String.raw`"a\n\t\"\\ \#{x} \u{1F600}"`, 'a\n\t"\\ #{x} 😀'],
    ['"{ print $2 } ${HOME} # $((1))"', "{ print $2 } ${HOME} # $((1))"],
    ['""', ""],
    ['"""plain"""', "plain"],
    ['"""\n    a\n      b\n\n    c\n  """', "a\n  b\n\nc"],
    ['"""a\n      b\n    c\n  """', "a\n  b\nc"],
    ['"""\n  """', ""],
    [String.raw`"""\n \#{x} \\ """`, String.raw`\n #{x} \\ `],
    ['"""\r\n    a\r\n    b\r\n  """', "a\nb"],
    ['"""say "hi" ""now"""', 'say "hi" ""now'],
  ])("%j stands for %j", (text, value) => {
    const literal = expression(text);
    const parts = literal.kind === "text" ? literal.parts : [];
    expect(parts.map((part) => (part.kind === "chunk" ? part.value : "#{}")).join("")).toBe(value);
  });

  test("hold expressions, with strings in them", () => {
    expect(sketchExpression(expression('"a #{ { b: "}#{c}" }.b } d"'))).toBe('"a #{{b: "}#{c}"}.b} d"');
    expect(sketchExpression(expression('"#{a}#{b}"'))).toBe('"#{a}#{b}"');
  });

  test("in a text block interpolations may begin lines and go over several", () => {
    const text = '"""\n    #{a}\n      x #{f(\n  b)}\n    y\n  """';
    expect(sketchExpression(expression(text))).toBe('"#{a}\\n  x #{f(b)}\\ny"');
  });

  test("the parts of a text point into the source", () => {
    const text = 'start: f("a\\n#{b}", """\n  c\n  d#{e}\n""")';
    const [start] = parse("main.adg", text).value.declarations;
    const add = start?.kind === "start" ? start.body.statements[0] : undefined;
    const call = add?.kind === "add" && add.value.kind === "call" ? add.value : undefined;
    const parts = (call?.arguments ?? []).flatMap(({ value }) => (value.kind === "text" ? value.parts : []));
    expect(parts.map(({ span }) => text.slice(span.start, span.end))).toEqual(["a\\n", "#{b}", "\n  c\n  d", "#{e}"]);
  });
});
