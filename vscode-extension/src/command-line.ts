/** How `adg` is started: a program and its arguments, which no shell reads, so that nothing in them needs quoting. */
import { relative } from "node:path";
import type { AdgCommand } from "./find-adg.ts";

export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
}

/** What a task or a launch asks for. */
export interface Wanted {
  readonly verb: "check" | "run" | "watch";
  readonly file: string;
  readonly stub?: boolean;
  /** Further arguments, as they are. */
  readonly args?: readonly string[];
  /** Values of inputs by name: strings as they are, all else as JSON. */
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/** `node`: the Node that runs scripts; `folder`: where it is started. */
export function commandLine(
  adg: AdgCommand,
  { node, folder }: { node: string; folder: string },
  wanted: Wanted,
): CommandLine {
  const args = argumentsOf(wanted);
  return adg.kind === "script"
    ? { program: node, args: [shortPath(adg.script, folder), ...args] }
    : { program: adg.program, args };
}

export function argumentsOf({ verb, file, stub = false, args = [], inputs = {} }: Wanted): readonly string[] {
  const given = Object.entries(inputs).flatMap(([name, value]) => [
    "--input",
    `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  ]);
  const own = { check: ["check"], watch: ["check", "--watch"], run: ["run", ...(stub ? ["--stub"] : []), ...given] };
  // A file whose name begins with a dash is no option.
  return [...own[verb], ...args, "--", file];
}

/** A file as messages name it: from the folder, where it lies in there. */
export function shortPath(file: string, folder: string): string {
  const path = relative(folder, file);
  return path === "" || path.startsWith("..") ? file : path;
}
