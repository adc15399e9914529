import type * as ast from "../ast.ts";
import type { ProgramModule } from "../program.ts";
import type { MapSource } from "./code.ts";
import { lineStarts, position } from "./source-map.ts";

/** A file of the program that is emitted. */
export class SourceFile {
  readonly module: ProgramModule;
  readonly map: MapSource;
  /** Whether the output needs its URL, in the end. */
  isNamed = false;
  readonly #variable: string | undefined;
  readonly #lineStarts: readonly number[];

  constructor(module: ProgramModule, url: string, variable: string | undefined) {
    this.module = module;
    this.map = { url, text: module.text };
    this.#variable = variable;
    this.#lineStarts = lineStarts(module.text);
  }

  /** The variable of the output that holds the file's URL; `undefined` for the program's own file. */
  get variable(): string | undefined {
    this.isNamed = true;
    return this.#variable;
  }

  /** The line where a piece of the file starts, from 1. */
  lineOf(span: ast.Span): number {
    return position(this.#lineStarts, span.start).line + 1;
  }

  textOf(span: ast.Span): string {
    return this.module.text.slice(span.start, span.end);
  }
}
