import { stripVTControlCharacters } from "node:util";

/** Text of a user's on one line of a terminal: nothing in it moves the cursor, sets a colour or turns the direction of what follows. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, " ");
}
