import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { diagnosticsText } from "./diagnostics-text.ts";
import { makeFolder } from "./make-folder.ts";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import { systemErrorText } from "@adg/host";
import { runtimeUrl } from "./tool-version.ts";
import { translate } from "./translate.ts";

/** Options of `adg compile`. */
export interface CompileOptions {
  /** Folder to write to. */
  readonly out: string;
}

/** Writes a program as TypeScript and JavaScript with a source map and the types of what it exports; answers the exit code. */
export async function compile(file: string, options: CompileOptions): Promise<number> {
  const folder = resolve(options.out);
  const url = (path: string) => urlFrom(folder, path);
  const runtime = runtimeFrom(folder);
  // TypeScript finds a module by its path, not by a URL.
  const runtimeTypes = runtime.startsWith("file:") ? fileURLToPath(runtime) : runtime;
  const translation = await translate(file, { runtime, runtimeTypes, url });
  if (translation.kind === "rejected") {
    await print(diagnosticsText([translation.checked], process.stderr), process.stderr);
    return 2;
  }
  const name = `${basename(file, ".adg")}.adg`;
  const comment = `//# sourceMappingURL=${encodeURIComponent(name)}.js.map\n`;
  const files = {
    [`${name}.ts`]: translation.typescript + comment,
    [`${name}.js`]: translation.javascript + comment,
    [`${name}.d.ts`]: translation.declarations,
    [`${name}.js.map`]: translation.map,
  };
  makeFolder(options.out);
  try {
    for (const [each, content] of Object.entries(files)) await writeFile(join(folder, each), content);
  } catch (error) {
    throw new Refusal(`"${options.out}" cannot be written to: ${systemErrorText(error)}.`);
  }
  for (const each of Object.keys(files)) await print(join(options.out, each));
  return 0;
}

/** The runtime's package name where the folder can import it so, else its place on this machine. */
function runtimeFrom(folder: string): string {
  try {
    createRequire(join(folder, "any.js")).resolve("@adg/runtime");
    return "@adg/runtime";
  } catch {
    return runtimeUrl;
  }
}

function urlFrom(folder: string, path: string): string {
  const steps = relative(folder, path).split(sep).map(encodeURIComponent);
  return steps[0] === ".." ? steps.join("/") : `./${steps.join("/")}`;
}
