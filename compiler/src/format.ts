/**
 * Formats a program: two columns a level, one space where space belongs, lines of at most 100 columns where they can be broken,
 * groups at most one blank line apart. Comments stay, and so does what the program means. A declaration that has a
 * syntax error stays as it is, with all that stands below it.
 */
import type { CstNode, IToken } from "chevrotain";
import { choiceOf, findNode, isNode, spanOf } from "./cst.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { commentsIn } from "./format-comments.ts";
import { layOut } from "./format-document.ts";
import { documentOf, endOf, tokenLine, type TokenLine } from "./format-line.ts";
import { type ParsedLines, parseLines } from "./parse.ts";
import type { ReadLine } from "./parse-line.ts";
import * as t from "./tokens.ts";

const WIDTH = 100;

/** The text of a program as adg writes it. Formatting the result again gives the same. Never throws. */
export function format(text: string): string {
  // A second byte order mark is text that is no token; it must not become the first.
  const source = text.replace(/^\uFEFF(?!\uFEFF)/, "").replaceAll(/\r\n?/g, "\n");
  const parsed = parseLines(source);
  const formatted = new Formatter(source, parsed).run();
  // What is broken may reach over what is not, so that a line end more or less changes where it ends.
  if (parsed.diagnostics.length > 0 && !isSame(parsed, parseLines(formatted))) return source;
  return formatted;
}

/** Whether two texts have the same lines with the same tokens. Strings may be indented differently. */
function isSame(a: ParsedLines, b: ParsedLines): boolean {
  const shape = ({ lexed, lines, diagnostics }: ParsedLines) =>
    JSON.stringify([
      lexed.tokens.map(({ tokenType, image }) => (tokenType === t.Text ? tokenType.name : [tokenType.name, image])),
      lines.map(({ kind, line, node }) => [kind, line.first, line.tokens.length, node === undefined, line.doc]),
      diagnostics.map(({ code }) => code),
    ]);
  const textless = ({ lexed, ...rest }: ParsedLines): ParsedLines => ({
    ...rest,
    lexed: { ...lexed, tokens: lexed.tokens.filter(({ tokenType }) => tokenType !== t.TextChunk) },
  });
  return shape(textless(a)) === shape(textless(b));
}

/** A declaration and all lines below it. */
interface Chunk {
  readonly lines: readonly ReadLine[];
  /** Index of its first token, and of the first after it. */
  readonly first: number;
  readonly end: number;
  readonly broken: boolean;
}

interface Level {
  /** Columns before the line in the source. */
  readonly indent: number;
  readonly depth: number;
  /** Depth of the block below the line. */
  readonly inner: number;
}

class Formatter {
  readonly #text: string;
  readonly #parsed: ParsedLines;
  readonly #tokens: readonly IToken[];
  #out: string[] = [];
  /** The last line that was written opens a block. */
  #opened = true;
  /** The lines that the one that was written last stands in, and itself. */
  #levels: Level[] = [];

  constructor(text: string, parsed: ParsedLines) {
    this.#text = text;
    this.#parsed = parsed;
    this.#tokens = parsed.lexed.tokens;
  }

