/**
 * What a line that the grammar does not take is said to be wrong with. Chevrotain tells what it expected by the name of a token
 * or by the description of a choice; here that becomes words of the language.
 */
import {
  type IParserErrorMessageProvider,
  type IRecognitionException,
  type IToken,
  MismatchedTokenException,
  type TokenType,
} from "chevrotain";
import * as t from "./tokens.ts";

/** Its messages are no wordings: the name of the token that was expected, or what describes the choice. */
export const syntaxErrorFacts: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.name,
  buildNotAllInputParsedMessage: () => "the end of the line",
  buildNoViableAltMessage: ({ customUserDescription }) => customUserDescription ?? "something else",
  buildEarlyExitMessage: ({ customUserDescription }) => customUserDescription ?? "something else",
};

/** What is said where a task lacks the `:` before its block; a task without a block has none. */
export const COLON_OF_TASK = '":" after the head of a task';

/** Whether a line broke off where its `:` should be. */
export function lacksColon(error: IRecognitionException): boolean {
  return error.name === "MismatchedTokenException" && error.message === t.Colon.name && isEnd(error.token);
}

/** The sign that was expected where `error` is: a `:`, or a closing bracket. */
export function missingSign({ name, message }: IRecognitionException): TokenType | undefined {
  return name === "MismatchedTokenException" ? missingSigns.find((sign) => sign.name === message) : undefined;
}

const missingSigns: readonly TokenType[] = [t.Colon, t.RightParen, t.RightBracket, t.RightBrace];

/** What was expected where `error` is: a phrase such as `":" after "start"` or `a name`. */
export function expectedAt(error: IRecognitionException): string {
  if (error.name !== "MismatchedTokenException") return error.message;
  const [rule = "", around = ""] = error.context.ruleStack.toReversed();
  if (rule === "body") return bodies[around] ?? '":"';
  const items = itemsBefore[`${rule} ${error.message}`];
  if (items !== undefined) {
    return openers.has(previousOf(error)?.tokenType) ? `${items} or "${error.message}"` : `"," or "${error.message}"`;
  }
  return phrases[`${rule} ${error.message}`] ?? labels.get(error.message) ?? error.message;
}

/** What stands there instead: a phrase such as `"when"`, `a string` or `the end of the line`. */
export function foundAt(token: IToken): string {
  const { tokenType, image } = token;
  if (isEnd(token)) return "the end of the line";
  if (tokenType === t.Text) return "a string";
  if (tokenType === t.TextOpen) return "a string with an interpolation";
  if (tokenType === t.TextChunk || tokenType === t.TextClose) return "the rest of the string";
  if (/^[\s\p{C}]/u.test(image)) {
    return `the character U+${(image.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  }
  return image.length > 40 ? `"${image.slice(0, 40)}…"` : `"${image}"`;
}

/** Whether this stands for the end of what was to be read. */
export function isEnd(token: IToken): boolean {
  return token.tokenType.name === "EOF";
}

/** All errors but those of text left over tell the token before. */
function previousOf(error: IRecognitionException): IToken | undefined {
  return error instanceof MismatchedTokenException ? error.previousToken : undefined;
}

const labels = new Map(t.vocabulary.map((type) => [type.name, type.LABEL ?? type.name]));

const openers: ReadonlySet<TokenType | undefined> = new Set([t.LeftParen, t.LeftBracket, t.LeftBrace]);

/** By the construct around it: the `:` before a body. */
const bodies: Readonly<Record<string, string>> = {
  start: '":" after "start"',
  rule: '":" after the head of a rule',
  for: '":" after the list of a "for"',
  if: '":" after the condition of an "if"',
  elseBranches: '":"',
};

/** By rule and closing bracket: what stands between the brackets. */
const itemsBefore: Readonly<Record<string, string>> = {
  "arguments )": "an argument",
  "signature )": "a parameter",
  "list ]": "a value",
  "record }": "a field",
  "recordType }": "a field",
  "tupleType ]": "a type",
  "import }": "a name",
};

/** By rule and token. */
const phrases: Readonly<Record<string, string>> = {
  "arguments (": '"(" and arguments',
  "as As": '"as" and a name for the group',
  "as Name": 'a name after "as"',
  "allNodes Name": 'a task after "all"',
  "atLeast Name": "a task after the number",
  "every Name": "a task after the number",
  "gather Name": "a task to gather",
  "hole HoleClose": '"}" at the end of the interpolation',
  "import Name": "a name",
  "import Text": "the path of a module in quotes",
  "inputDeclaration Name": "the name of the input",
  "inputDeclaration :": '":" and a type after the name of the input',
  "let Name": 'a name after "let"',
  "loopNames Name": 'a name after "for"',
  "namedImplementation Text": "a string without interpolation",
  "namedType Name": "a type",
  "names Name": "the name of a task",
  "noMore Name": 'a task after "no more"',
  "on Name": "the name of an executor",
  "parameter :": '":" and a type after the name of the parameter',
  "parameter Word": "a parameter",
  "postfix Word": 'the name of a member after "."',
  "rule Name": "the name of the rule",
  "signature (": '"(" and parameters',
  "task Name": "the name of the task",
  "task Text": "the path of a module in quotes",
  "typeDeclaration Name": "the name of the type",
  "typeField :": '":" and a type after the name of the field',
  "under Name": 'a node after "under"',
  "workflow Name": "the name of the workflow",
  "workflow :": '":" after the head of a workflow',
};
