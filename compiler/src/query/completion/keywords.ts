/** The words of the language that can stand at the cursor: the grammar itself tells which. */
import { lex } from "../../lexer.ts";
import { canBegin, type LineKind } from "../../parse-line.ts";
import { isReserved, keywords } from "../../tokens.ts";
import { explainedWords } from "../explained-words.ts";
import type { CursorLine } from "../cursor-line.ts";
import { tokensBefore } from "../cursor-tree.ts";
import type { Likelihood, Offer } from "./completion.ts";

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
      likelihood: likelihoodOf(word, line),
      then: isLast.has(word) ? "nothing" : "completions",
    }));
}

function likelihoodOf(word: string, line: CursorLine): Likelihood {
  if (usual.has(word)) return "fair";
  // What an attribute says is no truth value.
  return line.kind === "attribute" && isReserved(word) ? "unlikely" : "keyword";
}

/** Words that stand where others can and are meant most of the time. */
const usual: ReadonlySet<string> = new Set(["as", "backoff", "per"]);

/** What a hover says of it, too. */
export function wordText(word: string): string | undefined {
  const explained = explainedWords.get(word);
  return explained && `${explained.text}\n\n\`\`\`adg\n${explained.example}\n\`\`\``;
}

/** Words behind which the line may end. */
const isLast: ReadonlySet<string> = new Set(["true", "false", "null", "failures", "cache"]);
