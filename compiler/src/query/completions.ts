/**
 * What may be written at a place. Only the declaration around the cursor is read and checked; all else is known from the analysis,
 * which may be of the text as it was an edit before.
 */
import type { Analysis } from "../analyse.ts";
import type * as ast from "../ast.ts";
import { executors } from "../check/attribute.ts";
import { attributeOffers } from "./completion/attributes.ts";
import { type Completion, completionsOf, type Offer, type Surroundings } from "./completion/completion.ts";
import type { Cursor } from "./completion/cursor.ts";
import { exportOffers, pathOffers } from "./completion/files.ts";
import { keywordOffers } from "./completion/keywords.ts";
import { lineOffers } from "./completion/lines.ts";
import { memberOffers } from "./completion/members.ts";
import { argumentNameOffers, fieldOffers, typeOffers } from "./completion/names.ts";
import { addOffers, taskNameOffers } from "./completion/tasks.ts";
import { functionOffers, heldOffers, literalOffers, nodeOffers, valueOffers } from "./completion/values.ts";
import { type CursorLine, cursorLine } from "./cursor-line.ts";
import { cursorRole, type CursorRole } from "./cursor-role.ts";
import { cursorScope } from "./cursor-scope.ts";
import { type CursorTree, cursorTree } from "./cursor-tree.ts";
import { wantedType } from "./expected-type.ts";
import { findModule } from "./place.ts";
import { type Shift, shiftBetween, shiftEdits } from "./text-shift.ts";

/**
 * The completions at a place of `text`, which is that of `file` as it is now, in no order: see `sortText`. None in comments and
 * where a name is given. Never throws, whatever the text.
 */
export function completionsAt(
  analysis: Analysis,
  file: string,
  text: string,
  offset: number,
  surroundings: Surroundings,
): readonly Completion[] {
  const checked = findModule(analysis, file);
  const line = cursorLine(text, offset);
  if (checked === undefined || line.place === "comment" || isNumber(text, line)) return [];
  const tree = cursorTree(text, offset);
  const words = line.place === "code" ? wordOffers(text, line, tree) : [];
  if (tree === undefined) return completionsOf(words, line.word);
  const cursor = cursorOf(text, tree, { analysis, checked, surroundings });
  return completionsOf([...offersFor(cursorRole(tree), cursor, { text, offset }), ...words], line.word);
}

function isNumber(text: string, { word }: CursorLine): boolean {
  return /^\d/.test(text.slice(word.start, word.end));
}

/** What the language itself offers: lines to begin, and words to go on with. */
function wordOffers(text: string, line: CursorLine, tree: CursorTree | undefined): readonly Offer[] {
  const isFirst = text.slice(line.start, line.word.start).trim() === "";
  if (!isFirst) return tree !== undefined && saysAll.has(cursorRole(tree).kind) ? [] : keywordOffers(text, line);
  return line.kind === "attribute" ? attributeOffers(text, line) : lineOffers(text, line);
}

/** Roles whose offers are all that can stand. */
const saysAll: ReadonlySet<CursorRole["kind"]> = new Set([
  ...(["subject", "edge", "under", "gathered", "member", "imported", "declares", "argument-name", "field"] as const),
]);

function cursorOf(
  text: string,
  tree: CursorTree,
  { analysis, checked, surroundings }: Pick<Cursor, "analysis" | "checked" | "surroundings">,
): Cursor {
  const scope = cursorScope(tree, checked);
  const role = cursorRole(tree);
  const ending = role.kind === "text" ? tree.path : tree.path.slice(0, -1);
  const wanted = role.kind === "value" || role.kind === "text" ? wantedType(ending, scope.checker) : undefined;
  const called = role.kind === "callee" ? wantedType(tree.path.slice(0, -2), scope.checker) : undefined;
  let shift: Shift | undefined;
  return {
    ...scope,
    tree,
    analysis,
    checked,
    surroundings,
    wanted: wanted ?? called,
    hasArguments: text.startsWith("(", tree.line.word.end),
    shifted: (edits) => shiftEdits(edits, (shift ??= shiftBetween(checked.file.text, text))),
  };
}

interface Asked {
  readonly text: string;
  readonly offset: number;
}

function offersFor(role: CursorRole, cursor: Cursor, asked: Asked): readonly Offer[] {
  switch (role.kind) {
    case "edge": {
      const named = new Set(role.edge.groups.flat().map(({ text }) => text));
      return taskNameOffers(cursor, "best").map((offer): Offer => {
        return named.has(offer.label) ? { ...offer, likelihood: "good" } : offer;
      });
    }
    case "subject":
      return [...heldOffers(cursor, role.condition), ...subjectOffers(role.condition, cursor)];
    case "gathered":
      return taskNameOffers(cursor, "best");
    case "output":
      return [...taskNameOffers(cursor, "best"), ...["succeeded", "settled"].map(gatherWord)];
    case "under":
      return nodeOffers(cursor);
    case "type":
      return typeOffers(cursor);
    case "statement":
      return addOffers(cursor);
    case "callee":
      return [...addOffers(cursor), ...functionOffers(cursor)];
    case "value":
      return [
        ...(role.argumentOf === undefined ? [] : argumentNameOffers(role.argumentOf, cursor)),
        ...valueOffers(cursor),
        ...addOffers(cursor),
      ];
    case "argument-name":
      return argumentNameOffers(role.call, cursor);
    case "field":
      return fieldOffers(role.record, cursor);
    case "member":
      return memberOffers(role.of, cursor.checker);
    case "imported":
      return role.from === undefined ? [] : exportOffers(role.from, role.typeOnly ? "types" : "values", cursor);
    case "exported":
      return exportOffers(role.from, "values", cursor);
    case "executor":
      return [...executors, ...(cursor.surroundings.executors ?? [])].map((label) => {
        return { label, kind: "executor", likelihood: "best" };
      });
    case "path":
      return pathOffers(role.of, cursor.checked.file.file, inQuotes(cursor, asked), cursor.surroundings);
    case "text":
      return textOffers(cursor, asked);
    case "declares":
    case "nothing":
      return [];
  }
}

function gatherWord(word: string): Offer {
  return { label: word, kind: "keyword", insertText: `${word} `, likelihood: "keyword", then: "completions" };
}

/** Tasks, and at the beginning of a condition also what it may be. */
function subjectOffers(condition: ast.Condition, cursor: Cursor): readonly Offer[] {
  if (condition.kind === "no-more") return taskNameOffers(cursor, "best");
  const tasks = taskNameOffers(cursor, "good", " ");
  if (condition.kind !== "event") return tasks;
  return [...tasks, ...["no more", "all", "at least", "every"].map(gatherWord)];
}

/** What is between the quotes around the cursor: up to it, and where it all is. */
function inQuotes({ tree }: Cursor, { text, offset }: Asked): { readonly written: string; readonly content: ast.Span } {
  const start = (tree.line.quotes ?? offset) + 1;
  const end = /["\r\n]|$/g;
  end.lastIndex = offset;
  return { written: text.slice(start, offset), content: { start, end: end.exec(text)?.index ?? text.length } };
}

/** A string of which the type says what it may be. */
function textOffers(cursor: Cursor, asked: Asked): readonly Offer[] {
  const { start, end } = inQuotes(cursor, asked).content;
  const isClosed = asked.text.charAt(end) === '"';
  const span = { start: start - 1, end: isClosed ? end + 1 : end };
  return literalOffers(cursor.wanted?.type)
    .filter(({ label }) => label.startsWith('"'))
    .map((offer) => ({ ...offer, span }));
}
