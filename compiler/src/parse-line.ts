/** One line of a file at a time to a concrete tree, and what is wrong with a line that has none. */
import {
  createTokenInstance,
  type CstNode,
  type IRecognitionException,
  type IToken,
  tokenMatcher,
  type TokenType,
} from "chevrotain";
import type { Span } from "./ast.ts";
import { diagnose } from "./catalogue.ts";
import { spanOf } from "./cst.ts";
import type { Diagnostic, Fix } from "./diagnostic.ts";
import { Grammar } from "./grammar.ts";
import { isCloser, LineReader, type LogicalLine } from "./layout.ts";
import { LineTree } from "./line-tree.ts";
import type { Recent } from "./recent.ts";
import { lex, type Lexed, MAXIMUM_DIAGNOSTICS, type PhysicalLine, UNTERMINATED } from "./lexer.ts";
import { findTooDeep } from "./nesting.ts";
import { ownWriting } from "./own-writing.ts";
import { COLON_OF_TASK, expectedAt, foundAt, isEnd, lacksColon, missingSign } from "./syntax-error.ts";
import * as t from "./tokens.ts";

/** What a line may be, by where it stands. */
export type LineKind = "declaration" | "member" | "statement" | "attribute" | "elseBranches";

/** A line as it was read. */
export interface ReadLine {
  readonly kind: LineKind;
  readonly line: LogicalLine;
  /** Absent where it is broken. */
  readonly node: CstNode | undefined;
}

/** Built once: the analysis of the grammar takes longer than most files do. */
let grammar: Grammar | undefined;

function theGrammar(): Grammar {
  return (grammar ??= new Grammar({ skipValidations: true }));
}

export class LineParser {
  readonly reader: LineReader;
  readonly diagnostics: Diagnostic[];
  /** The names in lines that were left out. */
  readonly unread = new Set<string>();
  /** All tokens of the file, and where its lines begin. */
  readonly lexed: Lexed;
  readonly #file: string;
  readonly #trees: Recent<LineTree> | undefined;
  readonly #onRead: (read: ReadLine) => void;
  readonly #grammar = theGrammar();

  /**
   * `onRead` is told of each line, in the order of the text. `trees`: of lines that were read before; with them, the tree of a line is
   * good until the next line of the same depth is read.
   */
  constructor(
    file: string,
    text: string,
    { onRead = () => {}, trees }: { onRead?: (read: ReadLine) => void; trees?: Recent<LineTree> | undefined } = {},
  ) {
    this.lexed = lex(file, text);
    this.#file = file;
    this.#trees = trees;
    this.#onRead = onRead;
    this.reader = new LineReader(this.lexed);
    this.diagnostics = [...this.lexed.diagnostics];
  }

  /** The tree of `line`. `undefined`: it is broken; that is reported, and the block below it is left out with it. */
  parse(kind: LineKind, line: LogicalLine): CstNode | undefined {
    const node = this.#parse(kind, line);
    this.#onRead({ kind, line, node });
    return node;
  }

