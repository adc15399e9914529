/** Random changes of a program: of its characters, its tokens and its lines. */
import { lex } from "../../compiler/src/lexer.ts";
import * as t from "../../compiler/src/tokens.ts";
import { type Dice, pick } from "../support/dice.ts";

/** What `edited` changes; `anything` mixes them. */
export type EditKind = "names" | "characters" | "tokens" | "lines" | "whole text" | "anything";

export const editKinds: readonly EditKind[] = ["names", "characters", "tokens", "lines", "whole text", "anything"];

/** The text after one to eight changes; `other` is a program that parts may come from. */
export function edited(dice: Dice, kind: EditKind, text: string, other: string): string {
  let result = text;
  for (let count = 1 + dice(dice(2) === 0 ? 2 : 8); count > 0; count -= 1) {
    const own = kind === "anything" ? pick(dice, editKinds.slice(0, -1)) : kind;
    if (own === "names") result = editedNames(dice, result, other);
    else if (own === "characters") result = editedCharacters(dice, result);
    else if (own === "tokens") result = editedTokens(dice, result, other);
    else if (own === "lines") result = editedLines(dice, result, other);
    else result = editedWhole(dice, result);
  }
  return result;
}

/** Texts that mean much to a reader of programs or commands, or that it may not have expected. */
export const nastyTexts: readonly string[] = [
  ..."()[]{}:,.=\"\\#/?|<>+-*%_@;'`$&!~^0a \t\n\r",
  ...['"""', "#{", "\\#{", "//", "///", "->", "==", "??", "\r\n", "\n\n", "  ", "\n  ", "\n\t"],
  ...["\uFEFF", "\0", "\u0001", "\u007F", "\u0085", "\u00A0", "\u200B", "\u200D", "\u2028", "\u2029", "\uE000"],
  ...["\uD800", "\uDC00", "é", "é", "😀", "\u202E", "Ａ", "ﬁ", "١"],
  ...[
    "1e999",
    "9".repeat(400),
    "0x1F",
    "1_0__0",
    "1.",
    ".5",
    "1e",
    "99999999999d",
    "1e300d",
    "5GB",
    "5x",
    "007",
    "1e-400",
  ],
  ...[
    "when ",
    "no more ",
    "all ",
    "if ",
    "else: ",
    "else if ",
    "then ",
    "for x in ",
    "let x = ",
    "task ",
    "key ",
    "after ",
  ],
  ...[
    "at least ",
    "every ",
    "under ",
    "despite failures",
    " as x",
    "where ",
    "fail ",
    "not ",
    "-",
    "import ",
    "edge a -> b",
  ],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "arguments", "eval", "await", "undefined", "class"],
  ...["$(", "${", "$((", "<<EOF", "<<'EOF'\n", "[[ ", " ]]", "case a in ", "esac", "do ", "done", "fi", "\\u{110000}"],
];

function editedCharacters(dice: Dice, text: string): string {
  const at = dice(text.length + 1);
  const end = Math.min(text.length, at + (dice(3) === 0 ? dice(40) : dice(3)));
  const insert = dice(3) === 0 ? "" : dice(4) === 0 ? String.fromCharCode(dice(65_536)) : pick(dice, nastyTexts);
  return text.slice(0, at) + insert + text.slice(end);
}

type Token = ReturnType<typeof lex>["tokens"][number];

/** Puts a name, a value or a word of the language in place of one of its kind: what comes of it is often a program. */
function editedNames(dice: Dice, text: string, other: string): string {
  const groupOf = ({ image, tokenType }: Token): string => {
    if (tokenType === t.Identifier) return "name";
    if (tokenType.CATEGORIES?.includes(t.Literal)) return "value";
    if (tokenType.CATEGORIES?.includes(t.BinaryOperator)) return "operator";
    return /^(added|done|failed|settled)$/.test(image)
      ? "event"
      : /^(all|succeeded|settled)$/.test(image)
        ? "gather"
        : "";
  };
  const own = lex("", text).tokens.filter((token) => groupOf(token) !== "");
  if (own.length === 0) return text;
  const replaced = pick(dice, own);
  const group = groupOf(replaced);
  const images = [...own, ...(dice(4) === 0 ? lex("", other).tokens : [])].filter((token) => groupOf(token) === group);
  const insert = dice(12) === 0 ? pick(dice, alternatives) : pick(dice, images).image;
  return text.slice(0, replaced.startOffset) + insert + text.slice(replaced.startOffset + replaced.image.length);
}

