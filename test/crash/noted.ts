/**
 * Has each execution of a task of a copied program noted in a file beside it before it begins, and makes each last a little, so that
 * there is something to cut off. The program stays what it was; adg is the one that is used.
 */
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const notes = (folder: string): string => join(folder, "notes");

/** Changes the functions of the program's modules, once; the copies of a changed program are changed, too. */
export function noteFunctions(folder: string): void {
  const module = join(folder, "tasks.ts");
  if (!existsSync(module)) return;
  const names = [...readFileSync(module, "utf8").matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)];
  renameSync(module, join(folder, "untold.ts"));
  const told = names.map(([, name]) => `export const ${name}: typeof untold.${name} = noted(untold.${name});`);
  const lines = [
    'import { appendFileSync } from "node:fs";',
    'import * as untold from "./untold.ts";',
    'export * from "./untold.ts";',
    "function noted<F>(task: F): F {",
    "  return ((...args: any[]) => {",
    // A task may be called process.
    '    appendFileSync(globalThis.process.env["ADG_TEST_NOTES"] as string, `${args.at(-1).nodeId}\\n`);',
    "    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 15);",
    "    return (task as (...args: any[]) => unknown)(...args);",
    "  }) as F;",
    "}",
    ...told,
  ];
  writeFileSync(module, `${lines.join("\n")}\n`);
}

/** The environment in which all that runs is noted. */
export function notingEnvironment(folder: string): Readonly<Record<string, string>> {
  // Bash reads it before the command. The node is known by its work directory.
  const prelude = join(folder, "note.sh");
  writeFileSync(prelude, 'unset BASH_ENV\nbasename "$(dirname "$PWD")" >> "$ADG_TEST_NOTES"\nsleep 0.015\n');
  return { BASH_ENV: prelude, ADG_TEST_NOTES: notes(folder) };
}

/** Ids of nodes, one for each execution, in the order in which they began. */
export function executions(folder: string): readonly string[] {
  return existsSync(notes(folder)) ? readFileSync(notes(folder), "utf8").split("\n").slice(0, -1) : [];
}

/** Processes of commands that run now in a copy of a program; those that are dead and not buried do not count. */
export function leftRunning(folder: string): readonly string[] {
  if (!existsSync("/proc/self/environ")) return [];
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
      return environment.includes(`ADG_TEST_NOTES=${notes(folder)}\0`);
    } catch {
      return false;
    }
  });
}
