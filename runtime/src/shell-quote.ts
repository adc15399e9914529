/**
 * Puts a value into the text of a shell command so that it stays text, whatever it holds. The compiler has told for each
 * interpolation where it stands; each kind of place has its own way of quoting. Pure functions, for `bash` 4 and later.
 */
import type { Value } from "./workflow.ts";

/** Where an interpolation stands in a command. The compiler's `ShellHole` has the same shape. */
export interface ShellPlace {
  readonly context: ShellContext;
  /** Inside `` `…` ``, which itself stands bare or inside `"…"`. */
  readonly backticks?: "bare" | "double";
  /** `$name` stands right before it and must not grow by the value. */
  readonly afterName?: true;
  readonly hereDocument?: HereDocument;
}

export type ShellContext =
  | "bare"
  | "command"
  | "part"
  | "word"
  | "braces"
  | "double-braces"
  | "double"
  | "single"
  | "ansi"
  | "heredoc"
  | "heredoc-raw"
  | "arithmetic"
  | "comment";

export interface HereDocument {
  readonly delimiter: string;
  /** `<<-`: tabs at the start of a line are removed. */
  readonly tabs: boolean;
  /** What stands before and after the value on its line, as far as it tells whether the line can be the last one. */
  readonly before?: string;
  readonly after?: string;
}

/** A value that cannot stand where it should. Its message is a sentence for the person who wrote the command. */
export class UnquotableValue extends Error {
  override readonly name = "UnquotableValue";
}

/** The value as the text of a command, quoted for its place. Throws `UnquotableValue`. */
export function quoteShell(value: Value, place: ShellPlace): string {
  const quoted = quoteIn(value, place);
  if (place.hereDocument !== undefined) refuseEnd(quoted, place.hereDocument);
  return place.backticks === undefined ? quoted : escapeBackticks(quoted, place.backticks);
}

function quoteIn(value: Value, place: ShellPlace): string {
  switch (place.context) {
    case "bare":
      return quoteBare(value);
    case "command":
      return quoteCommand(value);
    case "part":
      return quotePart(value);
    case "word":
      return quoteWord(value);
    case "braces":
      return quoteBraces(value);
    case "double-braces":
      return (place.afterName ? nothing : "") + quoteDoubleBraces(value);
    case "double":
      return (place.afterName ? nothing : "") + quoteDouble(value);
    case "single":
      return quoteSingle(value);
    case "ansi":
      return quoteAnsi(value);
    case "heredoc":
      return (place.afterName ? nothing : "") + quoteHeredoc(value, hereDocumentOf(place));
    case "heredoc-raw":
      return quoteHeredocRaw(value, hereDocumentOf(place));
    case "arithmetic":
      return quoteArithmetic(value);
    case "comment":
      return "";
  }
}

/** Arguments of a command: a text is one word, quoted when it needs to be; a list is a word for each element. */
export function quoteBare(value: Value): string {
  return eachWord(value, (text) => (/^[A-Za-z0-9@%+=:,./_-]+$/.test(text) ? text : singleQuoted(text)));
}

/** Where the name of a command may stand. Always quoted, since `if` or `A=1` would mean something there. */
export function quoteCommand(value: Value): string {
  return eachWord(value, singleQuoted);
}

/** One word. Always quoted, since digits before `>`, or `+` in a pattern, would mean something. */
export function quoteWord(value: Value): string {
  return singleQuoted(textOf(value));
}

/** A part of a bigger word. Digits stay bare, so that `{1..#{n}}` counts. */
export function quotePart(value: Value): string {
  const text = textOf(value);
  return /^-?[0-9]+$/.test(text) ? text : singleQuoted(text);
}

/** The word in `${name:-…}`: quoted once more, which the shell understands there inside `"…"` and outside. */
export function quoteBraces(value: Value): string {
  return `"${quoteDouble(value)}"`;
}

/**
 * The word in `"${name:-…}"`. There the shell looks for the end of `'` and of `<(`, and expands `{a,b}` inside a further `"…"`,
 * so nothing but `'` goes into one.
 */
export function quoteDoubleBraces(value: Value): string {
  return quoteDouble(value)
    .replaceAll("}", "\\}")
    .replaceAll("'", `"'"`)
    .replaceAll("(", () => `${nothing}(`)
    .replace(/[<>]$/, (sign) => sign + nothing);
}

