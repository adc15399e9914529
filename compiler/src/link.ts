/** What the names stand for that a file imports from other `.adg` files. */
import type * as ast from "./ast.ts";
import { type BoundModule, declaredTwice, type Imported } from "./bind.ts";
import { diagnose } from "./catalogue.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { ModuleFile } from "./module-file.ts";
import { renames } from "./fixes/rename.ts";
import { nearest } from "./nearest.ts";
import { isAdgFile, writtenPath } from "./peers.ts";

/** A declaration of another file, under the name that it has here. */
export interface Link<Declaration> {
  readonly imported: ast.ImportedName;
  readonly from: ModuleFile;
  readonly declaration: Declaration;
}

/** What a file imports from other `.adg` files, by the names that it gives them. */
export interface Linked {
  readonly tasks: ReadonlyMap<string, Link<ast.Task | ast.Workflow>>;
  readonly types: ReadonlyMap<string, Link<ast.TypeDeclaration>>;
  /** The file's own names, with those among the imported ones of which nothing can be known. */
  readonly bound: BoundModule;
  /** Imported names that are not there. */
  readonly lost: ReadonlySet<ast.ImportedName>;
}

/** Looks up the imported names of a file. One that is not declared where it should be counts as known here. */
export function link(
  file: ModuleFile,
  boundOnes: ReadonlyMap<ModuleFile, BoundModule>,
): { readonly value: Linked; readonly diagnostics: readonly Diagnostic[] } {
  const linker = new Linker(file, boundOnes);
  for (const declaration of file.module.declarations) {
    if (declaration.kind !== "import" || declaration.from === undefined || !isAdgFile(declaration.from)) continue;
    for (const imported of declaration.names) linker.link(imported, declaration, declaration.from);
  }
  const { tasks, types, lost, imports, importedTypes, bound } = linker;
  return {
    value: { tasks, types, lost, bound: { ...bound, imports, importedTypes } },
    diagnostics: linker.diagnostics,
  };
}

class Linker {
  readonly tasks = new Map<string, Link<ast.Task | ast.Workflow>>();
  readonly types = new Map<string, Link<ast.TypeDeclaration>>();
  readonly lost = new Set<ast.ImportedName>();
  readonly diagnostics: Diagnostic[] = [];
  readonly bound: BoundModule;
  readonly imports: Map<string, Imported>;
  readonly importedTypes: Map<string, Imported>;
  readonly #file: ModuleFile;
  readonly #boundOnes: ReadonlyMap<ModuleFile, BoundModule>;

  constructor(file: ModuleFile, boundOnes: ReadonlyMap<ModuleFile, BoundModule>) {
    this.#file = file;
    this.#boundOnes = boundOnes;
    this.bound = boundOf(boundOnes, file);
    this.imports = new Map(this.bound.imports);
    this.importedTypes = new Map(this.bound.importedTypes);
  }

  link(imported: ast.ImportedName, declaration: ast.Import, written: ast.TextLiteral): void {
    const name = imported.as ?? imported.name;
    const { typeOnly } = declaration;
    const from = this.#file.imports.get(declaration);
    const there = from === undefined ? undefined : boundOf(this.#boundOnes, from);
    const task = typeOnly ? undefined : there?.tasks.get(imported.name.text);
    const type = there?.types.get(imported.name.text);
    if (from !== undefined && task !== undefined && this.#isFree(name, "task"))
      this.tasks.set(name.text, { imported, from, declaration: task });
    if (from !== undefined && type !== undefined && this.#isFree(name, task === undefined ? "type" : "both"))
      this.types.set(name.text, { imported, from, declaration: type });
    if (task !== undefined || type !== undefined) return;
    this.lost.add(imported);
    const unknown = typeOnly ? this.importedTypes : this.imports;
    if (!unknown.has(name.text)) unknown.set(name.text, { imported, from: written });
    // Where it may stand in text that could not be read, that text was reported.
    if (from === undefined || there === undefined || from.module.unread.has(imported.name.text)) return;
    this.#reportUnknown(imported, { typeOnly, written, from, there });
  }

  /** Whether nothing else here has the name. `both`: it was said of the task of that name. */
  #isFree(name: ast.Name, what: "task" | "type" | "both"): boolean {
    const first =
      what === "task"
        ? (nameOf(this.bound.tasks.get(name.text)) ??
          importedName(this.tasks.get(name.text) ?? this.bound.imports.get(name.text)))
        : (nameOf(this.bound.types.get(name.text)) ??
          importedName(this.types.get(name.text) ?? this.bound.importedTypes.get(name.text)));
    if (first === undefined) return true;
    const [before, after] = first.span.start <= name.span.start ? [first, name] : [name, first];
    const isReported = this.diagnostics.some(({ code, span }) => code === "ADG2002" && span === after.span);
    if (what !== "both" || !isReported)
      this.diagnostics.push(declaredTwice(this.#file.file, what === "task" ? "task" : "type", after, before));
    return false;
  }

  #reportUnknown(
    { name }: ast.ImportedName,
    {
      typeOnly,
      written,
      from,
      there,
    }: {
      readonly typeOnly: boolean;
      readonly written: ast.TextLiteral;
      readonly from: ModuleFile;
      readonly there: BoundModule;
    },
  ): void {
    const path = writtenPath(written);
    const at = { file: this.#file.file, span: name.span };
    const origin = originOf(name.text, from);
    if (origin !== undefined) {
      const problem = { kind: "passed-on", path, name: name.text, from: origin } as const;
      this.diagnostics.push(diagnose("ADG2003", at, problem));
      return;
    }
    const candidates = [...(typeOnly ? [] : there.tasks.keys()), ...there.types.keys()];
    const near = nearest(name.text, candidates, this.diagnostics.length);
    const fixes = renames(this.#file.file, name, near);
    const what = typeOnly ? "type" : undefined;
    const problem = { kind: "no-name", path, what, name: name.text, nearest: near } as const;
    this.diagnostics.push(diagnose("ADG2003", at, problem, { fixes }));
  }
}

/** The path that a file itself imports a name from. */
function originOf(name: string, { module }: ModuleFile): string | undefined {
  for (const declaration of module.declarations) {
    if (declaration.kind !== "import" || declaration.from === undefined) continue;
    if (declaration.names.some((imported) => (imported.as ?? imported.name).text === name))
      return writtenPath(declaration.from);
  }
  return undefined;
}

function nameOf(declaration: { readonly name: ast.Name } | undefined): ast.Name | undefined {
  return declaration?.name;
}

function importedName(found: { readonly imported: ast.ImportedName } | undefined): ast.Name | undefined {
  return found === undefined ? undefined : (found.imported.as ?? found.imported.name);
}

function boundOf(boundOnes: ReadonlyMap<ModuleFile, BoundModule>, file: ModuleFile): BoundModule {
  const bound = boundOnes.get(file);
  if (bound === undefined) throw new Error(`Internal fault: "${file.file}" was not bound.`);
  return bound;
}
