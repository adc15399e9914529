/**
 * Text to tree. Every logical line is read for itself: a mistake costs its line and the block below it, and the next line of the
 * same or a lower level is read as if nothing had happened.
 */
import type * as ast from "./ast.ts";
import { type BelowDeclaration, buildAttribute, buildDeclaration, buildMember, type Member } from "./build-ast.ts";
import { buildStatement, type ElseLine, skipElseLines } from "./build-rule.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { LogicalLine } from "./layout.ts";
import { spanOf } from "./cst.ts";
import { MAXIMUM_BLOCKS, MAXIMUM_BRANCHES } from "./nesting.ts";
import type { Lexed } from "./lexer.ts";
import type { LineTree } from "./line-tree.ts";
import { LineParser, type ReadLine } from "./parse-line.ts";
import { Recent } from "./recent.ts";
import { salvageDeclaration, salvageStatement } from "./salvage.ts";
import * as t from "./tokens.ts";

/** What a pass gives: a value, however broken the program, and what is to be said about it. */
export interface Parsed {
  readonly value: ast.Module;
  readonly diagnostics: Diagnostic[];
}

/**
 * The tree of `text`, which is that of `file`. Never throws; the diagnostics are in the order of the text. `trees`: of lines that were
 * read before.
 */
export function parse(file: string, text: string, trees: Recent<LineTree> = new Recent()): Parsed {
  const lines = new LineParser(file, text, { trees });
  const declarations = new FileParser(lines).declarations();
  const value: ast.Module = {
    kind: "module",
    declarations,
    unread: lines.unread,
    span: { start: 0, end: text.length },
  };
  return { value, diagnostics: lines.diagnostics.sort((a, b) => a.span.start - b.span.start) };
}

/** The lines of a file as the parser reads them, with the tokens between which comments stand. */
export interface ParsedLines {
  readonly lexed: Lexed;
  readonly lines: readonly ReadLine[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses `text` for those who care how it is written: its lines, each with its concrete tree. */
export function parseLines(text: string): ParsedLines {
  const read: ReadLine[] = [];
  const lines = new LineParser("", text, { onRead: (line) => read.push(line) });
  new FileParser(lines).declarations();
  return { lexed: lines.lexed, lines: read, diagnostics: lines.diagnostics };
}

class FileParser {
  readonly #lines: LineParser;
  #blocks = 0;

  constructor(lines: LineParser) {
    this.#lines = lines;
  }

  declarations(): readonly ast.Declaration[] {
    return this.#level(-1, 0, (line) => {
      const node = this.#lines.parse("declaration", line);
      return node === undefined
        ? salvageDeclaration(line.tokens, line.doc)
        : buildDeclaration(node, this.#below(line), line.doc);
    });
  }

  /** What a builder may ask for below `line`. */
  #below(line: LogicalLine): BelowDeclaration {
    let elseLines = 0;
    return {
      statements: (colon) => this.#block(line, colon, "a statement", (inner) => this.#statement(inner)),
      members: (colon) => this.#block(line, colon, 'an "output", "start" or rule', (inner) => this.#member(inner)),
      attributes: (colon) => this.#attributes(line, colon),
      elseLine: () => this.#elseLine(line, ++elseLines),
    };
  }

  #statement(line: LogicalLine): ast.Statement | undefined {
    const node = this.#lines.parse("statement", line);
    const below = this.#below(line);
    if (node !== undefined) return buildStatement(node, below, "own-line", line.doc);
    // It may be a misspelt `if`.
    skipElseLines(below);
    return salvageStatement(line.tokens);
  }

  #member(line: LogicalLine): Member | undefined {
    const node = this.#lines.parse("member", line);
    if (node !== undefined) return buildMember(node, this.#below(line), line.doc);
    const salvaged = salvageDeclaration(line.tokens, line.doc);
    return salvaged?.kind === "output" ? salvaged : undefined;
  }

  #attributes(line: LogicalLine, colon: ast.Span): { attributes: readonly ast.Attribute[]; broken: boolean } {
    let broken = false;
    const attributes = this.#block(line, colon, "an attribute", (inner) => {
      const node = this.#lines.parse("attribute", inner);
      broken ||= node === undefined;
      return node && buildAttribute(node);
    });
    return { attributes, broken: broken || attributes.length === 0 };
  }

  /** `count`: which one it is below `line`, from 1. */
  #elseLine(line: LogicalLine, count: number): ElseLine | undefined {
    const next = this.#lines.reader.peek();
    const token = this.#lines.reader.peekToken();
    if (next?.indent !== line.indent || token?.tokenType !== t.Else) return undefined;
    if (count >= MAXIMUM_BRANCHES) {
      if (count === MAXIMUM_BRANCHES)
        this.#lines.unexpected(spanOf(token), "", `at most ${MAXIMUM_BRANCHES} branches of one "if"`);
      const surplus = this.#lines.reader.read();
      this.#lines.leaveOut(surplus, surplus.first + surplus.tokens.length);
      return { branches: undefined };
    }
    this.#lines.reportTab(next);
    return { branches: this.#lines.parse("elseBranches", this.#lines.reader.read()) };
  }

  /** The lines of the indented block that the `:` at `colon` opens below `line`. */
  #block<T>(
    line: LogicalLine,
    colon: ast.Span,
    content: string,
    read: (line: LogicalLine) => T | undefined,
  ): readonly T[] {
    const first = this.#lines.reader.peek();
    if (first === undefined || first.indent <= line.indent) {
      this.#lines.unexpected(
        { start: colon.end, end: colon.end },
        "the end of the line",
        `${content} on this line or in an indented block below`,
      );
      return [];
    }
    if (this.#blocks === MAXIMUM_BLOCKS) {
      this.#lines.unexpected(colon, "", `at most ${MAXIMUM_BLOCKS} blocks inside each other`);
      this.#lines.leaveOut(line, line.first + line.tokens.length);
      return [];
    }
    this.#blocks++;
    const items = this.#level(line.indent, first.indent, read);
    this.#blocks--;
    return items;
  }

  /** What `read` makes of each line that is deeper than `around`; they should all stand at `level`. */
  #level<T>(around: number, level: number, read: (line: LogicalLine) => T | undefined): readonly T[] {
    const items: T[] = [];
    let expected = level;
    let odd: number | undefined;
    for (;;) {
      const next = this.#lines.reader.peek();
      if (next === undefined || next.indent <= around) return items;
      const reported = this.#lines.reportTab(next);
      if (next.indent === expected) odd = undefined;
      else {
        // A line that is deeper than one at a wrong level belongs to the same mistake.
        if (!reported && (odd === undefined || next.indent < odd))
          this.#lines.reportLevel(next, next.indent > expected);
        odd = Math.min(odd ?? next.indent, next.indent);
        if (next.indent < expected) expected = next.indent;
      }
      const item = read(this.#lines.reader.read(odd === undefined && !reported ? "in-its-block" : "misplaced"));
      if (item !== undefined) items.push(item);
    }
  }
}