const alternatives: readonly string[] = [
  ...[
    "null",
    "[]",
    "{}",
    '""',
    "0",
    "-1",
    "true",
    "int",
    "json",
    "string[]",
    "T?",
    "void",
    "attempt",
    "out",
    "(1 / 0)",
  ],
  ...[
    "a.b",
    "a[0]",
    "range(3)",
    "count",
    "__proto__",
    "all a",
    "[1, 2]",
    '"#{1}"',
    "10s",
    "4GB",
    "if true then 1 else 2",
  ],
];

/** Tokens with the space before each, and what stands behind the last. */
interface Pieces {
  readonly pieces: string[];
  readonly end: string;
}

function piecesOf(text: string): Pieces {
  const pieces: string[] = [];
  let from = 0;
  for (const { startOffset, image } of lex("", text).tokens) {
    if (image === "") continue;
    pieces.push(text.slice(from, startOffset + image.length));
    from = startOffset + image.length;
  }
  return { pieces, end: text.slice(from) };
}

function editedTokens(dice: Dice, text: string, other: string): string {
  const { pieces, end } = piecesOf(text);
  if (pieces.length === 0) return text + pick(dice, nastyTexts);
  const at = dice(pieces.length);
  const length = 1 + (dice(3) === 0 ? dice(8) : 0);
  switch (dice(7)) {
    case 0:
      pieces.splice(at, length);
      break;
    case 1:
      pieces.splice(at, 0, ...pieces.slice(at, at + length));
      break;
    case 2: {
      const to = dice(pieces.length);
      [pieces[at], pieces[to]] = [pieces[to] ?? "", pieces[at] ?? ""];
      break;
    }
    case 3:
      pieces.splice(at, 0, ...pieces.splice(dice(pieces.length), length));
      break;
    case 4:
      pieces[at] = `${/^\s*/.exec(pieces[at] ?? "")?.[0] ?? ""}${pick(dice, pieces).trimStart()}`;
      break;
    case 5:
      pieces[at] = ` ${pick(dice, nastyTexts)}`;
      break;
    default: {
      const others = piecesOf(other).pieces;
      const from = dice(others.length + 1);
      pieces.splice(at, dice(2) * length, ...others.slice(from, from + length * (1 + dice(3))));
    }
  }
  return pieces.join("") + end;
}

function editedLines(dice: Dice, text: string, other: string): string {
  const lines = text.split("\n");
  const at = dice(lines.length);
  const line = lines[at] ?? "";
  const length = 1 + dice(4);
  switch (dice(8)) {
    case 0:
      lines.splice(at, length);
      break;
    case 1:
      lines.splice(dice(lines.length), 0, ...lines.slice(at, at + length));
      break;
    case 2:
      lines.splice(dice(lines.length), 0, ...lines.splice(at, length));
      break;
    case 3:
      lines[at] = " ".repeat(dice(7)) + line.trimStart();
      break;
    case 4:
      lines.splice(at, 2, `${line}${" ".repeat(dice(2))}${(lines[at + 1] ?? "").trimStart()}`);
      break;
    case 5: {
      const place = dice(line.length + 1);
      lines.splice(at, 1, line.slice(0, place), " ".repeat(dice(6)) + line.slice(place));
      break;
    }
    case 6: {
      const by = " ".repeat(1 + dice(3));
      for (let each = at; each < at + length && each < lines.length; each += 1) lines[each] = by + (lines[each] ?? "");
      break;
    }
    default: {
      const others = other.split("\n");
      const from = dice(others.length);
      lines.splice(at, dice(2), ...others.slice(from, from + length * 2));
    }
  }
  return lines.join("\n");
}

/** Changes that are everywhere, and cuts: strings, brackets and blocks lose their end. */
function editedWhole(dice: Dice, text: string): string {
  switch (dice(9)) {
    case 0:
      return text.slice(0, dice(text.length + 1));
    case 1:
      return text.slice(dice(text.length + 1));
    case 2:
      return text.replaceAll("\n", dice(2) === 0 ? "\r\n" : "\r");
    case 3:
      return `\uFEFF${text}`;
    case 4:
      return text.replaceAll("  ", dice(2) === 0 ? "\t" : "   ");
    case 5:
      return text.replace(/\n*$/, "");
    case 6: {
      const word = pick(dice, text.match(/\w+/g) ?? ["a"]);
      return text.replaceAll(word, () => pick(dice, nastyTexts));
    }
    case 7:
      return text + text;
    default: {
      const at = dice(text.length + 1);
      const part = text.slice(at, at + 1 + dice(60));
      return text.slice(0, at) + part.repeat(1 + dice(30)) + text.slice(at);
    }
  }
}
