import type { ShellText } from "./shell-text.ts";

/**
 * How each hole of a command is quoted, where nothing but `'…'`, `"…"` and backslashes can tell; `undefined`: the command has more than
 * that, such as `$(…)`, a comment or a here-document. Most commands are plain, and for these no grammar needs to be asked.
 */
export function plainContextsOf({ text, holes }: ShellText): readonly ("bare" | "double" | "single")[] | undefined {
  const contexts: ("bare" | "double" | "single")[] = [];
  let quote: "bare" | "double" | "single" = "bare";
  for (let at = 0; at < text.length; at++) {
    if (holes.has(at)) {
      contexts.push(quote);
      continue;
    }
    const sign = text.charAt(at);
    if (quote === "single") {
      if (sign === "'") quote = "bare";
    } else if (sign === "\\") {
      at++;
      // What a backslash before a value would do is not plain.
      if (at === text.length || holes.has(at)) return undefined;
    } else if (sign === "$") {
      const length = /^\w+/.exec(text.slice(at + 1, at + 1 + LONGEST_NAME))?.[0].length ?? 0;
      if (length === 0 || length === LONGEST_NAME) return undefined;
      at += length;
      if (holes.has(at + 1)) return undefined;
    } else if (sign === '"') {
      quote = quote === "double" ? "bare" : "double";
    } else if (sign === "`") {
      return undefined;
    } else if (quote === "bare") {
      if (sign === "'") quote = "single";
      else if (MORE.includes(sign) || text.startsWith("<<", at) || text.startsWith("[[", at)) return undefined;
    }
  }
  return quote === "bare" ? contexts : undefined;
}

/** Bare, these begin what has rules of its own: lists of commands, arrays, patterns, functions, comments, braces. */
const MORE = "(){}#";
const LONGEST_NAME = 64;
