/** The words of the language that can stand at the cursor: the grammar itself tells which. */
import { lex } from "../../lexer.ts";
import { canBegin, type LineKind } from "../../parse-line.ts";
import { isReserved, keywords } from "../../tokens.ts";
import { explainedWords } from "../explained-words.ts";
import type { CursorLine } from "../cursor-line.ts";
import { tokensBefore } from "../cursor-tree.ts";
import type { Offer } from "./completion.ts";

/** Those that can stand in the middle of a line. A word that may also name something is left out where a name can stand. */
export function keywordOffers(text: string, line: CursorLine): readonly Offer[] {
  const before = tokensBefore(text.slice(line.start, line.word.start), line);
  if (before.length === 0) return [];
  const kind: LineKind = before[0]?.image === "else" ? "elseBranches" : line.kind;
  const canStand = (word: string): boolean => canBegin(kind, [...before, ...lex("", word).tokens]);
  const isName = canStand("name__");
  return keywords()
    .filter((word) => (isReserved(word) || !isName) && canStand(word))
    .map((word) => ({
      label: word,
      kind: "keyword",
      insertText: isLast.has(word) ? word : `${word} `,
      documentation: wordText(word),
      likelihood: "keyword",
      then: isLast.has(word) ? "nothing" : "completions",
    }));
}

/** What a hover says of it, too. */
export function wordText(word: string): string | undefined {
  const explained = explainedWords.get(word);
  return explained && `${explained.text}\n\n\`\`\`adg\n${explained.example}\n\`\`\``;
}

/** Words behind which the line may end. */
const isLast: ReadonlySet<string> = new Set(["true", "false", "null", "failures", "cache"]);
