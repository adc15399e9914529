import { expect, test } from "vitest";
import { analyse } from "../analyse.ts";
import { testHost } from "../testing/expect-check.ts";
import { semanticTokens } from "./semantic-tokens.ts";

function tokens(text: string, range?: { start: number; end: number }): readonly string[] {
  const analysis = analyse("main.adg", text, testHost());
  return semanticTokens(analysis, "main.adg", range).map(
    ({ span, type, modifiers }) => `${text.slice(span.start, span.end)}: ${[type, ...modifiers].join(" ")}`,
  );
}

test("each piece of a program is told what it is", () => {
  expect(
    tokens(`/// Renders.
task pdf(n: int) -> R: // by shell
  on shell
  timeout 10m
  sh """
    echo #{n + 1}

    done
  """
type R = { id: string }
workflow w(): start: pdf(min([1]))
start:
  let unused = 1
  w()
  pdf(n: 2)
rule again when pdf done as p, w settled: pdf(p.args.n) key p.result.id.trim()
`),
  ).toMatchInlineSnapshot(`
    [
      "/// Renders.: comment documentation",
      "task: keyword",
      "pdf: function declaration",
      "n: parameter declaration readonly",
      "int: type defaultLibrary",
      "->: operator",
      "R: type",
      "// by shell: comment",
      "on: keyword",
      "shell: enumMember",
      "timeout: keyword",
      "10m: number",
      "sh: keyword",
      """": string",
      "echo : string",
      "#{: operator",
      "n: parameter readonly",
      "+: operator",
      "1: number",
      "}: operator",
      "done: string",
      """": string",
      "type: keyword",
      "R: type declaration",
      "=: operator",
      "id: property declaration readonly",
      "string: type defaultLibrary",
      "workflow: keyword",
      "w: class declaration",
      "start: keyword",
      "pdf: function",
      "min: function defaultLibrary",
      "1: number",
      "start: keyword",
      "let: keyword",
      "unused: variable declaration readonly unused",
      "=: operator",
      "1: number",
      "w: class",
      "pdf: function",
      "n: parameter readonly",
      "2: number",
      "rule: keyword",
      "again: event declaration",
      "when: keyword",
      "pdf: function",
      "done: keyword",
      "as: keyword",
      "p: variable declaration readonly",
      "w: class",
      "settled: keyword",
      "pdf: function",
      "p: variable readonly",
      "args: property readonly defaultLibrary",
      "n: parameter readonly",
      "key: keyword",
      "p: variable readonly",
      "result: property readonly defaultLibrary",
      "id: property readonly",
      "trim: method defaultLibrary",
    ]
  `);
});

test("of a range only the pieces that it touches are told", () => {
  expect(tokens("input a: int = 1\ninput b: int = 2\n", { start: 17, end: 24 })).toEqual([
    "input: keyword",
    "b: variable declaration readonly",
  ]);
});

test("pieces follow each other and lie on one line each", () => {
  const text = 'task a() -> int:\r\n  sh """\r\n  x #{attempt}\r\n  """\r\n// end';
  const analysis = analyse("main.adg", text, testHost());
  let end = 0;
  for (const { span } of semanticTokens(analysis, "main.adg")) {
    expect(span.start).toBeGreaterThanOrEqual(end);
    expect(text.slice(span.start, span.end)).not.toMatch(/[\r\n]|^$/);
    ({ end } = span);
  }
});
