/** What is written in another way in many other languages. */
import type { IToken } from "chevrotain";
import * as t from "./tokens.ts";

/** How adg writes what `token` was probably meant to be: a clause such as `a comment begins with "//"`. */
export function ownWriting(token: IToken, after: IToken | undefined): string | undefined {
  if (token.image !== "#") return writings.get(token.image);
  // `sh "echo "#{name}""`
  return after?.tokenType === t.LeftBrace
    ? 'a double quote in a string is written "\\""'
    : 'a comment begins with "//"';
}

const writings: ReadonlyMap<string, string> = new Map([
  ["'", "a string stands in double quotes"],
  [";", "a statement ends with its line"],
  ["&&", '"and" is written out'],
  ["!", '"not" is written out'],
]);
