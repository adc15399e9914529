import type PDFDocument from "pdfkit";
import type { Span } from "./blocks.ts";
import { colour, text, type Style } from "./page.ts";

/** Text in one style, placed in a line. `x` counts from the left end of the line. */
export interface Run {
  readonly text: string;
  readonly style: Style;
  readonly href: string | undefined;
  readonly x: number;
  readonly width: number;
}

/** A line of text. */
export interface Line {
  readonly runs: readonly Run[];
  readonly width: number;
}

/** Width of a text in a style, in points. */
export type Measure = (text: string, style: Style) => number;

/** What `document` measures. */
export function measureOf(document: PDFDocument): Measure {
  return (text, style) => document.font(style.font, style.size).widthOfString(text);
}

/** The style of a span of running text; headings and the like give one `style` for all of their text. */
export function styleOf(span: Span, style?: Style): Style {
  if (style !== undefined) return style;
  if (span.code) return span.href === undefined ? text.mono : { ...text.mono, colour: colour.link };
  const plain = span.bold ? (span.italic ? text.boldItalic : text.bold) : span.italic ? text.italic : text.roman;
  return span.href === undefined ? plain : { ...plain, colour: colour.link };
}

interface Piece {
  readonly text: string;
  readonly style: Style;
  readonly href: string | undefined;
}

/** What must not be broken: pieces without a space between them. */
interface Word {
  readonly pieces: readonly Piece[];
  readonly width: number;
  /** The space before the word, if the word before stands in the same line. */
  readonly space: Piece | undefined;
  readonly spaceWidth: number;
  /** A line break comes before the word. */
  readonly breaks: boolean;
}

/**
 * Breaks spans into lines of at most `width`, ragged right, so that the sum of the squares of what lines leave empty is least
 * (the last line counts for nothing). A word that is wider than a line is broken inside.
 */
export function linesOf(spans: readonly Span[], width: number, measure: Measure, style?: Style): Line[] {
  const words = wordsOf(spans, width, measure, style);
  const cost: number[] = [0];
  const start: number[] = [0];
  for (let end = 1; end <= words.length; end++) {
    let filled = 0;
    let least = Infinity;
    for (let from = end - 1; from >= 0; from--) {
      const word = words[from]!;
      filled += word.width + (from === end - 1 ? 0 : words[from + 1]!.spaceWidth);
      if (filled > width && from < end - 1) break;
      const isLast = end === words.length || words[end]!.breaks;
      const total = cost[from]! + (isLast ? 0 : (width - filled) ** 2);
      if (total < least) {
        least = total;
        start[end] = from;
      }
      if (word.breaks) break;
    }
    cost[end] = least;
  }
  const lines: Line[] = [];
  for (let end = words.length; end > 0; end = start[end]!) lines.unshift(lineOf(words.slice(start[end], end), measure));
  return lines;
}

function wordsOf(spans: readonly Span[], width: number, measure: Measure, style: Style | undefined): Word[] {
  const words: Word[] = [];
  let pieces: Piece[] = [];
  let space: Piece | undefined;
  let breaks = false;
  const finish = (): void => {
    if (pieces.length === 0) return;
    const total = pieces.reduce((sum, piece) => sum + measure(piece.text, piece.style), 0);
    words.push({ pieces, width: total, space, spaceWidth: space ? measure(" ", space.style) : 0, breaks });
    pieces = [];
    space = undefined;
    breaks = false;
  };
  for (const span of spans) {
    const style_ = styleOf(span, style);
    // Short pieces of code stay in one line.
    const isWhole = span.code && measure(span.text, style_) <= width * 0.45;
    for (const part of isWhole ? [span.text] : span.text.split(/(\n| +)/)) {
      if (part === "") continue;
      if (part.trim() === "") {
        finish();
        space = { text: " ", style: style_, href: span.href };
        breaks ||= part === "\n";
        continue;
      }
      for (const text of fitting(part, width, style_, measure)) {
        const filled = pieces.reduce((sum, piece) => sum + measure(piece.text, piece.style), measure(text, style_));
        if (filled > width) finish();
        pieces.push({ text, style: style_, href: span.href });
      }
    }
  }
  finish();
  return words;
}

/** `word` itself, or where it is wider than a line, parts of it that are not. */
function fitting(word: string, width: number, style: Style, measure: Measure): string[] {
  if (measure(word, style) <= width) return [word];
  const parts: string[] = [];
  let part = "";
  for (const character of word) {
    if (part !== "" && measure(part + character, style) > width) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  return [...parts, part];
}

function lineOf(words: readonly Word[], measure: Measure): Line {
  const pieces: Piece[] = [];
  for (const [index, word] of words.entries()) {
    const parts = index > 0 && word.space ? [word.space, ...word.pieces] : word.pieces;
    for (const part of parts) {
      const last = pieces.at(-1);
      if (last !== undefined && last.style === part.style && last.href === part.href)
        pieces[pieces.length - 1] = { ...last, text: last.text + part.text };
      else pieces.push(part);
    }
  }
  let x = 0;
  const runs = pieces.map((piece): Run => {
    const run = { ...piece, x, width: measure(piece.text, piece.style) };
    x += run.width;
    return run;
  });
  return { runs, width: x };
}