/** Inside `"…"`. */
export function quoteDouble(value: Value): string {
  return textOf(value).replace(/[\\$`"]/g, "\\$&");
}

/** Inside `'…'`. */
export function quoteSingle(value: Value): string {
  return textOf(value).replaceAll("'", "'\\''");
}

/** Inside `$'…'`. */
export function quoteAnsi(value: Value): string {
  return textOf(value).replace(/[\\']/g, "\\$&");
}

/**
 * Inside a here-document in which the shell expands. A line that would end the text, or lose its tabs, begins with an expansion
 * of nothing.
 */
export function quoteHeredoc(value: Value, document: HereDocument): string {
  const escaped = textOf(value).replace(/[\\$`]/g, "\\$&");
  return linesIn(escaped, document)
    .map((line) => (endsDocument(line, document) !== "no" || losesTabs(line, document) ? nothing : "") + line.text)
    .join("\n");
}

/** Inside a here-document with a quoted delimiter: as it is. A value that would end the text or lose its tabs is refused. */
export function quoteHeredocRaw(value: Value, document: HereDocument): string {
  const text = textOf(value);
  refuseEnd(text, document);
  return text;
}

/** Refuses a text that would end the here-document it stands in, or lose its tabs there. */
function refuseEnd(text: string, document: HereDocument): void {
  for (const line of linesIn(text, document)) {
    if (endsDocument(line, document) !== "no")
      throw new UnquotableValue(
        `A value has the line "${document.delimiter}", which would end the here-document that it stands in.`,
      );
    if (losesTabs(line, document))
      throw new UnquotableValue(
        `A value has a line that begins with a tab, which the here-document "<<-" that it stands in would remove.`,
      );
  }
}

/** Where the shell computes. Text is never evaluated: only a whole number of 64 bits may stand here. */
export function quoteArithmetic(value: Value): string {
  const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  const number = /^[+-]?[0-9]{1,30}$/.test(text) ? BigInt(text.replace("+", "")) : undefined;
  if (number === undefined || BigInt.asIntN(64, number) !== number)
    throw new UnquotableValue(
      `The shell computes where ${JSON.stringify(value)} should stand, so it must be a whole number.`,
    );
  // The space keeps "5-" and "-3" apart, and "${x:" from ":-".
  return number < 0n ? ` ${number}` : `${number}`;
}

/** Expands to nothing, in `"…"` and here-documents: `$-` is always set. */
const nothing = "${-+}";

function eachWord(value: Value, quote: (text: string) => string): string {
  if (!Array.isArray(value)) return quote(textOf(value));
  return value.map((element: Value) => quote(textOf(element, "in a list"))).join(" ");
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function textOf(value: Value, place: "alone" | "in a list" = "alone"): string {
  if (place === "alone" && Array.isArray(value))
    throw new UnquotableValue("A list can stand in a command only as words of its own, not inside quotes or a word.");
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text.includes("\0")) throw new UnquotableValue("A value has a NUL character, which no shell command can hold.");
  return text;
}

/** A line of a value, with what stands around it on its line of the here-document. */
interface Line {
  readonly text: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

function linesIn(text: string, document: HereDocument): readonly Line[] {
  const lines = text.split("\n");
  return lines.map((line, index) => ({
    text: line,
    before: index === 0 ? document.before : "",
    after: index === lines.length - 1 ? document.after : "",
  }));
}

function endsDocument({ text, before, after }: Line, { delimiter, tabs }: HereDocument): "yes" | "no" | "perhaps" {
  if (before === undefined || after === undefined)
    return delimiter.includes(tabs ? text.replace(/^\t+/, "") : text) ? "perhaps" : "no";
  const line = before + text + after;
  return (tabs ? line.replace(/^\t+/, "") : line) === delimiter ? "yes" : "no";
}

function losesTabs({ text, before }: Line, { tabs }: HereDocument): boolean {
  return tabs && text.startsWith("\t") && (before === undefined || /^\t*$/.test(before));
}

function hereDocumentOf(place: ShellPlace): HereDocument {
  if (place.hereDocument === undefined) throw new Error("internal fault: a here-document without its delimiter");
  return place.hereDocument;
}

/** The shell reads what stands in backticks twice; inside `"…"` it also takes a `\` away from `"`. */
function escapeBackticks(text: string, around: "bare" | "double"): string {
  const escaped = text.replace(/[\\`]/g, "\\$&");
  return around === "double" ? escaped.replaceAll('"', '\\"') : escaped;
}
