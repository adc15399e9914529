import type { Span, TextLiteral, TextPart } from "../ast.ts";
import { HOLE } from "./shell-reader.ts";

/** The command that an `sh` text makes, with one character for each hole. */
export interface ShellText {
  readonly text: string;
  /** Offset of each hole → its index. */
  readonly holes: ReadonlyMap<number, number>;
  /** The place in the `.adg` file of a range of the command. */
  readonly spanOf: (start: number, end: number) => Span;
}

/** The command of a literal; `source` is the whole text of the file that it stands in. */
export function shellTextOf(literal: TextLiteral, source: string): ShellText {
  let text = "";
  const holes = new Map<number, number>();
  for (const part of literal.parts) {
    if (part.kind === "hole") {
      holes.set(text.length, holes.size);
      text += HOLE;
    } else text += part.value;
  }
  const spanOf = (start: number, end: number): Span => {
    // Asked for only where something is wrong.
    const places = literal.parts.flatMap((part) =>
      part.kind === "hole" ? [part.span] : placesOf(part, source, literal.triple),
    );
    const first = places[start];
    const last = places[Math.max(start, end - 1)];
    return first === undefined || last === undefined
      ? literal.span
      : { start: first.start, end: Math.max(first.end, last.end) };
  };
  return { text, holes, spanOf };
}

/**
 * Where each character of a chunk stands: escapes are longer in the file, and the indentation of a `"""` text stands only there.
 * A chunk that does not match the file is one place.
 */
function placesOf(chunk: Extract<TextPart, { kind: "chunk" }>, source: string, triple: boolean): readonly Span[] {
  const places: Span[] = [];
  let at = chunk.span.start;
  for (const char of chunk.value) {
    while (lengthAt(source, at, triple, char) === undefined && /[ \t\r\n]/.test(source.charAt(at))) at++;
    const length = lengthAt(source, at, triple, char);
    if (length === undefined || at >= chunk.span.end) return Array.from(chunk.value.split(""), () => chunk.span);
    for (let unit = 0; unit < char.length; unit++) places.push({ start: at, end: at + length });
    at += length;
  }
  return places;
}

/** How many characters of the file stand for this one, if it stands there. */
function lengthAt(source: string, at: number, triple: boolean, char: string): number | undefined {
  if (source.startsWith("\\#{", at) && char === "#") return 2;
  if (!triple && source.charAt(at) === "\\") {
    const unicode = /\\u\{[0-9A-Fa-f]*\}/y;
    unicode.lastIndex = at;
    return unicode.exec(source)?.[0].length ?? 2;
  }
  return source.startsWith(char, at) ? char.length : undefined;
}