  run(): string {
    let at = 0;
    for (const chunk of this.#chunks()) at = chunk.broken ? this.#keep(chunk, at) : this.#chunk(chunk, at);
    this.#gap(this.#text.slice(at), undefined);
    const text = this.#out.join("\n");
    return text === "" || text.endsWith("\n") ? text : `${text}\n`;
  }

  #chunks(): readonly Chunk[] {
    const { lines, lexed, diagnostics } = this.#parsed;
    const starts = lines.flatMap(({ kind }, index) => (kind === "declaration" ? [index] : []));
    const lineStarts = new Map(lexed.lines.map(({ token, start }) => [token, start]));
    return starts.map((start, index) => {
      const next = starts[index + 1];
      const own = lines.slice(start, next);
      const first = lines[start]?.line.first ?? 0;
      const end = (next === undefined ? undefined : lines[next]?.line.first) ?? this.#tokens.length;
      const from = lineStarts.get(first) ?? 0;
      const to = (end < this.#tokens.length ? lineStarts.get(end) : undefined) ?? Number.POSITIVE_INFINITY;
      const told = diagnostics.some(({ span }) => span.start >= from && span.start < to);
      // What is wrong with a line that is cut off by another's mistake is told there.
      const broken = told || own.some(({ node }) => node === undefined);
      return { lines: own, first, end, broken };
    });
  }

  /** Writes a chunk, and what stands before it from `at` on. Answers where it ends. */
  #chunk(chunk: Chunk, at: number): number {
    let end = at;
    for (const read of chunk.lines) {
      const { tokens, indent } = read.line;
      this.#gap(this.#text.slice(end, tokens[0]?.startOffset), indent);
      while ((this.#levels.at(-1)?.indent ?? -1) >= indent) this.#levels.pop();
      const depth = this.#levels.at(-1)?.inner ?? 0;
      const last = tokens.at(-1);
      if (read.node === undefined || last === undefined) throw new Error("a line without errors has no tree");
      const written = this.#line(tokenLine(this.#text, tokens, read.node), read.node, depth);
      this.#out.push(...written.map(({ depth: own, text }) => `${"  ".repeat(own)}${text}`));
      this.#levels.push({ indent, depth, inner: (written.at(-1)?.depth ?? depth) + 1 });
      this.#opened = last.tokenType === t.Colon;
      end = endOf(last);
    }
    return end;
  }

  /** Writes a broken chunk as it is, with the comments that are indented below it. */
  #keep(chunk: Chunk, at: number): number {
    const first = this.#tokens[chunk.first];
    const last = this.#tokens[chunk.end - 1];
    if (first === undefined || last === undefined) return at;
    const start = this.#text.lastIndexOf("\n", first.startOffset - 1) + 1;
    this.#gap(this.#text.slice(at, first.startOffset), 0);
    let end = endOf(last);
    const next = this.#tokens[chunk.end]?.startOffset ?? this.#text.length;
    let length = 0;
    this.#text
      .slice(end, next)
      .split("\n")
      .forEach((line, index) => {
        length += line.length + (index > 0 ? 1 : 0);
        if (/^\s+\/\//.test(line) || (index === 0 && line.includes("//"))) end = endOf(last) + length;
      });
    this.#out.push(this.#text.slice(start, end).trimEnd());
    this.#levels = [];
    this.#opened = false;
    return end;
  }

  /** Writes the comments between two lines, and a blank line where there are some. `indent` is that of the line below. */
  #gap(gap: string, indent: number | undefined): void {
    for (const { text, place, column, apart } of commentsIn(gap)) {
      const last = this.#out.length - 1;
      if (place === "behind" && last >= 0) this.#out[last] = `${this.#out[last]} ${text}`;
      else {
        if (apart) this.#blankLine();
        this.#out.push("  ".repeat(this.#commentDepth(column, indent ?? 0)) + text);
        this.#opened = false;
      }
    }
    const below = gap.split("\n").slice(0, -1);
    if (indent !== undefined && below.length > 1 && below.at(-1)?.trim() === "") this.#blankLine();
  }

  #blankLine(): void {
    if (!this.#opened && this.#out.length > 0) this.#out.push("");
  }

  /** A comment belongs to the innermost block that it is not less deep than, and is not deeper than the line above or below. */
  #commentDepth(column: number, indent: number): number {
    const above = this.#levels.at(-1);
    if (above === undefined) return 0;
    if (indent > above.indent) return above.inner;
    return this.#levels.findLast((level) => level.indent <= Math.max(column, indent))?.depth ?? 0;
  }

  /** A logical line on one line where it fits, else its bodies in lines of their own, each with its depth. */
  #line(line: TokenLine, node: CstNode, depth: number): readonly Written[] {
    return this.#part(line, node, 0, line.tokens.length, depth);
  }

  #part(line: TokenLine, node: CstNode, from: number, to: number, depth: number): readonly Written[] {
    const text = layOut(documentOf(line, from, to), depth * 2, WIDTH);
    const { inline, otherwise } = bodiesOf(node);
    if (inline === undefined || isOneLine(text, depth)) return [{ depth, text }];
    const at = indexOf(line, inline);
    if (otherwise === undefined) {
      return [this.#head(line, from, at, depth), ...this.#part(line, inline, at, to, depth + 1)];
    }
    const split = indexOf(line, otherwise);
    const first = this.#head(line, from, split, depth);
    const branch = isOneLine(first.text, depth)
      ? [first]
      : [this.#head(line, from, at, depth), ...this.#part(line, inline, at, split, depth + 1)];
    return [...branch, ...this.#part(line, otherwise, split, to, depth)];
  }

  #head(line: TokenLine, from: number, to: number, depth: number): Written {
    return { depth, text: layOut(documentOf(line, from, to), depth * 2, WIDTH) };
  }
}

interface Written {
  readonly depth: number;
  readonly text: string;
}

function isOneLine(text: string, depth: number): boolean {
  return !text.includes("\n") && depth * 2 + text.length <= WIDTH;
}

/** The index of the first token of `node`. */
function indexOf(line: TokenLine, node: CstNode): number {
  const { start } = spanOf(node);
  return line.tokens.findIndex((token) => token.startOffset === start);
}

/** What stands on the line of its head: the body of the construct, and the `else` after that. */
function bodiesOf(node: CstNode): { readonly inline?: CstNode | undefined; readonly otherwise?: CstNode | undefined } {
  if (node.name === "declaration" || node.name === "member" || node.name === "statement") {
    const choice = choiceOf(node);
    return isNode(choice) ? bodiesOf(choice) : {};
  }
  if (node.name === "task") return { inline: findNode(node, "attribute") };
  if (node.name === "workflow") return { inline: findNode(node, "member") };
  const body = findNode(node, "body");
  return { inline: body && findNode(body, "statement"), otherwise: findNode(node, "elseBranches") };
}

/** What of the text cannot be read, and so is left as it is. */
export function syntaxErrors(text: string): readonly Diagnostic[] {
  return parseLines(text).diagnostics.filter(({ severity }) => severity === "error");
}
