import type { Span } from "./ast.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { isReserved } from "./tokens.ts";

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
      const lineEnd = /[\r\n]/g;
      lineEnd.lastIndex = Math.max(span.start, span.end - 1);
      const end = lineEnd.exec(text)?.index ?? text.length;
      return { start: Math.max(lastBefore(text, "\n", span.start), lastBefore(text, "\r", span.start)) + 1, end };
    });
    const lines = this.#lines.map((line) => text.slice(line.start, line.end));
    for (const line of lines) for (const [name] of line.matchAll(/[A-Za-z_][A-Za-z0-9_]*/g)) this.#names.add(name);
    this.#isNameLost = lines.some(losesName);
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
    const below = /[\r\n](?=[^\s])/g;
    below.lastIndex = end;
    return this.isIn({ start, end: below.exec(this.#text)?.index ?? this.#text.length });
  }

  /** Whether a line that could not be read may declare a name, which then hides what else bears it. */
  mayDeclare(name: string): boolean {
    return this.#isNameLost || this.#names.has(name);
  }

  /** Of what was found in the text, what is a mistake of its own. Warnings and hints wait until the text can be read. */
  withoutConsequences(found: readonly Diagnostic[]): readonly Diagnostic[] {
    if (this.isEmpty) return found;
    const isOnLine = ({ start }: Span) => this.#lines.some((line) => start >= line.start && start <= line.end);
    return found.filter(({ code, severity, span, related }) => {
      if (severity !== "error") return false;
      // What a broken line declares may not be meant to be that.
      if (code === "ADG2002" && related.some((place) => isOnLine(place.span))) return false;
      if (code === "ADG2001" && this.mayDeclare(this.#text.slice(span.start, span.end))) return false;
      return !isOnLine(span);
    });
  }
}

/** The offset of the last such sign before a place; -1 where there is none. */
function lastBefore(text: string, sign: string, place: number): number {
  return place === 0 ? -1 : text.lastIndexOf(sign, place - 1);
}

/** Whether a line begins a declaration and has something else where its name should be. */
function losesName(line: string): boolean {
  const head = /^\s*(task|workflow|type|input|let|import)\b\s*(.*)/.exec(line);
  const [, keyword, rest = ""] = head ?? [];
  if (keyword === undefined) return false;
  if (keyword !== "import") return !isNameFirst(rest);
  const names = /\{([^}]*)\}?/.exec(rest)?.[1] ?? "";
  return names.split(",").some((name) => !isNameFirst(name.trim()));
}

function isNameFirst(text: string): boolean {
  const word = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text)?.[0];
  return word !== undefined && !isReserved(word);
}
