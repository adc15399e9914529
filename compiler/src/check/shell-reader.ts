/**
 * What the readers of shell text share: the text with one character for each hole, the place reached, and what was found.
 * Only our own reading decides how a value is quoted, so it follows bash exactly or says that it cannot.
 */
import type { HereDocument, ShellHole } from "../program.ts";

/** Stands for a hole in the text that is read. Only where `holes` says so: the user's text may hold it too. */
export const HOLE = "\uE000";

/** Something wrong with a hole; reading goes on. */
export interface HoleProblem {
  readonly hole: number;
  readonly problem: string;
}

/** A here-document whose text begins after the next line end. */
export interface PendingDocument {
  readonly delimiter: string;
  readonly tabs: boolean;
  readonly raw: boolean;
  /** Offset of its `<<`. */
  readonly start: number;
}

export interface Reader {
  readonly text: string;
  /** Offset of each hole → its index. */
  readonly holes: ReadonlyMap<number, number>;
  position: number;
  /** Reading stops here: the end of the text, or of a here-document. */
  end: number;
  /** Where a `$name` ended last. */
  nameEnd: number;
  pending: PendingDocument[];
  /** By index of the hole. */
  readonly found: (ShellHole | undefined)[];
  problems: HoleProblem[];
  readonly backticks: "bare" | "double" | undefined;
  /** Around what is read stands a here-document, which no line of a value may end. */
  document: ((offset: number) => HereDocument) | undefined;
  /** How many substitutions the place reached stands in, and each hole, by its index. */
  level: number;
  readonly levels: number[];
  /** How many commands, brackets and expansions are open around the place reached. */
  depth: number;
  /** Offsets where `((` turned out to open no arithmetic. */
  readonly notArithmetic: Set<number>;
  /** Offset in the whole command of an offset in this text (the text inside backticks is another one). */
  readonly origin: (offset: number) => number;
  /** Reads commands up to and including `)`, or to the end. Given from outside, as words and commands hold each other. */
  readonly readCommands: (reader: Reader, closer: ")" | "end", opened: number) => void;
}

/** The text cannot be a command. Caught where reading began; never leaves the check. */
export class ShellSyntax extends Error {
  readonly start: number;
  readonly end: number;
  readonly problem: string;
  constructor(start: number, end: number, problem: string) {
    super(problem);
    this.start = start;
    this.end = end;
    this.problem = problem;
  }
}

/** Stops reading: the text from `start` to `end` is wrong. */
export function syntaxError(reader: Reader, start: number, end: number, problem: string): never {
  const last = Math.max(start, end - 1);
  throw new ShellSyntax(reader.origin(start), reader.origin(last) + (end > start ? 1 : 0), problem);
}

/** Commands, brackets and expansions inside each other. They are read by recursion, which the stack must be deep enough for. */
const maximumDepth = 100;

/** Reads something that may hold the like of itself; refuses what is nested too deep. */
export function readDeeper<T>(reader: Reader, read: () => T): T {
  const at = reader.position;
  reader.depth++;
  if (reader.depth > maximumDepth)
    syntaxError(
      reader,
      at,
      at + 1,
      `Here more than ${maximumDepth} commands, brackets or expansions stand inside each other`,
    );
  const result = read();
  reader.depth--;
  return result;
}

export function isHole(reader: Reader, offset: number): boolean {
  return offset < reader.end && reader.holes.has(offset);
}

/** Says how the hole at the offset is quoted. */
export function place(reader: Reader, offset: number, hole: ShellHole): void {
  const index = reader.holes.get(offset);
  if (index === undefined) return;
  reader.levels[index] = reader.level;
  reader.found[index] = {
    ...hole,
    ...(reader.backticks === undefined ? {} : { backticks: reader.backticks }),
    ...(reader.document === undefined ? {} : { hereDocument: reader.document(offset) }),
  };
}

/** The offsets of the holes between two places whose values stand there themselves, and not in a substitution. */
export function ownHoles(reader: Reader, start: number, end: number): readonly number[] {
  const offsets: number[] = [];
  for (let offset = start; offset < end; offset++) {
    const index = reader.holes.get(offset);
    if (index !== undefined && (reader.levels[index] ?? reader.level) === reader.level) offsets.push(offset);
  }
  return offsets;
}

/** Says that the hole at the offset cannot stand there. */
export function refuse(reader: Reader, offset: number, problem: string): void {
  const index = reader.holes.get(offset);
  if (index !== undefined) reader.problems.push({ hole: index, problem });
}

/** Says so of every hole from `start` to the place reached. */
export function refuseSince(reader: Reader, start: number, problem: string): void {
  for (let offset = start; offset < reader.position; offset++) refuse(reader, offset, problem);
}

export const afterBackslash =
  "The interpolation stands right after a backslash, which would act on the first character of its value";
export const asName =
  "The interpolation stands where the shell needs the name of a variable, which cannot be interpolated";

/** Matches a sticky pattern at the place reached, within the text. */
export function matchAt(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.position;
  const match = pattern.exec(reader.text);
  return match !== null && reader.position + match[0].length <= reader.end ? match : undefined;
}

export function charAt(reader: Reader, offset: number): string {
  return offset < reader.end ? reader.text.charAt(offset) : "";
}

/** A place to come back to when a reading turns out wrong. */
export function bookmark(reader: Reader): () => void {
  const { position, nameEnd, pending, problems } = reader;
  reader.pending = [...pending];
  reader.problems = [...problems];
  return () => {
    Object.assign(reader, { position, nameEnd, pending, problems });
  };
}
