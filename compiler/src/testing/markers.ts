/**
 * Programs with what is said about them. Under a line of a test's program stand the diagnostics that it should get:
 *
 *     when no more: a()
 *                 ^ ADG1001 Expected a task after "no more", but found ":".
 *
 * The carets are the range, a single one past the end of the line is the empty range there. The message may be left out. In
 * the program itself, `[|text|]` marks a range that a test asks for, and `┆` where the cursor is.
 */
import type { Span } from "../ast.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { lineText, offsetAt, positionAt, sourceOf, type Source } from "../source.ts";

export interface Marked {
  /** The program without any marks. */
  readonly text: string;
  /** Of each `[|…|]`, in the order of the text. */
  readonly ranges: readonly Span[];
  /** Offset of `┆`. */
  readonly cursor: number | undefined;
  readonly expected: readonly Expected[];
}

export interface Expected {
  readonly span: Span;
  readonly code: string;
  readonly message: string | undefined;
}

/** Takes the marks out of a program. */
export function readMarked(marked: string): Marked {
  const lines: string[] = [];
  const notes: { line: number; start: number; end: number; code: string; message: string | undefined }[] = [];
  for (const line of marked.split("\n")) {
    const [, indent, carets, code, message] = noteLine.exec(line) ?? [];
    if (indent === undefined || carets === undefined || code === undefined) lines.push(line);
    else notes.push({ line: lines.length, start: indent.length, end: indent.length + carets.length, code, message });
  }
  const { text, ranges, cursor } = readMarks(lines.join("\n"));
  const source = sourceOf("", text);
  const expected = notes.map(({ line, start, end, code, message }) => {
    const from = offsetAt(source, { line, column: start + 1 });
    return { span: { start: from, end: offsetAt(source, { line, column: end + 1 }) }, code, message };
  });
  return { text, ranges, cursor, expected };
}

/**
 * A program with its marks, and the same program with the marks that `analyse` gives it: a test demands that they are equal. A
 * mark without a message stands for any message.
 */
export function compareMarked(
  marked: string,
  analyse: (text: string) => readonly Diagnostic[],
): { readonly actual: string; readonly expected: string } {
  const { text, expected } = readMarked(marked);
  const actual = analyse(text).map(({ span, code, message }) => {
    const silent = expected.some(
      (other) => other.message === undefined && other.code === code && isSame(other.span, span),
    );
    return { span, code, message: silent ? undefined : message };
  });
  return { actual: annotate(text, actual), expected: annotate(text, expected) };
}

/** `text` with a line of carets under the start of each range. */
function annotate(text: string, notes: readonly Expected[]): string {
  const source = sourceOf("", text);
  const sorted = notes.toSorted((a, b) => a.span.start - b.span.start || a.code.localeCompare(b.code));
  const byLine = Map.groupBy(sorted, ({ span }) => positionAt(source, span.start).line);
  return source.lineStarts
    .flatMap((_, index) => {
      const line = index + 1;
      const marks = (byLine.get(line) ?? []).map((note) => markLine(source, note));
      return [lineText(source, line), ...marks];
    })
    .join("\n");
}

function markLine(source: Source, { span, code, message }: Expected): string {
  const start = positionAt(source, span.start);
  const rest = lineText(source, start.line).length - (start.column - 1);
  const carets = "^".repeat(Math.max(1, Math.min(span.end - span.start, rest)));
  return `${" ".repeat(start.column - 1)}${carets} ${code}${message === undefined ? "" : ` ${message}`}`;
}

function readMarks(marked: string): Pick<Marked, "text" | "ranges" | "cursor"> {
  const open: number[] = [];
  const ranges: Span[] = [];
  let cursor: number | undefined;
  let text = "";
  for (const piece of marked.split(/(\[\||\|\]|┆)/)) {
    if (piece === "[|") open.push(text.length);
    else if (piece === "┆") cursor = text.length;
    else if (piece === "|]") ranges.push({ start: open.pop() ?? text.length, end: text.length });
    else text += piece;
  }
  return { text, ranges: ranges.sort((a, b) => a.start - b.start), cursor };
}

function isSame(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

const noteLine = /^( *)(\^+) ((?:ADG|TS)\d{4})(?: (.+))?$/;
