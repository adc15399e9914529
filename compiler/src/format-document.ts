/**
 * Documents that know where they may be broken, and their layout in a given width. The algorithm is Wadler's ("A prettier
 * printer", 2003) in the form that Prettier uses: a group stands on one line if all of it does, else all its own lines break.
 */

/** What can be laid out. */
export type Document =
  | string
  | readonly Document[]
  /** A line end; on one line a space, or nothing. `always` is never on one line. */
  | { readonly kind: "line"; readonly flat: " " | "" | "always" }
  | { readonly kind: "nest"; readonly columns: number; readonly content: Document }
  | { readonly kind: "group"; readonly content: Document; readonly broken: boolean }
  /** A comment: it comes to stand at the end of the line that is being written. */
  | { readonly kind: "suffix"; readonly text: string }
  /** Text over several lines, which depend on the indentation of the line it begins in. */
  | { readonly kind: "block"; readonly at: (indent: number) => string };

/** A line end that is a space where its group stands on one line. */
export const line: Document = { kind: "line", flat: " " };
/** A line end that is nothing where its group stands on one line. */
export const softLine: Document = { kind: "line", flat: "" };
/** A line end wherever it stands. */
export const hardLine: Document = { kind: "line", flat: "always" };

/** Line ends in `content` are followed by this many more columns. */
export function nest(columns: number, content: Document): Document {
  return { kind: "nest", columns, content };
}

/** Stands on one line where it can: where it fits and nothing in it ends a line. */
export function group(content: Document, options: { readonly broken?: boolean } = {}): Document {
  return { kind: "group", content, broken: options.broken === true || breaks(content) };
}

/** As a group, but its own line ends depend only on whether what comes first fits, not on line ends of what is inside. */
export function fill(content: Document): Document {
  return { kind: "group", content, broken: false };
}

/** A comment after what is written so far. */
export function suffix(text: string): Document {
  return { kind: "suffix", text };
}

/** Whether a document has a line end of its own, so that nothing around it can stand on one line. */
function breaks(document: Document): boolean {
  if (typeof document === "string") return false;
  if (isSequence(document)) return document.some(breaks);
  switch (document.kind) {
    case "line":
      return document.flat === "always";
    case "nest":
      return breaks(document.content);
    case "group":
      return document.broken || breaks(document.content);
    case "suffix":
      return true;
    case "block":
      return false;
  }
}

interface Command {
  readonly indent: number;
  readonly mode: "flat" | "broken";
  readonly document: Document;
}

/** Lays `document` out from column `indent` in `width` columns; its first line is without indentation, its last without an end. */
export function layOut(document: Document, indent: number, width: number): string {
  const commands: Command[] = [{ indent, mode: "broken", document }];
  const lines: string[] = [];
  let text = "";
  let column = indent;
  let base = indent;
  let suffixes = "";
  for (let command = commands.pop(); command !== undefined; command = commands.pop()) {
    const { indent: at, mode, document: part } = command;
    if (typeof part === "string") {
      text += part;
      column += part.length;
    } else if (isSequence(part)) {
      for (const each of part.toReversed()) commands.push({ indent: at, mode, document: each });
    } else if (part.kind === "nest") commands.push({ indent: at + part.columns, mode, document: part.content });
    else if (part.kind === "group") {
      const flat: Command = { indent: at, mode: "flat", document: part.content };
      const fits = !part.broken && (mode === "flat" || isFitting(flat, commands, width - column));
      commands.push(fits ? flat : { ...flat, mode: "broken" });
    } else if (part.kind === "suffix") suffixes += ` ${part.text}`;
    else if (part.kind === "block") {
      const block = part.at(base);
      text += block;
      column = block.length - (block.lastIndexOf("\n") + 1);
    } else if (mode === "flat" && part.flat !== "always") {
      text += part.flat;
      column += part.flat.length;
    } else {
      // A line with nothing on it is none.
      const ended = text.trimEnd() || (lines.pop() ?? "");
      lines.push(ended + suffixes);
      text = " ".repeat(at);
      suffixes = "";
      column = base = at;
    }
  }
  return [...lines, text + suffixes].join("\n");
}

/** Whether what comes next has room up to the first place where a line may end. */
function isFitting(first: Command, rest: readonly Command[], room: number): boolean {
  const commands = [first];
  let next = rest.length;
  let left = room;
  while (left >= 0) {
    let command = commands.pop();
    if (command === undefined) {
      next -= 1;
      command = rest[next];
      if (command === undefined) return true;
    }
    const { mode, document } = command;
    if (typeof document === "string") left -= document.length;
    else if (isSequence(document))
      for (const each of document.toReversed()) commands.push({ ...command, document: each });
    else if (document.kind === "nest") commands.push({ ...command, document: document.content });
    else if (document.kind === "group")
      commands.push({ ...command, mode: document.broken ? "broken" : mode, document: document.content });
    else if (document.kind === "block") return left >= document.at(0).indexOf("\n");
    else if (document.kind === "line") {
      if (mode === "broken" || document.flat === "always") return true;
      left -= document.flat.length;
    }
  }
  return false;
}

function isSequence(document: Document): document is readonly Document[] {
  return Array.isArray(document);
}
