/** Which characters make which tokens. */
import type { TokenType } from "chevrotain";
import * as t from "./tokens.ts";
import { durationUnits, sizeUnits } from "./units.ts";

/** A number with its unit; sticky. */
export const numberPattern = /(\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d+)?)(\w*)/y;
/** A well-written escape of a string on one line; sticky. */
export const escapePattern = /\\(?:[nt"\\]|#\{|u\{[0-9a-fA-F]{1,8}\})/y;
/** Characters that begin no token; sticky. */
export const unknownPattern = /[^\s\w"()[\]{},:.=?|<>+*/%-]+/y;
export const lineEndPattern = /[\r\n]/g;

/** What a number and the word after it are. */
export function numberType(digits: string, unit: string): TokenType {
  if (!Number.isFinite(Number(digits.replaceAll("_", "")))) return t.Unknown;
  if (unit === "") return t.NumberToken;
  if (durationUnits.has(unit)) return t.Duration;
  return sizeUnits.has(unit) ? t.Size : t.Unknown;
}

/** Whether an escape that is well written means a character. */
export function isScalar(escape: string): boolean {
  if (!escape.startsWith("\\u")) return true;
  const code = Number.parseInt(escape.slice(3, -1), 16);
  return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}

export function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

export function isWordPart(code: number): boolean {
  return isLetter(code) || isDigit(code);
}
