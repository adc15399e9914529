/** The programs that are killed: where they stand, and how they are run. */
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface CrashProgram {
  readonly name: string;
  /** Copied as a whole. */
  readonly folder: string;
  /** In the folder. */
  readonly file: string;
  readonly args: readonly string[];
}

/** Programs, and those left out, with why. */
export interface CrashPrograms {
  readonly programs: readonly CrashProgram[];
  readonly without: readonly string[];
}

/** The project's own, the book and, where it is there, the conformance suite beside the project. */
export function crashPrograms(): CrashPrograms {
  const own = fileURLToPath(new URL("programs", import.meta.url));
  const programs: CrashProgram[] = [
    { name: "harvest", folder: join(own, "harvest"), file: "main.adg", args: [] },
    { name: "book", folder: join(root, "examples", "book"), file: "book.adg", args: [] },
  ];
  const without: string[] = [];
  const suite = join(root, "..", "shared", "conformance");
  if (!existsSync(suite)) without.push("the conformance suite is not here");
  else
    for (const name of readdirSync(suite).sort()) {
      const folder = join(suite, name);
      if (!existsSync(join(folder, "expect.json"))) continue;
      const { run } = JSON.parse(readFileSync(join(folder, "expect.json"), "utf8")) as {
        readonly run?: { readonly args?: readonly string[] };
      };
      if (run === undefined) continue;
      if (dependsOnTiming(readFileSync(join(folder, "main.adg"), "utf8")))
        without.push(`${name} depends on timing, so that its graph may differ`);
      else programs.push({ name, folder, file: "main.adg", args: run.args ?? [] });
    }
  return { programs, without };
}

function dependsOnTiming(text: string): boolean {
  const code = text.replaceAll(/\/\/.*$/gm, "");
  return /\b(at least|every) \d|^\s*(when .*: *)?fail "/m.test(code);
}

/** Copies a program to where it may be run, with what its modules import. */
export function copyProgram({ folder }: CrashProgram, to: string): void {
  cpSync(folder, to, { recursive: true, filter: (path) => !/[/\\](\.adg|node_modules)$/.test(path) });
  symlinkSync(join(root, "node_modules"), join(to, "node_modules"));
}
