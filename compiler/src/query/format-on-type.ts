import { lex, type PhysicalLine, UNTERMINATED } from "../lexer.ts";
import type { LogicalLine } from "../layout.ts";
import { spanOf } from "../cst.ts";
import { parseLines } from "../parse.ts";
import * as t from "../tokens.ts";
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
  const { lines } = parseLines(text.slice(0, start));
  const last = lines.at(-1)?.line;
  if (last === undefined) return indent(text, start, 0);
  const wanted = wantedIndent(text, start, last);
  return wanted === undefined ? [] : indent(text, start, wanted);
}

/** Columns of a line that begins at `start`, below the last line before it; `undefined`: as the editor has it. */
function wantedIndent(text: string, start: number, last: LogicalLine): number | undefined {
  const token = last.tokens.at(-1);
  if (token === undefined) return 0;
  const inText = lex("", text).tokens.some((each) => {
    const span = spanOf(each);
    return span.start < start && start <= span.end && (each.tokenType === t.Text || each.tokenType === t.TextChunk);
  });
  if (inText || token.payload === UNTERMINATED) return undefined;
  const opened = last.tokens.reduce((depth, { image }) => depth + bracketStep(image), 0);
  if (opened > 0) return last.indent + CONTINUATION;
  if (token.tokenType === t.Colon) return last.indent + LEVEL;
  const goesOn = token.tokenType === t.Comma || token.tokenType === t.Arrow || token.tokenType === t.Bar;
  return goesOn || isOperator(token.image) ? last.indent + CONTINUATION : last.indent;
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
  const { lines, tokens } = lex("", text.slice(0, start));
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
