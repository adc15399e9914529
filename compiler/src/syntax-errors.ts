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
  /** Where a declaration that has lost its name is in sight: any name there that is unknown may be that one. */
  readonly #lost: readonly Span[];

  constructor(text: string, errors: readonly Diagnostic[]) {
    this.#text = text;
    this.#errors = errors;
    this.#lines = errors.map(({ span }) => {
      const lineEnd = /[\r\n]/g;
      lineEnd.lastIndex = Math.max(span.start, span.end - 1);
      const end = lineEnd.exec(text)?.index ?? text.length;
      return { start: Math.max(lastBefore(text, "\n", span.start), lastBefore(text, "\r", span.start)) + 1, end };
    });
    const textOf = ({ start, end }: Span): string => text.slice(start, end);
    for (const line of this.#lines)
      for (const [name] of textOf(line).matchAll(/[A-Za-z_][A-Za-z0-9_]*/g)) this.#names.add(name);
    const everywhere = { start: 0, end: text.length };
    this.#lost = this.#lines
      .filter((line) => losesName(textOf(line)))
      .map((line) => (/^\s*let\b/.test(textOf(line)) ? blockAround(text, line) : everywhere));
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

  /** Whether a line that could not be read may declare a name, which then hides what else bears it. `at`: where it is used. */
  mayDeclare(name: string, at?: Span): boolean {
    if (this.#names.has(name)) return true;
    return this.#lost.some(({ start, end }) => at === undefined || (start <= at.start && at.start <= end));
  }

  /** Of what was found in the text, what is a mistake of its own. Warnings and hints wait until the text can be read. */
  withoutConsequences(found: readonly Diagnostic[]): readonly Diagnostic[] {
    if (this.isEmpty) return isReadable(found) ? found : found.filter(({ severity }) => severity === "error");
    const isOnLine = ({ start }: Span) => this.#lines.some((line) => start >= line.start && start <= line.end);
    return found.filter(({ code, severity, span, related }) => {
      if (severity !== "error") return false;
      // What a broken line declares may not be meant to be that.
      if (code === "ADG2002" && related.some((place) => isOnLine(place.span))) return false;
      if (code === "ADG2001" && this.mayDeclare(this.#text.slice(span.start, span.end), span)) return false;
      return !isOnLine(span);
    });
  }
}

/** Whether nothing is said of how the text is written: what stands in quotes is read last. */
function isReadable(found: readonly Diagnostic[]): boolean {
  return !found.some(({ code }) => code.startsWith("ADG1"));
}

/** The offset of the last such sign before a place; -1 where there is none. */
function lastBefore(text: string, sign: string, place: number): number {
  return place === 0 ? -1 : text.lastIndexOf(sign, place - 1);
}

/** The declaration that a line stands in: from the line before it that is not indented to the next one. */
function blockAround(text: string, { start, end }: Span): Span {
  const heads = [...text.slice(0, start).matchAll(/^\S/gm)];
  const next = /[\r\n]\S/g;
  next.lastIndex = end;
  return { start: heads.at(-1)?.index ?? 0, end: next.exec(text)?.index ?? text.length };
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
