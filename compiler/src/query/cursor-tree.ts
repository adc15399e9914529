/**
 * The declaration that the cursor is in as a tree, however little of its line is written: a name is put where the cursor is, what is
 * open is closed, and what the line still lacks is added until it can be read.
 */
import type * as ast from "../ast.ts";
import { lex } from "../lexer.ts";
import { parse } from "../parse.ts";
import { canBegin } from "../parse-line.ts";
import * as t from "../tokens.ts";
import { type CursorLine, cursorLine } from "./cursor-line.ts";
import { type Located, pathAt } from "./path-at.ts";

/** The name that stands where the cursor is. */
export const CURSOR = "cursor__";
/** A value that is added where the names in sight are asked for. */
export const HERE = "here__";

export interface CursorTree {
  readonly line: CursorLine;
  /** The declaration as it was read. */
  readonly text: string;
  readonly module: ast.Module;
  /** Where the name of the cursor begins in it; in a string, where the cursor is. */
  readonly at: number;
  /** The parts that the cursor is in, the outermost first, down to the name, or to the string. */
  readonly path: readonly Located[];
}

/** Reads the declaration around a place; `undefined` where no name or string that could be read stands there. */
export function cursorTree(text: string, offset: number): CursorTree | undefined {
  const line = cursorLine(text, offset);
  if (line.place === "comment") return undefined;
  const written = text.slice(line.start, line.word.start);
  if (line.place === "code" && !canStandThere(written, line)) return undefined;
  const around = text.slice(line.declaration, line.start);
  for (const before of [withHere(written, line), written]) {
    const frame = frameOf(before, line.kind);
    for (const rest of readings(text, line)) {
      const tree = treeOf(frame, before, rest, line);
      if (tree !== undefined) return (around.trim() === "" ? undefined : treeOf(around, before, rest, line)) ?? tree;
    }
  }
  return undefined;
}

/** With a condition before those of the last rule in the line whose value tells what is in sight there. */
function withHere(before: string, line: CursorLine): string {
  const when = tokensBefore(before, line).findLast(({ tokenType }) => tokenType === t.When);
  const end = (when?.startOffset ?? 0) + "when".length;
  return when === undefined ? before : `${before.slice(0, end)} ${HERE}[${HERE}] done,${before.slice(end)}`;
}

/** The tokens of a line up to the cursor. */
export function tokensBefore(before: string, { closers }: CursorLine): ReturnType<typeof lex>["tokens"][number][] {
  const { tokens } = lex("", before + CURSOR + closers);
  return tokens.slice(
    0,
    tokens.findIndex(({ image }) => image === CURSOR),
  );
}

function canStandThere(before: string, line: CursorLine): boolean {
  const tokens = tokensBefore(before, line);
  const { tokens: name } = lex("", CURSOR);
  // A line that continues an "if" is none by itself.
  return canBegin(tokens[0]?.tokenType === t.Else ? "elseBranches" : line.kind, [...tokens, ...name]);
}

/** What a line of a kind stands below, where nothing else of it matters. */
function frameOf(before: string, kind: CursorLine["kind"]): string {
  switch (kind) {
    case "declaration":
      return "";
    case "member":
      return "workflow w():\n ";
    case "attribute":
      return "task t():\n ";
    case "statement":
      return /^else\b/.test(before) ? "start:\n if x: x()\n " : "start:\n ";
  }
}

/** What may stand from the cursor on, the likeliest first: what the line has there, or else nothing but what closes it. */
function* readings(text: string, { word, end, place, closers }: CursorLine): Generator<string> {
  const rest = text.slice(word.end, Math.max(word.end, end));
  const name = place === "code" ? CURSOR : "";
  const hasColon = rest.trimEnd().endsWith(":") ? [""] : ["", ":"];
  if (rest.trim() !== "") for (const added of middles) for (const colon of hasColon) yield name + added + rest + colon;
  for (const [inside, outside] of ends) yield name + inside + closers + outside;
}

/** What a line may lack between the cursor and what stands behind it. */
const middles = ["", "()", " done", " x", ": 0"];

/** What a line may lack inside and outside of its brackets. */
const ends: readonly (readonly [string, string])[] = [
  ["", ""],
  ["()", ""],
  ["", ":"],
  [" done", ":"],
  [" done as x", ":"],
  [" as x", ":"],
  ["", " done:"],
  ["", " x done:"],
  ["", " x done as x:"],
  [" -> x", ""],
  [" = x", ""],
  ["", ' from "x"'],
  [" per 1s", ""],
  [">", ""],
  [">", ":"],
  [" else x", ""],
  [" else x", ":"],
  [" then x else x", ""],
  [" then x else x", ":"],
  [" in x", ""],
  [" in x", ":"],
  [": int", ""],
  [": int", ":"],
];

function treeOf(around: string, before: string, written: string, line: CursorLine): CursorTree | undefined {
  const text = around + before + written;
  const at = around.length + before.length;
  const module = parse("", text).value;
  const path = [...pathAt(module, at)];
  if (line.place === "code") {
    const last = path.at(-1) as Partial<ast.Name> | undefined;
    return last?.text === CURSOR ? { line, text, module, at, path } : undefined;
  }
  const string = path.findLastIndex(({ kind }) => kind === "text");
  return string < 0 ? undefined : { line, text, module, at, path: path.slice(0, string + 1) };
}
