import { lex, type PhysicalLine, UNTERMINATED } from "../lexer.ts";
import { LineReader, type LogicalLine } from "../layout.ts";
import * as t from "../tokens.ts";
import { lastHead } from "./cursor-line.ts";
import type { TextEdit } from "./format-edits.ts";

const LEVEL = 2;
/** As the formatter writes it: a line that goes on is deeper than a block below it. */
const CONTINUATION = 4;

/**
 * The edits after a character was typed at a place, which is behind it: after a line end, the new line's indentation; after the `:` of
 * an `else`, that of its `if`.
 */
export function formatOnType(text: string, offset: number, typed: string): readonly TextEdit[] {
  if (typed === "\n" || typed === "\r\n") return indentNewLine(text, offset);
  return typed === ":" ? alignElse(text, offset) : [];
}

function indentNewLine(text: string, offset: number): readonly TextEdit[] {
  const start = lineStart(text, offset);
  const reader = new LineReader(lex("", text.slice(lastHead(text, start), start)));
  let last: LogicalLine | undefined;
  while (reader.peek() !== undefined) last = reader.read();
  const wanted = last === undefined ? 0 : wantedIndent(last);
  return wanted === undefined ? [] : indent(text, start, wanted);
}

/** Columns of a line below this one; `undefined`: in a text, as the editor has it. */
function wantedIndent({ tokens, indent: columns }: LogicalLine): number | undefined {
  const token = tokens.at(-1);
  if (token === undefined) return 0;
  if (token.payload === UNTERMINATED) return undefined;
  const opened = tokens.reduce((depth, { image }) => depth + bracketStep(image), 0);
  if (opened > 0) return columns + CONTINUATION;
  if (token.tokenType === t.Colon) return columns + LEVEL;
  const goesOn = token.tokenType === t.Comma || token.tokenType === t.Arrow || token.tokenType === t.Bar;
  return goesOn || isOperator(token.image) ? columns + CONTINUATION : columns;
}

function bracketStep(image: string): number {
  if (["(", "[", "{", "#{"].includes(image)) return 1;
  return [")", "]", "}"].includes(image) ? -1 : 0;
}

function isOperator(image: string): boolean {
  return /^(?:[-+*/%<>]|[=!<>]=|\?\?|and|or|in|=)$/.test(image);
}

function alignElse(text: string, offset: number): readonly TextEdit[] {
  const start = lineStart(text, offset);
  const line = text.slice(start, offset);
  if (!/^[ ]*else\b/.test(line)) return [];
  const { lines, tokens } = lex("", text.slice(lastHead(text, start), start));
  const own = line.length - line.trimStart().length;
  const isBranch = ({ token, indent: columns }: PhysicalLine): boolean => {
    const type = tokens[token]?.tokenType;
    return columns <= own && (type === t.If || (type === t.Else && tokens[token + 1]?.tokenType === t.If));
  };
  const above = lines.findLast(isBranch);
  return above === undefined ? [] : indent(text, start, above.indent);
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
}

/** Spaces in place of those that the line has. */
function indent(text: string, start: number, columns: number): readonly TextEdit[] {
  const old = /^[ \t]*/.exec(text.slice(start))?.[0] ?? "";
  const wanted = " ".repeat(columns);
  return old === wanted ? [] : [{ span: { start, end: start + old.length }, text: wanted }];
}
