/** A debug session of a program is one of Node: compiled code has source maps that lead to the program's text. */
import { join, dirname } from "node:path";
import { argumentsOf } from "./command-line.ts";

/** What stands in `launch.json`. */
export interface Launch {
  readonly name: string;
  readonly program: string;
  readonly stub?: boolean;
  readonly args?: readonly string[];
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stopOnEntry?: boolean;
  readonly console?: string;
}

/** A text with the values of the variables in it; what is no variable here stays. */
export function substituted(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => variables[name] ?? whole);
}

/** The launch of Node for a launch of adg. `script`: the `adg` command. */
export function nodeLaunch(
  launch: Launch,
  { script, node, folder }: { readonly script: string; readonly node: string; readonly folder: string },
): Readonly<Record<string, unknown>> {
  const compiled = join(dirname(launch.program), ".adg", "compiled");
  return {
    type: "node",
    request: "launch",
    name: launch.name,
    program: script,
    args: argumentsOf({
      verb: "run",
      file: launch.program,
      stub: launch.stub === true,
      args: launch.args ?? [],
      inputs: launch.inputs ?? {},
    }),
    cwd: launch.cwd ?? folder,
    env: launch.env ?? {},
    runtimeExecutable: node,
    console: launch.console ?? "integratedTerminal",
    stopOnEntry: launch.stopOnEntry === true,
    sourceMaps: true,
    // A program that was never run has no code yet: breakpoints must wait for its map.
    pauseForSourceMap: true,
    outFiles: [`${compiled.replaceAll("\\", "/")}/*.mjs`],
    resolveSourceMapLocations: ["**", "!**/node_modules/**"],
    // The engine is not what is looked for.
    skipFiles: ["<node_internals>/**", `${dirname(dirname(script)).replaceAll("\\", "/")}/**`, "**/node_modules/**"],
  };
}
