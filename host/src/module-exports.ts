import { createRequire } from "node:module";
import { dirname, extname, resolve } from "node:path";
import type { FileContent, ModuleExports } from "@adg/compiler/checking";
import type * as oxc from "oxc-parser";

/**
 * What a TypeScript or JavaScript module exports as values, read from its text: nothing of it runs. Names that it passes on
 * from modules beside it (`export * from "./more.ts"`) are followed; where one comes from a package, the answer is `unknown`.
 */
export function readModuleExports(path: string, readFile: (path: string) => FileContent): ModuleExports {
  const content = readFile(path);
  if (content.kind === "unreadable") return content;
  const names = new Set<string>();
  const complete = collect(path, names, new Set(), readFile);
  if (complete === "missing") return { kind: "missing" };
  return complete ? { kind: "exports", names: [...names].toSorted() } : { kind: "unknown" };
}

/** Adds the names of one module; answers whether these are all there are. */
function collect(
  path: string,
  names: Set<string>,
  visited: Set<string>,
  readFile: (path: string) => FileContent,
): boolean | "missing" {
  if (visited.has(path)) return true;
  visited.add(path);
  const content = readFile(path);
  if (content.kind === "missing") return "missing";
  if (content.kind !== "text" || !/\.[cm]?[jt]s$/.test(extname(path))) return false;

  const { module, errors } = parser().parseSync(path, content.text);
  // A module that cannot be parsed says so itself when it is run; a CommonJS one does not tell what it exports.
  if (errors.length > 0 || !module.hasModuleSyntax) return false;

  let complete = true;
  for (const { exportName, importName, isType, moduleRequest } of module.staticExports.flatMap(
    (each) => each.entries,
  )) {
    const exported: string = exportName.kind;
    const imported: string = importName.kind;
    if (isType) continue;
    if (exportName.name !== null) names.add(exportName.name);
    else if (exported === "Default") names.add("default");
    else if (imported === "AllButDefault" && moduleRequest !== null)
      complete = follow(path, moduleRequest.value, names, visited, readFile) && complete;
  }
  return complete;
}

/** Adds what `export * from` passes on: all but the default. */
function follow(
  path: string,
  request: string,
  names: Set<string>,
  visited: Set<string>,
  readFile: (path: string) => FileContent,
): boolean {
  if (!/^\.{0,2}\//.test(request)) return false;
  const passedOn = new Set<string>();
  const complete = collect(resolve(dirname(path), request), passedOn, visited, readFile);
  for (const name of passedOn) if (name !== "default") names.add(name);
  return complete === true;
}

/** How many mistakes there are in the text of a module, names that are declared or exported twice among them. */
export function mistakesIn(path: string, text: string): number {
  const { module, errors } = parser().parseSync(path, text, { showSemanticErrors: true });
  const names = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName }) => exportName.name ?? []),
  );
  return errors.length + names.length - new Set(names).size;
}

let loaded: typeof oxc | undefined;

/** The parser is a native module: it is loaded when the first module is looked into, and not at all where none is. */
function parser(): typeof oxc {
  loaded ??= createRequire(import.meta.url)("oxc-parser") as typeof oxc;
  return loaded;
}
