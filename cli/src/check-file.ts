import { dirname, join, relative, resolve } from "node:path";
import {
  analyse,
  asksForGrammar,
  check,
  diagnose,
  moduleFiles,
  sourceOf,
  type Analysis,
  type CheckOptions,
  type Checked,
  type Diagnostic,
  type Program,
  type Source,
} from "@adg/compiler/checking";
import { bashParser, fileHost, type FileHost } from "@adg/host";
import type { KeepingReader } from "@adg/host/typescript";
import { toolVersion } from "./tool-version.ts";
import { tuned } from "./tuned.ts";

/** A file that the user named, checked. */
export interface CheckedFile {
  /** As the user named it. */
  readonly file: string;
  /** Absolute. Diagnostics name files so. */
  readonly path: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Absent where there are errors. */
  readonly program?: Program;
  readonly host: FileHost;
}

/** Checks a file. One that cannot be read, or has nothing in it, gets a diagnostic like any other that is no program. */
export async function checkFile(file: string): Promise<CheckedFile> {
  const path = resolve(file);
  const host = fileHost(path);
  const content = host.readFile(path);
  const noProgram = (found: string): CheckedFile => {
    const at = { file: path, span: { start: 0, end: 0 } };
    return { file, path, host, diagnostics: [diagnose("ADG1001", at, { expected: "a program", found })] };
  };
  switch (content.kind) {
    case "missing":
      return noProgram("no file of that name");
    case "not-utf8":
      return noProgram("bytes that are no UTF-8");
    case "unreadable":
      return noProgram(`a file that cannot be read: ${content.reason}`);
    case "text":
      if (content.text.trim() === "") return noProgram("an empty file");
      return { file, path, host, ...(await tuned(() => checkText(path, content.text, host))) };
  }
}

async function checkText(path: string, text: string, host: FileHost): Promise<Checked> {
  const options = await optionsFor(path, text, host);
  const checked = check(path, text, host, options);
  options.typescript?.save();
  return checked;
}

/** All that is known of a file that was checked; for those who ask more than what is wrong with it. */
export async function analyseFile({ path, host }: CheckedFile): Promise<Analysis> {
  const content = host.readFile(path);
  const text = content.kind === "text" ? content.text : "";
  return tuned(async () => analyse(path, text, host, await optionsFor(path, text, host)));
}

/** The files of a program, and what reads text of other languages in them, where there is any. */
async function optionsFor(path: string, text: string, host: FileHost): Promise<Options> {
  const files = moduleFiles(path, text, host);
  const bash = asksForGrammar(files) ? await bashParser() : undefined;
  const typescript = await moduleReader(path, text, host);
  return { files, ...(bash === undefined ? {} : { bash }), ...(typescript === undefined ? {} : { typescript }) };
}

interface Options extends CheckOptions {
  readonly typescript?: KeepingReader;
}

/** What reads TypeScript modules, for the programs that may name one, by themselves or in a file that they import. */
async function moduleReader(path: string, text: string, host: FileHost): Promise<KeepingReader | undefined> {
  if (!/\bfrom\b/.test(text)) return undefined;
  const { typescriptReader } = await import("@adg/host/typescript");
  return typescriptReader(host, join(dirname(path), ".adg", "typescript"), toolVersion());
}

/** The name by which the user knows a file that a diagnostic speaks of. */
export function nameOf(checked: CheckedFile, file: string): string {
  return file === checked.path ? checked.file : relative(process.cwd(), file);
}

/** The text of a file that a diagnostic speaks of; `undefined` where it cannot be read. */
export function findSource(checked: CheckedFile, file: string): Source | undefined {
  const content = checked.host.readFile(file);
  return content.kind === "text" ? sourceOf(file, content.text) : undefined;
}