  #parse(kind: LineKind, line: LogicalLine): CstNode | undefined {
    const unterminated = line.tokens.findIndex((token) => token.payload === UNTERMINATED);
    if (unterminated >= 0) return this.leaveOut(line, line.first + unterminated + 1);
    const tooDeep = findTooDeep(line.tokens);
    if (tooDeep !== undefined) {
      this.unexpected(spanOf(tooDeep.token), "", tooDeep.expected);
      return this.leaveOut(line, line.first + line.tokens.indexOf(tooDeep.token));
    }
    const { node, error } = this.#read(kind, line);
    if (error === undefined) {
      const mended = this.#withBlock(kind, line);
      if (mended === undefined) return node;
      const last = line.tokens.at(-1);
      // What is below may be the rest of a head that has lost a bracket.
      const isBlock = this.#isAttributeNext();
      this.#unexpectedEnd(last, COLON_OF_TASK, isBlock ? [this.#add(":", last)] : []);
      return isBlock ? mended : this.leaveOut(line, line.first + line.tokens.length);
    }
    const at = isEnd(error.token) ? line.tokens.length : line.tokens.indexOf(error.token);
    const expected = expectedAt(error);
    if (line.misplaced) return this.leaveOut(line, line.first + at);
    // A "where" below belongs to the head, whose block is then further down.
    const isWhole = this.reader.peekToken()?.tokenType !== t.Where;
    const mended = lacksColon(error) && isWhole ? this.#withColon(kind, line) : undefined;
    const fixes = mended === undefined ? this.#fixesFor(kind, line, error, at) : [this.#add(":", line.tokens.at(-1))];
    if (this.#isAtLineEnd(line, at)) this.#unexpectedEnd(line.tokens[at - 1], expected, fixes);
    else {
      const written = ownWriting(error.token, line.tokens[at + 1]);
      this.unexpected(spanOf(error.token), foundAt(error.token), expected, { fixes, written });
    }
    return mended ?? this.leaveOut(line, line.first + at);
  }

  /** To write the sign that is missing, if the line can then be read. Where a bracket closes is not sure. */
  #fixesFor(kind: LineKind, line: LogicalLine, error: IRecognitionException, at: number): readonly Fix[] {
    const sign = missingSign(error);
    const before = line.tokens[at - 1];
    if (sign === undefined || before === undefined) return [];
    const inserted = signAt(sign, endOf(before));
    this.#tree(kind, line.tokens.toSpliced(at, 0, inserted));
    return this.#grammar.errors.length === 0 ? [this.#add(inserted.image, before)] : [];
  }

  #add(sign: string, before: IToken | undefined): Fix {
    const end = endOf(before);
    const edits = [{ file: this.#file, span: { start: end, end }, text: sign }];
    return { title: `Add "${sign}"`, applicability: sign === ":" ? "safe" : "suggested", edits };
  }

  /** A line that could end here, but has a block below that only its missing `:` would open: `task a() -> int`. */
  #withBlock(kind: LineKind, line: LogicalLine): CstNode | undefined {
    return line.tokens.at(-1)?.tokenType === t.Colon ? undefined : this.#withColon(kind, line);
  }

  #isAttributeNext(): boolean {
    const next = this.reader.peekToken();
    return next !== undefined && attributeWords.some((word) => tokenMatcher(next, word));
  }

  /** The tree of `line` with a `:` at its end, if the block below it tells that there should be one. */
  #withColon(kind: LineKind, line: LogicalLine): CstNode | undefined {
    if ((this.reader.peek()?.indent ?? 0) <= line.indent) return undefined;
    const node = this.#tree(kind, [...line.tokens, signAt(t.Colon, endOf(line.tokens.at(-1)))]);
    return this.#grammar.errors.length === 0 ? node : undefined;
  }

  /** Goes on after a broken line, not before the token at `from`. */
  leaveOut(line: LogicalLine, from: number): undefined {
    for (const token of this.reader.skipBroken(line, from)) {
      if (tokenMatcher(token, t.Name)) this.unread.add(token.image);
    }
  }

  /** `written`: how adg writes what was probably meant. */
  unexpected(
    span: Span,
    found: string,
    expected: string,
    { fixes = [], written }: { readonly fixes?: readonly Fix[]; readonly written?: string | undefined } = {},
  ): void {
    this.#report(diagnose("ADG1001", { file: this.#file, span }, { found, expected, written }, { fixes }));
  }

  #unexpectedEnd(last: IToken | undefined, expected: string, fixes: readonly Fix[]): void {
    const end = endOf(last);
    this.unexpected({ start: end, end }, "the end of the line", expected, { fixes });
  }

  /** Reports a tab in the indentation of a line. Whether there is one. */
  reportTab(line: PhysicalLine): boolean {
    const { tab } = line;
    if (tab === undefined) return false;
    const indentation = { start: line.start, end: this.lexed.list.at(line.token)?.startOffset ?? tab + 1 };
    const edit = { file: this.#file, span: indentation, text: " ".repeat(line.indent) };
    const fix: Fix = { title: "Indent with spaces", applicability: "safe", edits: [edit] };
    this.#indentation({ start: tab, end: tab + 1 }, "Indentation is spaces, but here is a tab", [fix]);
    return true;
  }

  /** Reports that a line is deeper or less deep than the lines around it. */
  reportLevel(line: PhysicalLine, deeper: boolean): void {
    const problem = deeper
      ? "This line is indented deeper than the one it belongs to, but no block is open here"
      : "This line is indented less than its block, but no block around it is that deep";
    this.#indentation({ start: line.start, end: line.start + line.indent }, problem);
  }

  #indentation(span: Span, problem: string, fixes: readonly Fix[] = []): void {
    this.#report(diagnose("ADG1002", { file: this.#file, span }, { problem }, { fixes }));
  }

  #report(diagnostic: Diagnostic): void {
    if (this.diagnostics.length < MAXIMUM_DIAGNOSTICS) this.diagnostics.push(diagnostic);
    else this.reader.stop();
  }

  /** The tree of a line and its first error. One without errors is the same for all lines of tokens of the same kinds. */
  #read(
    kind: LineKind,
    { tokens, indent }: LogicalLine,
  ): { readonly node: CstNode; readonly error: IRecognitionException | undefined } {
    // Several lines of "else" are held at once.
    const trees = kind === "elseBranches" || tokens.length > MAXIMUM_SHAPE ? undefined : this.#trees;
    const shape = trees === undefined ? "" : shapeOf(kind, indent, tokens);
    const known = trees?.get(shape);
    if (known !== undefined) return { node: known.lend(tokens), error: undefined };
    const node = this.#tree(kind, tokens);
    const [error] = this.#grammar.errors;
    if (error === undefined) trees?.set(shape, new LineTree(node, tokens));
    return { node, error };
  }

  #tree(kind: LineKind, tokens: IToken[]): CstNode {
    this.#grammar.input = tokens;
    return this.#grammar[kind]();
  }

  /** Whether what is wrong is that the text ends before the token at `at`, which begins a line that could stand for itself. */
  #isAtLineEnd(line: LogicalLine, at: number): boolean {
    const token = line.tokens[at];
    if (token === undefined) return true;
    const physical = at > 0 ? this.reader.findLineAt(line.first + at) : undefined;
    return physical !== undefined && physical.indent <= line.indent && !isCloser(token.tokenType);
  }
}

