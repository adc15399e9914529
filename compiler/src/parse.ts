/**
 * Text to tree. Every logical line is read for itself: a mistake costs its line and the block below it, and the next line of the
 * same or a lower level is read as if nothing had happened.
 */
import { createTokenInstance, type CstNode, type IRecognitionException, type IToken, tokenMatcher } from "chevrotain";
import type * as ast from "./ast.ts";
import { type BelowDeclaration, buildAttribute, buildDeclaration, buildMember, type Member } from "./build-ast.ts";
import { buildStatement, type ElseLine } from "./build-rule.ts";
import { diagnose } from "./catalogue.ts";
import { spanOf } from "./cst.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { Grammar } from "./grammar.ts";
import { LineReader, type LogicalLine } from "./layout.ts";
import { lex, type PhysicalLine, UNTERMINATED } from "./lexer.ts";
import { findTooDeep, MAXIMUM_BLOCKS } from "./nesting.ts";
import { salvageDeclaration, salvageStatement } from "./salvage.ts";
import { expectedAt, foundAt, isEnd, lacksColon } from "./syntax-error.ts";
import * as t from "./tokens.ts";

/** What a pass gives: a value, however broken the program, and what is to be said about it. */
export interface Parsed {
  readonly value: ast.Module;
  readonly diagnostics: Diagnostic[];
}

/** The tree of `text`, which is that of `file`. Never throws; diagnostics are in the order of the text. */
export function parse(file: string, text: string): Parsed {
  const parser = new FileParser(file, text);
  const value = parser.module();
  return { value, diagnostics: parser.diagnostics.sort((a, b) => a.span.start - b.span.start) };
}

type Entry = "declaration" | "member" | "statement" | "attribute" | "elseBranches";

/** Built once: the analysis of the grammar takes longer than most files. */
let shared: Grammar | undefined;

class FileParser {
  readonly diagnostics: Diagnostic[];
  readonly #file: string;
  readonly #text: string;
  readonly #reader: LineReader;
  readonly #grammar = (shared ??= new Grammar({ skipValidations: true }));
  readonly #unread = new Set<string>();
  #blocks = 0;

  constructor(file: string, text: string) {
    const lexed = lex(file, text);
    this.#file = file;
    this.#text = text;
    this.#reader = new LineReader(lexed);
    this.diagnostics = [...lexed.diagnostics];
  }

  module(): ast.Module {
    const declarations = this.#lines(-1, 0, (line) => {
      const node = this.#read("declaration", line);
      return node === undefined
        ? salvageDeclaration(line.tokens, line.doc)
        : buildDeclaration(node, this.#below(line), line.doc);
    });
    return { kind: "module", declarations, unread: this.#unread, span: { start: 0, end: this.#text.length } };
  }

  /** What a builder may ask for below `line`. */
  #below(line: LogicalLine): BelowDeclaration {
    return {
      statements: (colon) => this.#block(line, colon, "a statement", (inner) => this.#statement(inner)),
      members: (colon) => this.#block(line, colon, 'an "output", "start" or rule', (inner) => this.#member(inner)),
      attributes: (colon) => this.#attributes(line, colon),
      elseLine: () => this.#elseLine(line),
    };
  }

  #statement(line: LogicalLine): ast.Statement | undefined {
    const node = this.#read("statement", line);
    return node === undefined
      ? salvageStatement(line.tokens)
      : buildStatement(node, this.#below(line), "own-line", line.doc);
  }

  #member(line: LogicalLine): Member | undefined {
    const node = this.#read("member", line);
    if (node !== undefined) return buildMember(node, this.#below(line), line.doc);
    const salvaged = salvageDeclaration(line.tokens, line.doc);
    return salvaged?.kind === "output" ? salvaged : undefined;
  }

  #attributes(line: LogicalLine, colon: ast.Span): { attributes: readonly ast.Attribute[]; broken: boolean } {
    let broken = false;
    const attributes = this.#block(line, colon, "an attribute", (inner) => {
      const node = this.#read("attribute", inner);
      broken ||= node === undefined;
      return node && buildAttribute(node);
    });
    return { attributes, broken: broken || attributes.length === 0 };
  }

  #elseLine(line: LogicalLine): ElseLine | undefined {
    if (this.#reader.peek()?.indent !== line.indent) return undefined;
    if (this.#reader.peekToken()?.tokenType !== t.Else) return undefined;
    this.#reportTab(this.#reader.peek());
    return { branches: this.#read("elseBranches", this.#reader.read()) };
  }

  /** The lines of the indented block that the `:` at `colon` opens below `line`. */
  #block<T>(
    line: LogicalLine,
    colon: ast.Span,
    content: string,
    read: (line: LogicalLine) => T | undefined,
  ): readonly T[] {
    const first = this.#reader.peek();
    if (first === undefined || first.indent <= line.indent) {
      this.#unexpected({ start: colon.end, end: colon.end }, "the end of the line", `${content} on this line or in an indented block below`);
      return [];
    }
    if (this.#blocks === MAXIMUM_BLOCKS) {
      this.#unexpected(this.#firstSpan(), "", `at most ${MAXIMUM_BLOCKS} blocks inside each other`);
      this.#leaveOut(line, Number.POSITIVE_INFINITY);
      return [];
    }
    this.#blocks++;
    const items = this.#lines(line.indent, first.indent, read);
    this.#blocks--;
    return items;
  }

  /** What `read` makes of each line that is deeper than `around`; they should all stand at `level`. */
  #lines<T>(around: number, level: number, read: (line: LogicalLine) => T | undefined): readonly T[] {
    const items: T[] = [];
    let expected = level;
    let odd: number | undefined;
    for (let next = this.#reader.peek(); next !== undefined && next.indent > around; next = this.#reader.peek()) {
      const reported = this.#reportTab(next);
      if (next.indent === expected) odd = undefined;
      else {
        if (!reported && next.indent !== odd) this.#reportLevel(next, next.indent > expected);
        odd = next.indent;
        if (next.indent < expected) expected = next.indent;
      }
      const wanted = odd === undefined || this.#reader.peekToken()?.tokenType !== t.Else;
      const line = this.#reader.read();
      const item = wanted ? read(line) : undefined;
      if (!wanted) this.#leaveOut(line, line.first);
      if (item !== undefined) items.push(item);
    }
    return items;
  }
}
