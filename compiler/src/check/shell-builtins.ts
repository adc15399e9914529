/** Builtins that take a text for more than text: for the name of a variable, in whose `[…]` the shell computes, or for an expression. */
import { asName, ownHoles, place, type Reader, refuse } from "./shell-reader.ts";
import type { Word } from "./shell-words.ts";

/** Builtins whose arguments are read as assignments. */
export const declarations: ReadonlySet<string> = new Set(["declare", "typeset", "local", "export", "readonly"]);

/** Says that what stands in a word is computed: quotes do not keep the shell from that. */
export function placeComputed(reader: Reader, { start, end }: Pick<Word, "start" | "end">): void {
  for (const hole of ownHoles(reader, start, end)) place(reader, hole, { context: "arithmetic" });
}

/** Says that a word is the name of a variable. */
export function refuseNames(reader: Reader, { start, end }: Pick<Word, "start" | "end">): void {
  for (const hole of ownHoles(reader, start, end)) refuse(reader, hole, asName);
}

/** An argument of a command. */
export interface Argument {
  readonly word: Pick<Word, "start" | "end">;
  /** `name=value`, to a builtin that reads those: `word` is the value. */
  readonly kind: "word" | "assignment";
  /** The words before it, the name of the command first. */
  readonly before: readonly string[];
}

/** Says what the holes of an argument are to a builtin that takes it for more than text. */
export function placeArgument(reader: Reader, { word, kind, before }: Argument): void {
  const [command = ""] = before;
  const last = before.at(-1) ?? "";
  if (kind === "assignment") {
    const options = before.filter((each) => /^[-+][A-Za-z]+$/.test(each)).join("");
    if (/[aAn]/.test(options)) refuseNames(reader, word);
    else if (options.includes("i")) placeComputed(reader, word);
    return;
  }
  switch (command) {
    case "let":
      placeComputed(reader, word);
      break;
    case "declare":
    case "typeset":
    case "local":
    case "unset":
      refuseNames(reader, word);
      break;
    case "read":
      if (!/^-[A-Za-z]*[dinNptu]$/.test(last)) refuseNames(reader, word);
      break;
    case "test":
    case "[":
      if (last === "-v" || last === "-R") refuseNames(reader, word);
      break;
    case "printf":
      if (last === "-v" && before.length === 2) refuseNames(reader, word);
      break;
  }
}
