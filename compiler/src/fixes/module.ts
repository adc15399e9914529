/** Fixes for TypeScript modules and functions that are not there (ADG6001, ADG6002). */
import type { Fix } from "../diagnostic.ts";
import type { Host } from "../host.ts";
import type { TaskSymbol } from "../program.ts";
import { functionText, isFunctionName } from "./typescript-function.ts";

/** A function that a task wants from a module. */
export interface WantedFunction {
  readonly name: string;
  readonly task: TaskSymbol;
}

/** Makes a module with the functions that the tasks of a file want from it. `written`: as the user wrote its path. */
export function createModule(
  module: string,
  written: string,
  wanted: readonly WantedFunction[],
  applicability: Fix["applicability"],
): readonly Fix[] {
  const functions = new Map(wanted.map(({ name, task }) => [name, task]));
  if (!isModule(module) || functions.size === 0 || ![...functions.keys()].every(isFunctionName)) return [];
  const texts = [...functions].map(([name, task]) => functionText(task, name, languageOf(module)));
  const names = [...functions.keys()].map((name) => `"${name}"`).join(", ");
  const edit = { file: module, span: { start: 0, end: 0 }, text: texts.join("\n") };
  return [{ title: `Create "${written}" with ${names}`, applicability, edits: [edit] }];
}

/**
 * Adds a function at the end of a module, or exports the one that it has. None where the module may have something else of that
 * name.
 */
export function addFunction(
  host: Host,
  module: string,
  written: string,
  { name, task }: WantedFunction,
  applicability: Fix["applicability"],
): readonly Fix[] {
  const content = host.readFile(module);
  if (!isModule(module) || content.kind !== "text") return [];
  const { text } = content;
  const hidden = new RegExp(`^(?:async[ \\t]+)?(?:function\\b\\*?|const|let|var)[ \\t]+${name}\\b`, "m").exec(text);
  if (hidden !== null) {
    const edit = { file: module, span: { start: hidden.index, end: hidden.index }, text: "export " };
    return [{ title: `Export "${name}" from "${written}"`, applicability, edits: [edit] }];
  }
  if (!isFunctionName(name) || mayDeclare(text, name)) return [];
  const span = { start: text.length, end: text.length };
  const gap = text.trim() === "" ? "\n" : text.endsWith("\n") ? "\n" : "\n\n";
  const edit = { file: module, span, text: gap + functionText(task, name, languageOf(module)) };
  return [{ title: `Add "${name}" to "${written}"`, applicability, edits: [edit] }];
}

function mayDeclare(text: string, name: string): boolean {
  return new RegExp(
    `\\b(?:function\\b|const|let|var|class|enum|import|namespace|module)\\b[^;"'\`]*?\\b${name}\\b`,
  ).test(text);
}

/** A CommonJS module exports nothing that could be written here. */
function isModule(path: string): boolean {
  return /\.m?[jt]s$/.test(path) && !/\.d\.m?ts$/.test(path);
}

function languageOf(path: string): "typescript" | "javascript" {
  return path.endsWith("ts") ? "typescript" : "javascript";
}
