import { expect } from "vitest";
import { check } from "../check.ts";
import { emit } from "../emit/emit.ts";
import { testHost } from "./expect-check.ts";

/** Compiles a program in which nothing is wrong. */
export function emitted(text: string): ReturnType<typeof emit> {
  const { program, diagnostics } = check("main.adg", text, testHost());
  expect(diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([]);
  if (program === undefined) throw new Error("The program was not checked to its end.");
  return emit(program, { sourceUrl: (file) => `./${file}`, resolveModule: (path) => path });
}

/** The functions that compiled code has for the rule in a line (from 1) of the program: its guard and body, without the comment. */
export function functionsOf(text: string, head: string): string {
  const { typescript } = emitted(text);
  const start = typescript.indexOf(`/** ${head} */\n`);
  if (start === -1) throw new Error(`There is no rule "${head}".`);
  const end = typescript.indexOf("\n\n", start);
  return typescript.slice(typescript.indexOf("\n", start) + 1, end);
}
