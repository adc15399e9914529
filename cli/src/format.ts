import { buffer } from "node:stream/consumers";
import { resolve } from "node:path";
import { format, syntaxErrors } from "@adg/compiler";
import { contentOf } from "@adg/host";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import { rewrite } from "./rewrite.ts";
import { counted } from "./words.ts";

/** Options of `adg fmt`. */
export interface FormatOptions {
  /** Write nothing; the exit code tells whether there is something to format. */
  readonly check: boolean;
}

/**
 * Formats programs in place; `-` is standard input, and goes to standard output. Answers the exit code: with `check`, 1 if a file is
 * not formatted, else 0; 2 if there is a file of which some cannot be read, and is left as it is.
 */
export async function formatFiles(files: readonly string[], options: FormatOptions): Promise<number> {
  const changed: string[] = [];
  // All are read before one is written: a name that is wrong changes nothing.
  const texts = [];
  for (const file of files) texts.push({ file, text: file === "-" ? await standardInput() : readProgram(file) });
  const rewritten = new Map<string, string>();
  for (const { file, text } of texts) {
    const formatted = format(text);
    if (formatted !== text) changed.push(file);
    if (options.check) continue;
    if (file === "-") await write(formatted);
    else if (formatted !== text) rewritten.set(file, formatted);
  }
  rewrite(rewritten);
  const stream = files.includes("-") && !options.check ? process.stderr : process.stdout;
  for (const file of changed) {
    if (options.check) await print(`"${nameOf(file)}" is not formatted`, stream);
    else if (file !== "-") await print(`formatted "${file}"`, stream);
  }
  if (changed.length === 0 && !files.includes("-")) await print(`${counted(files.length, "file")}: nothing to format`);
  const broken = await tellBroken(texts);
  if (broken) return 2;
  return options.check && changed.length > 0 ? 1 : 0;
}

/** Says of which files some cannot be read; answers whether there are any. */
async function tellBroken(texts: readonly { readonly file: string; readonly text: string }[]): Promise<boolean> {
  let found = false;
  for (const { file, text } of texts) {
    const count = syntaxErrors(text).length;
    if (count === 0) continue;
    found = true;
    const where = file === "-" ? "" : `: "adg check ${file}" tells of ${count === 1 ? "it" : "them"}`;
    const errors = counted(count, "syntax error");
    await print(`"${nameOf(file)}" has ${errors}, and what cannot be read is left as it is${where}`, process.stderr);
  }
  return found;
}

function nameOf(file: string): string {
  return file === "-" ? "standard input" : file;
}

function readProgram(file: string): string {
  const content = contentOf(resolve(file));
  switch (content.kind) {
    case "text":
      return content.text;
    case "missing":
      throw new Refusal(`There is no file "${file}".`);
    case "not-utf8":
      throw new Refusal(`"${file}" is not in UTF-8.`);
    case "unreadable":
      throw new Refusal(`"${file}" cannot be read: ${content.reason}.`);
  }
}

async function standardInput(): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await buffer(process.stdin));
  } catch {
    throw new Refusal("Standard input is not in UTF-8.");
  }
}

/** As it is, without a further line end. */
function write(text: string): Promise<void> {
  return new Promise((done) => process.stdout.write(text, () => done()));
}
