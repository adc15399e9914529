/** Changes that leave a program as it is but for how it is written. */
import type * as ast from "../../ast.ts";
import type { Analysis } from "../../analyse.ts";
import { builtinFunctions } from "../../builtins.ts";
import type { Edit } from "../../diagnostic.ts";
import type { CheckedModule } from "../../program-of.ts";
import { isReserved } from "../../tokens.ts";
import type { Located } from "../path-at.ts";

export interface Refactoring {
  /** What is done, as a command: `Name the arguments`. */
  readonly title: string;
  readonly kind: "extract" | "inline" | "rewrite";
  /** No two of them meet. */
  readonly edits: readonly Edit[];
}

/** What is selected in a file without syntax errors. */
export interface Selected {
  readonly analysis: Analysis;
  readonly module: CheckedModule;
  readonly text: string;
  /** Without white space at its ends. */
  readonly span: ast.Span;
  /** The parts that its beginning is in, the outermost first. */
  readonly path: readonly Located[];
}

/** One edit of the file. */
export function edit({ module }: Selected, start: number, end: number, text: string): Edit {
  return { file: module.file.file, span: { start, end }, text };
}

export function textOf({ text }: Selected, { span }: Located): string {
  return text.slice(span.start, span.end);
}

/** The white space before the first sign of the line that a place is in. */
export function indentAt(text: string, offset: number): string {
  const start = lineStartAt(text, offset);
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}

export function lineStartAt(text: string, offset: number): number {
  return offset === 0 ? 0 : Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
}

/** Whether nothing but white space stands before a place in its line. */
export function isFirstInLine(text: string, offset: number): boolean {
  return text.slice(lineStartAt(text, offset), offset).trim() === "";
}

/** A name like the wanted one that stands for nothing in the file. */
export function freshName({ module }: Selected, wanted: string): string {
  const { symbols, module: declared } = module.checker;
  const taken = new Set([...symbols].flatMap(([name, symbol]) => [name.text, symbol.name]));
  const isTaken = (name: string): boolean =>
    taken.has(name) || declared.tasks.has(name) || declared.imports.has(name) || declared.inputs.has(name);
  const isWord = (name: string): boolean => builtinFunctions.has(name) || isReserved(name);
  let name = wanted;
  for (let count = 2; isTaken(name) || isWord(name); count++) name = `${wanted}_${count}`;
  return name;
}

/** The parts of a tree that are statements' bodies, as a path meets them. */
export function isBody(part: Located): part is ast.Body {
  return "statements" in part;
}
