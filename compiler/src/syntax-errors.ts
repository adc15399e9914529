import type { Span } from "./ast.ts";
import type { Diagnostic } from "./diagnostic.ts";

/**
 * The syntax errors of a text, and what must not be said because of them: what is said about a line that could not be read,
 * or about a name that such a line may declare, is a consequence of the same mistake.
 */
export class SyntaxErrors {
  readonly #text: string;
  readonly #errors: readonly Diagnostic[];
  /** Where each line that could not be read begins and ends. */
  readonly #lines: readonly Span[];
  readonly #names = new Set<string>();
  /** A declaration has lost its name: then any name that is unknown may be that one. */
  readonly #isNameLost: boolean;

  constructor(text: string, errors: readonly Diagnostic[]) {
    this.#text = text;
    this.#errors = errors;
    this.#lines = errors.map(({ span }) => {
      const end = text.indexOf("\n", Math.max(span.start, span.end - 1));
      return { start: text.lastIndexOf("\n", span.start - 1) + 1, end: end < 0 ? text.length : end };
    });
    const lines = this.#lines.map((line) => text.slice(line.start, line.end));
    for (const line of lines) for (const [name] of line.matchAll(/[A-Za-z_][A-Za-z0-9_]*/g)) this.#names.add(name);
    this.#isNameLost = lines.some((line) => /^\s*(?:task|workflow|type|input)\s*(?:[^\sA-Za-z_]|$)/.test(line));
  }

  get isEmpty(): boolean {
    return this.#errors.length === 0;
  }

  /** Whether one of them is in the range. */
  isIn({ start, end }: Span): boolean {
    return this.#errors.some((error) => error.span.start >= start && error.span.start <= end);
  }

  /** Whether one of them is in a declaration, or in the indented lines below that the parser may have left out of it. */
  isInBlock({ start, end }: Span): boolean {
    if (this.isEmpty) return false;
    const below = /\n(?=[^\s])/g;
    below.lastIndex = end;
    return this.isIn({ start, end: below.exec(this.#text)?.index ?? this.#text.length });
  }

  /** Of what was found in the text, what is a mistake of its own. Warnings and hints wait until the text can be read. */
  withoutConsequences(found: readonly Diagnostic[]): readonly Diagnostic[] {
    if (this.isEmpty) return found;
    return found.filter(({ code, severity, span }) => {
      if (severity !== "error") return false;
      if (code === "ADG2001" && (this.#isNameLost || this.#names.has(this.#text.slice(span.start, span.end))))
        return false;
      return !this.#lines.some((line) => span.start >= line.start && span.start <= line.end);
    });
  }
}
