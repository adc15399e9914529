import type { Span } from "../ast.ts";
import { format } from "../format.ts";
import { lex } from "../lexer.ts";
import { spanOf } from "../cst.ts";
import { parseLines } from "../parse.ts";

/** New text in place of a range. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** The edits that format a text. Applied together they give what `format` does; each changes no more than what stands between two tokens. */
export function formatEdits(text: string): readonly TextEdit[] {
  const formatted = format(text);
  if (formatted === text) return [];
  const [before, after] = [pieces(text), pieces(formatted)];
  // Formatting moves what is between tokens; were there others, the whole would be new.
  if (before.length !== after.length) return [{ span: { start: 0, end: text.length }, text: formatted }];
  return before.flatMap((span, index) => {
    const other = after[index] ?? span;
    const written = formatted.slice(other.start, other.end);
    return text.slice(span.start, span.end) === written ? [] : [smallest(text, span, written)];
  });
}

/** The edits that format the declarations which a range touches, with the comments in them. */
export function formatRange(text: string, range: Span): readonly TextEdit[] {
  const { lines, lexed, diagnostics } = parseLines(text);
  const starts = lines.flatMap(({ kind, line }) => (kind === "declaration" ? [line.tokens[0]?.startOffset ?? 0] : []));
  // Comments may be moved to another place of their declaration, so that only whole ones can be formatted.
  const start = starts.findLast((each) => each <= range.start) ?? 0;
  const next = starts.find((each) => each >= Math.max(range.end, start + 1)) ?? text.length;
  const last = lexed.tokens.findLast(({ startOffset }) => startOffset < next);
  const end = last === undefined ? 0 : spanOf(last).end;
  if (diagnostics.length > 0) return formatEdits(text).filter(({ span }) => start <= span.start && span.end <= end);
  // Declarations that can be read are laid out each by itself.
  return formatEdits(text.slice(start, next)).flatMap(({ span, text: written }) => {
    const moved = { start: span.start + start, end: span.end + start };
    return moved.end <= end ? [{ span: moved, text: written }] : [];
  });
}

/** The tokens and what stands between them, one after the other. */
function pieces(text: string): readonly Span[] {
  const found: Span[] = [];
  let at = 0;
  for (const token of lex("", text).tokens) {
    const span = spanOf(token);
    found.push({ start: at, end: span.start }, span);
    at = span.end;
  }
  return [...found, { start: at, end: text.length }];
}

/** Without what is the same at both ends. */
function smallest(text: string, { start, end }: Span, written: string): TextEdit {
  const old = text.slice(start, end);
  let front = 0;
  while (front < old.length && old[front] === written[front]) front += 1;
  let back = 0;
  while (back < Math.min(old.length, written.length) - front && old.at(-1 - back) === written.at(-1 - back)) back += 1;
  return {
    span: { start: start + front, end: end - back },
    text: written.slice(front, written.length - back),
  };
}