/** Whether a line can begin with these tokens. */
export function canBegin(kind: LineKind, tokens: IToken[]): boolean {
  const reader = theGrammar();
  reader.input = tokens;
  reader[kind]();
  const [error] = reader.errors;
  return error === undefined || isEnd(error.token);
}

/** Lines of more tokens are hardly ever alike, and what they are made of would be an argument too many. */
const MAXIMUM_SHAPE = 1000;

/**
 * Lines of one shape have trees that differ in their tokens alone. The depth is part of it: a line that another stands in the block of
 * is still held while that one is read.
 */
function shapeOf(kind: LineKind, indent: number, tokens: readonly IToken[]): string {
  return `${kind} ${indent} ${String.fromCharCode(...tokens.map((token) => token.tokenTypeIdx))}`;
}

/** What an attribute may begin with. */
const attributeWords = [t.SettingWord, t.Sh, t.Python, t.Celery, t.Retry, t.Rate, t.At, t.On, t.Cache, t.Env, t.Secret];

function endOf(token: IToken | undefined): number {
  return token === undefined ? 0 : spanOf(token).end;
}

/** A sign that is not there, as a token. */
function signAt(type: TokenType, offset: number): IToken {
  const none = Number.NaN;
  return createTokenInstance(type, type.name, offset, offset - 1, none, none, none, none);
}
