/**
 * Emitted text as a value: pieces, of which some are for types only and some belong to a place in the source. Parts of the
 * emitter make pieces and put them together; `print` alone knows positions.
 */
import type { Span } from "../ast.ts";

/** A file that output was made from. One object for each. */
export interface MapSource {
  /** How the output's folder sees it. */
  readonly url: string;
  readonly text: string;
}

/** A piece of emitted text. Pieces are values: one may stand in several places. */
export type Code =
  | string
  | readonly Code[]
  /** Text that only TypeScript has; JavaScript has spaces of the same length. */
  | { readonly kind: "types"; readonly code: Code }
  /** Text that stands for a range of the source. */
  | { readonly kind: "at"; readonly span: Span; readonly code: Code }
  /** Text in which places are of this source. */
  | { readonly kind: "from"; readonly source: MapSource; readonly code: Code }
  | Block;

/** `open`, then each line on a line of its own, one step further in, then `close`. */
export interface Block {
  readonly kind: "block";
  readonly open: Code;
  readonly lines: readonly Code[];
  readonly close: Code;
}

/** Pieces by template: ``code`const ${name} = ${value};` ``. */
export function code(texts: TemplateStringsArray, ...pieces: readonly Code[]): Code {
  return texts.flatMap((text, i) => {
    const piece = pieces[i];
    return piece === undefined ? [text] : [text, piece];
  });
}

/** Marks text that JavaScript has not. */
export function types(texts: TemplateStringsArray, ...pieces: readonly Code[]): Code {
  return { kind: "types", code: code(texts, ...pieces) };
}

/** Marks what the text at the span became. */
export function placed(span: Span, piece: Code): Code {
  return { kind: "at", span, code: piece };
}

/** Says which source the places of a piece are in. */
export function from(source: MapSource, piece: Code): Code {
  return { kind: "from", source, code: piece };
}

/** A block of lines between brackets; `close` may go on, as in `});`. */
export function block(open: Code, lines: readonly Code[], close: Code): Code {
  return { kind: "block", open, lines, close };
}

/** The pieces with a separator between them. */
export function joined(pieces: readonly Code[], separator: Code): Code {
  return pieces.flatMap((piece, i) => (i === 0 ? [piece] : [separator, piece]));
}

/** The text of a piece on one line: what tells whether two pieces say the same. */
export function textOf(piece: Code): string {
  if (typeof piece === "string") return piece;
  if ("kind" in piece) {
    return piece.kind === "block"
      ? [piece.open, ...piece.lines, piece.close].map(textOf).join(" ")
      : textOf(piece.code);
  }
  return piece.map(textOf).join("");
}

/** A string of the output's language, on one line. */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** A name as a member: `.name`, or `["name"]` where it is no identifier. */
export function dotted(name: string): string {
  return isIdentifier(name) ? `.${name}` : `[${quoted(name)}]`;
}

/** A name as a field of a record: `name`, or `"name"` where it is no identifier. `__proto__` would set the prototype. */
export function fieldName(name: string): string {
  if (name === "__proto__") return `["__proto__"]`;
  return isIdentifier(name) ? name : quoted(name);
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/** `{ a: 1, b: 2 }`, or `{}`. */
export function recordOf(fields: readonly (readonly [name: string, value: Code])[]): Code {
  if (fields.length === 0) return "{}";
  const written = fields.map(([name, value]) => (textOf(value) === name ? name : code`${fieldName(name)}: ${value}`));
  return code`{ ${joined(written, ", ")} }`;
}
