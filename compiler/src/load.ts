/** What a module's text refers to outside of itself: the TypeScript modules that its tasks, functions and types come from. */
import type * as ast from "./ast.ts";
import { diagnose } from "./catalogue.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Host, ModuleExports } from "./host.ts";
import { nearest } from "./nearest.ts";
import { isAdgFile, writtenPath } from "./peers.ts";
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
  /** `undefined`: a task's. */
  readonly imported: ast.ImportedName | undefined;
  /** Whether the name is written for the function, or is the task's. */
  readonly spelt: "here" | "by-task";
}

/** Looks for the modules and what is taken from them. A module that is missing is reported where it is named first. */
export function load(module: ast.Module, file: string, host: Host, reader: TypeScriptReader | undefined): Loaded {
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
    if (exports.kind === "missing" && known === undefined)
      diagnostics.push(diagnose("ADG6001", { file, span: wanted.path.span }, { path: written }));
    const names = namesIn(exports, wanted, () => reader?.typeOf(resolved, wanted.name.text));
    if (names === undefined) continue;
    const set = sets.get(names) ?? new Set(names);
    sets.set(names, set);
    if (set.has(wanted.name.text)) continue;
    if (wanted.imported !== undefined) lost.add(wanted.imported);
    if (exports.kind !== "missing") diagnostics.push(notExported(wanted, file, names, diagnostics.length));
  }
  const modules = [...seen].flatMap(([path, { kind }]) => (kind === "missing" ? [] : [path]));
  return { diagnostics, lost, elsewhere: reader === undefined ? [] : errorsOf(modules, reader) };
}

function wantedBy(module: ast.Module): readonly Wanted[] {
  return module.declarations.flatMap((declaration): readonly Wanted[] => {
    if (declaration.kind === "task" && declaration.from !== undefined) {
      const { path, as } = declaration.from;
      const spelt = as === undefined ? "by-task" : "here";
      return [{ path, what: "function", name: as ?? declaration.name, imported: undefined, spelt }];
    }
    if (declaration.kind !== "import" || declaration.from === undefined || isAdgFile(declaration.from)) return [];
    const path = declaration.from;
    const what = declaration.typeOnly ? "type" : "function";
    return declaration.names.map((imported) => ({ path, what, name: imported.name, imported, spelt: "here" }));
  });
}

/** The names that there are; `undefined` where the wanted one is there, or nothing is known. */
function namesIn(
  exports: ModuleExports,
  wanted: Wanted,
  typeFacts: () => TypeFacts | NoFacts | undefined,
): readonly string[] | undefined {
  if (exports.kind === "missing") return [];
  if (wanted.what === "function") return exports.kind === "exports" ? exports.names : undefined;
  const facts = typeFacts();
  return facts?.kind === "missing" ? facts.names : undefined;
}

function notExported(
  { path, name, spelt }: Wanted,
  file: string,
  names: readonly string[],
  before: number,
): Diagnostic {
  const near = nearest(name.text, names, before);
  const fixes = near.map((other) => ({
    title: `Use "${other}"`,
    edits: [
      spelt === "by-task"
        ? { file, span: { start: path.span.end, end: path.span.end }, text: ` as ${other}` }
        : { file, span: name.span, text: other },
    ],
  }));
  const facts = { name: name.text, path: writtenPath(path), nearest: near };
  return diagnose("ADG6002", { file, span: name.span }, facts, { fixes });
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
