/** What a module's text refers to outside of itself: the TypeScript modules that its tasks, functions and types come from. */
import type * as ast from "./ast.ts";
import { diagnose } from "./catalogue.ts";
import type { Diagnostic, Fix } from "./diagnostic.ts";
import { addFunction, createModule, type WantedFunction } from "./fixes/module.ts";
import { pathsNear, usePath } from "./fixes/path.ts";
import type { Host, ModuleExports } from "./host.ts";
import { nearest } from "./nearest.ts";
import { isAdgFile, writtenPath } from "./peers.ts";
import type { TaskSymbol } from "./program.ts";
import type { NoFacts, TypeFacts, TypeScriptReader } from "./typescript.ts";

export interface Loaded {
  /** About the file. */
  readonly diagnostics: readonly Diagnostic[];
  /** About the modules, as TypeScript tells it. */
  readonly elsewhere: readonly Diagnostic[];
  /** Imported names that are not there. */
  readonly lost: ReadonlySet<ast.ImportedName>;
}

/** A function or type that the file takes from a module. */
interface Wanted {
  readonly path: ast.TextLiteral;
  readonly what: "function" | "type";
  readonly name: ast.Name;
  readonly task: ast.Task | undefined;
  /** `undefined`: a task's. */
  readonly imported: ast.ImportedName | undefined;
  /** Whether the name is written for the function, or is the task's. */
  readonly spelt: "here" | "by-task";
}

/** Looks for the modules and what is taken from them. A module that is missing is reported where it is named first. */
export function load(
  module: ast.Module,
  file: string,
  host: Host,
  {
    reader,
    symbolOf,
  }: { readonly reader: TypeScriptReader | undefined; readonly symbolOf: (task: ast.Task) => TaskSymbol },
): Loaded {
  const diagnostics: Diagnostic[] = [];
  const lost = new Set<ast.ImportedName>();
  const seen = new Map<string, ModuleExports>();
  const sets = new Map<readonly string[], ReadonlySet<string>>();
  const wantedOnes = wantedBy(module).filter(({ path }) => writtenPath(path) !== "");
  // All modules first: whoever reads TypeScript reads them together.
  for (const { path } of wantedOnes) host.moduleExports(host.resolve(file, writtenPath(path)));
  for (const wanted of wantedOnes) {
    const written = writtenPath(wanted.path);
    const resolved = host.resolve(file, written);
    const known = seen.get(resolved);
    const exports = known ?? host.moduleExports(resolved);
    seen.set(resolved, exports);
    if (exports.kind === "missing" && known === undefined) {
      const near = pathsNear(written, resolved, host, /\.[cm]?[jt]s$/);
      const own = wantedOnes.filter(({ path }) => host.resolve(file, writtenPath(path)) === resolved);
      const functions = own.flatMap((each) => functionOf(each, symbolOf));
      const create = createModule(resolved, written, functions, near.length === 0 ? "safe" : "suggested");
      const fixes = [...usePath(file, wanted.path, near), ...create];
      diagnostics.push(
        diagnose("ADG6001", { file, span: wanted.path.span }, { path: written, nearest: near }, { fixes }),
      );
    }
    if (exports.kind === "unreadable" && known === undefined) {
      const facts = { path: written, nearest: [], reason: exports.reason };
      diagnostics.push(diagnose("ADG6001", { file, span: wanted.path.span }, facts));
    }
    const names = namesIn(exports, wanted, () => reader?.typeOf(resolved, wanted.name.text));
    if (names === undefined) continue;
    const set = sets.get(names) ?? new Set(names);
    sets.set(names, set);
    if (set.has(wanted.name.text)) continue;
    if (wanted.imported !== undefined) lost.add(wanted.imported);
    if (isAbsent(exports)) continue;
    const near = nearest(wanted.name.text, names, diagnostics.length);
    const add = functionOf(wanted, symbolOf).flatMap((each) =>
      addFunction(host, resolved, written, each, near.length === 0 ? "safe" : "suggested"),
    );
    const facts = { name: wanted.name.text, path: written, nearest: near };
    const fixes = [...useOther(wanted, file, near), ...add];
    diagnostics.push(diagnose("ADG6002", { file, span: wanted.name.span }, facts, { fixes }));
  }
  const modules = [...seen].flatMap(([path, exports]) => (isAbsent(exports) ? [] : [path]));
  return { diagnostics, lost, elsewhere: reader === undefined ? [] : errorsOf(modules, reader) };
}

function isAbsent({ kind }: ModuleExports): boolean {
  return kind === "missing" || kind === "unreadable";
}

function wantedBy(module: ast.Module): readonly Wanted[] {
  return module.declarations.flatMap((declaration): readonly Wanted[] => {
    if (declaration.kind === "task" && declaration.from !== undefined) {
      const { path, as } = declaration.from;
      const spelt = as === undefined ? "by-task" : "here";
      const name = as ?? declaration.name;
      return [{ path, what: "function", name, task: declaration, imported: undefined, spelt }];
    }
    if (declaration.kind !== "import" || declaration.from === undefined || isAdgFile(declaration.from)) return [];
    const path = declaration.from;
    const what = declaration.typeOnly ? "type" : "function";
    return declaration.names.map((imported) => ({
      path,
      what,
      name: imported.name,
      task: undefined,
      imported,
      spelt: "here",
    }));
  });
}

/** The names that there are; `undefined` where the wanted one is there, or nothing is known. */
function namesIn(
  exports: ModuleExports,
  wanted: Wanted,
  typeFacts: () => TypeFacts | NoFacts | undefined,
): readonly string[] | undefined {
  if (isAbsent(exports)) return [];
  if (wanted.what === "function") return exports.kind === "exports" ? exports.names : undefined;
  const facts = typeFacts();
  return facts?.kind === "missing" ? facts.names : undefined;
}

/** The function that a task wants, where the task says what it should take and give. */
function functionOf({ task, name }: Wanted, symbolOf: (task: ast.Task) => TaskSymbol): readonly WantedFunction[] {
  if (task?.parameters === undefined) return [];
  const symbol = symbolOf(task);
  return symbol.hasSignature ? [{ name: name.text, task: symbol }] : [];
}

function useOther({ path, name, spelt }: Wanted, file: string, near: readonly string[]): readonly Fix[] {
  return near.map((other) => ({
    title: `Use "${other}"`,
    applicability: near.length === 1 ? "safe" : "suggested",
    edits: [
      spelt === "by-task"
        ? { file, span: { start: path.span.end, end: path.span.end }, text: ` as ${other}` }
        : { file, span: name.span, text: other },
    ],
  }));
}

/** Modules may import each other: each error is told once. */
function errorsOf(modules: readonly string[], reader: TypeScriptReader): readonly Diagnostic[] {
  const errors = new Map<string, Diagnostic>();
  for (const { code, file, span, message } of modules.flatMap((module) => reader.errorsOf(module)))
    errors.set(`${file} ${span.start} ${code} ${message}`, {
      code,
      severity: "error",
      file,
      span,
      message,
      related: [],
      fixes: [],
    });
  return [...errors.values()];
}
