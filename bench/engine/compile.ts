import { hash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { check, emit, type Host } from "@adg/compiler";

const host: Host = {
  readFile: () => ({ kind: "missing" }),
  resolve: (_, path) => path,
  moduleExports: () => ({ kind: "unknown" }),
};

/** The module that programs take their tasks from. */
const tasks = new URL("programs/tasks.ts", import.meta.url).href;

/** Compiles a program into the folder, on the runtime with this address; answers the URL of the compiled module. */
export function compileInto(folder: string, text: string, runtime: string): string {
  const script = join(folder, `${hash("sha256", text).slice(0, 16)}.mjs`);
  if (!existsSync(script)) writeFileSync(script, compiled(text, pathToFileURL(join(folder, "main.adg")).href, runtime));
  return pathToFileURL(script).href;
}

function compiled(text: string, source: string, runtime: string): string {
  const { program, diagnostics } = check("main.adg", text, host);
  const wrong = diagnostics.filter(({ severity }) => severity === "error");
  if (program === undefined || wrong.length > 0) throw new Error(wrong.map(({ message }) => message).join("\n"));
  return emit(program, { sourceUrl: () => source, resolveModule: () => tasks, runtime }).javascript;
}
