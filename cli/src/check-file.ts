import { resolve } from "node:path";
import { check, diagnose, type Diagnostic, type Program } from "@adg/compiler";
import { bashParser } from "./bash.ts";
import { fileHost, type FileHost } from "./host.ts";

/** A file that the user named, checked. */
export interface CheckedFile {
  /** As the user named it. */
  readonly file: string;
  /** Absolute. Diagnostics name files so. */
  readonly path: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Absent where there are errors. */
  readonly program: Program | undefined;
  readonly host: FileHost;
}

/** Checks a file. One that cannot be read, or has nothing in it, gets a diagnostic like any other that is no program. */
export async function checkFile(file: string): Promise<CheckedFile> {
  const path = resolve(file);
  const host = fileHost();
  const content = host.readFile(path);
  const found = (what: string) => rejected(file, path, host, what);
  switch (content.kind) {
    case "missing":
      return found("no file of that name");
    case "not-utf8":
      return found("bytes that are no UTF-8");
    case "unreadable":
      return found(`a file that cannot be read: ${content.reason}`);
    case "text":
      if (content.text.trim() === "") return found("an empty file");
      return { file, path, host, ...check(path, content.text, host, await bashParser(content.text)) };
  }
}

function rejected(file: string, path: string, host: FileHost, found: string): CheckedFile {
  const at = { file: path, span: { start: 0, end: 0 } };
  const expected = "a program in a text file";
  return { file, path, host, program: undefined, diagnostics: [diagnose("ADG1001", at, { expected, found })] };
}
