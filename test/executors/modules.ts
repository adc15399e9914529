/** The suite's work as functions of a TypeScript module. */
import { pathToFileURL } from "node:url";
import { writeText } from "../support/temp-folder.ts";
import { functionsOf, type Work } from "./candidate.ts";

const text = `import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
export const echo = (value: unknown) => value;
export function fail(message: string) { process.stdout.write("before\\n"); throw new Error(message); }
export function say(line: string) { process.stdout.write(line + "\\n"); process.stderr.write("aside\\n"); }
export function flaky(file: string) { if (existsSync(file)) return; writeFileSync(file, ""); throw new Error("not yet"); }
export async function wait(file: string) { writeFileSync(file, ""); await sleep(600_000); }
export async function note(file: string, name: string) {
  appendFileSync(file, "+" + name + "\\n");
  await sleep(30);
  appendFileSync(file, "-" + name + "\\n");
}
`;

export function moduleWork(folder: string): Work {
  const module = pathToFileURL(writeText(folder, "work.ts", text)).href;
  return functionsOf((name) => ({ kind: "module", module, name }));
}
