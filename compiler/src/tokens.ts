/**
 * The vocabulary of the language: every kind of token, and in which roles a word can stand. `tokenOfWord` says which words are
 * keywords somewhere; only the reserved ones can never name a task, type or value.
 */
import { createToken, type TokenType } from "chevrotain";

/** Any word: what members, record fields and parameters may be named. */
export const Word = createToken({ name: "Word", label: "a name" });
/** A word that may name a task, type or value: all but the reserved ones. */
export const Name = createToken({ name: "Name", label: "a name", categories: Word });
/** A word without a meaning of its own. */
export const Identifier = createToken({ name: "Identifier", label: "a name", categories: Name });

/** What stands between two operands. */
export const BinaryOperator = createToken({ name: "BinaryOperator", label: "an operator" });
/** A value that is one token. */
export const Literal = createToken({ name: "Literal", label: "a value" });
/** The first word of an attribute that is this word and a value. */
export const SettingWord = createToken({ name: "SettingWord", label: "an attribute" });
/** `added`, `done`, `failed`, `settled`. */
export const Event = createToken({ name: "Event", label: '"added", "done", "failed" or "settled"' });

const words = new Map<string, TokenType>();
const signs = new Map<string, TokenType>();

function keyword(word: string, ...categories: TokenType[]): TokenType {
  const name = word.slice(0, 1).toUpperCase() + word.slice(1);
  const type = createToken({ name, label: `"${word}"`, categories });
  words.set(word, type);
  return type;
}

const reservedWords = new Set<string>();

function reserved(word: string, ...categories: TokenType[]): TokenType {
  reservedWords.add(word);
  return keyword(word, Word, ...categories);
}

/** Whether no name in an expression can be this word, though a parameter or field may be called so. */
export function isReserved(word: string): boolean {
  return reservedWords.has(word);
}

function contextual(word: string, ...categories: TokenType[]): TokenType {
  return keyword(word, Name, ...categories);
}

function sign(image: string, ...categories: TokenType[]): TokenType {
  const type = createToken({ name: image, label: `"${image}"`, categories });
  signs.set(image, type);
  return type;
}

export const True = reserved("true", Literal);
export const False = reserved("false", Literal);
export const Null = reserved("null", Literal);
export const Not = reserved("not");
reserved("and", BinaryOperator);
reserved("or", BinaryOperator);
export const In = reserved("in", BinaryOperator);
export const If = reserved("if");
export const Then = reserved("then");
export const Else = reserved("else");
export const For = reserved("for");
export const Let = reserved("let");
export const When = reserved("when");
export const Where = reserved("where");
export const All = reserved("all");
export const No = reserved("no");

export const Import = contextual("import");
export const From = contextual("from");
export const As = contextual("as");
export const Input = contextual("input");
export const Output = contextual("output");
export const Type = contextual("type");
export const Task = contextual("task");
export const Spawns = contextual("spawns");
export const Edge = contextual("edge");
export const Start = contextual("start");
export const Rule = contextual("rule");
export const Workflow = contextual("workflow");

export const Added = contextual("added", Event);
export const Done = contextual("done", Event);
contextual("failed", Event);
export const Settled = contextual("settled", Event);
export const Succeeded = contextual("succeeded");
export const More = contextual("more");
export const Under = contextual("under");
export const Despite = contextual("despite");
export const Failures = contextual("failures");
export const At = contextual("at");
export const Least = contextual("least");
export const Every = contextual("every");

export const Key = contextual("key");
export const After = contextual("after");
export const Priority = contextual("priority", SettingWord);
export const Fail = contextual("fail");

for (const word of ["out", "timeout", "limit", "cpus", "memory", "stub"]) contextual(word, SettingWord);
export const Sh = contextual("sh");
export const Python = contextual("python");
export const Celery = contextual("celery");
export const Retry = contextual("retry");
export const Backoff = contextual("backoff");
export const Rate = contextual("rate");
export const Per = contextual("per");
export const Most = contextual("most");
export const On = contextual("on");
export const Cache = contextual("cache");
export const Env = contextual("env");
export const Secret = contextual("secret");

export const LeftParen = sign("(");
export const RightParen = sign(")");
export const LeftBracket = sign("[");
export const RightBracket = sign("]");
export const LeftBrace = sign("{");
export const RightBrace = sign("}");
export const Comma = sign(",");
export const Colon = sign(":");
export const Dot = sign(".");
export const Arrow = sign("->");
export const Equals = sign("=");
export const Question = sign("?");
export const Bar = sign("|");
export const Minus = sign("-", BinaryOperator);
export const Less = sign("<", BinaryOperator);
export const Greater = sign(">", BinaryOperator);
for (const image of ["+", "*", "/", "%", "==", "!=", "<=", ">=", "??"]) sign(image, BinaryOperator);

/** `3`, `1_000`, `2.5`, `1e-3`. */
export const NumberToken = createToken({ name: "Number", label: "a number", categories: Literal });
/** `250ms`, `10m`. */
export const Duration = createToken({ name: "Duration", label: "a duration", categories: Literal });
/** `512MB`, `4GiB`. */
export const Size = createToken({ name: "Size", label: "a size", categories: Literal });

/** A string without interpolation, with its quotes. */
export const Text = createToken({ name: "Text", label: "a string without interpolation", categories: Literal });
/** The opening quotes of a string with interpolations: open, chunk, { `#{`, …, `}`, chunk }, close. Chunks may be empty. */
export const TextOpen = createToken({ name: "TextOpen", label: "a string" });
export const TextChunk = createToken({ name: "TextChunk", label: "text" });
export const HoleOpen = createToken({ name: "HoleOpen", label: '"#{"' });
export const HoleClose = createToken({ name: "HoleClose", label: '"}" at the end of the interpolation' });
export const TextClose = createToken({ name: "TextClose", label: "the end of the string" });

/** Text that is no token; no rule of the grammar takes it. */
export const Unknown = createToken({ name: "Unknown", label: "text" });

/** The keyword that `word` is somewhere, or `Identifier`. */
export function tokenOfWord(word: string): TokenType {
  return words.get(word) ?? Identifier;
}

/** The token for a sign of one or two characters. */
export function findSign(image: string): TokenType | undefined {
  return signs.get(image);
}

export const vocabulary: readonly TokenType[] = [
  ...[Word, Name, Identifier, BinaryOperator, Literal, SettingWord, Event],
  ...words.values(),
  ...signs.values(),
  ...[NumberToken, Duration, Size, Text, TextOpen, TextChunk, HoleOpen, HoleClose, TextClose, Unknown],
];

/** Every word that is a keyword somewhere. */
export function keywords(): readonly string[] {
  return [...words.keys()];
}
