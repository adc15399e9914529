import type * as ast from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import { isAdgFile } from "../peers.ts";
import type { Symbol, TaskSymbol } from "../program.ts";
import type { CheckedModule } from "../program-of.ts";
import type { Declared, DeclaredKind, Referent } from "./referent.ts";

type Declaration = ast.Task | ast.Workflow | ast.TypeDeclaration | ast.Input | ast.Parameter;

/** Where the declarations of a program stand, so that symbols become referents. */
export class Declarations {
  readonly #files = new Map<object, string>();
  readonly #imports = new Map<ast.ImportedName, ast.Import>();

  constructor({ modules }: Analysis) {
    for (const { file } of modules)
      for (const declaration of file.module.declarations) {
        this.#files.set(declaration, file.file);
        if (declaration.kind === "import")
          for (const imported of declaration.names) this.#imports.set(imported, declaration);
        if (declaration.kind === "task" || declaration.kind === "workflow")
          for (const parameter of declaration.parameters ?? []) this.#files.set(parameter, file.file);
      }
  }

  /** What a symbol stands for where it is met in a module. */
  referentOf(symbol: Symbol, { checker, file }: CheckedModule): Referent | undefined {
    switch (symbol.kind) {
      case "task":
        return this.#declared(symbol.declaration.kind, symbol.declaration);
      case "type":
        return "kind" in symbol.declaration
          ? this.#declared("type", symbol.declaration)
          : this.importedReferent(symbol.declaration, checker, "type");
      case "input":
      case "parameter":
        return this.#declared(symbol.kind, symbol.declaration, symbol.type);
      case "bound":
      case "local": {
        const name = checker.declarations.get(symbol);
        if (name === undefined) return undefined;
        const node = symbol.kind === "bound" ? symbol.rule : symbol.declaration;
        return { ...localReferent(symbol.kind, name, file.file, node), type: symbol.type };
      }
      case "imported-function":
        return this.importedReferent(symbol.declaration, checker, "function");
      case "builtin":
        return { kind: "built-in", what: "function", name: symbol.name };
      case "special":
        return { kind: "built-in", what: "name", name: symbol.name };
    }
  }

  /** The parameter of that name, of a task or workflow that the program has. */
  parameterOf(task: TaskSymbol, name: string, { checker }: CheckedModule): Referent | undefined {
    const { declaration } = task;
    const parameter = declaration.parameters?.find((each) => each.name.text === name);
    const type = task.parameters.find((each) => each.name === name)?.type;
    if (type === undefined) return undefined;
    if (parameter !== undefined) return this.#declared("parameter", parameter, type);
    if (declaration.kind !== "task" || declaration.from === undefined) return undefined;
    const { path, as } = declaration.from;
    const of = (as ?? declaration.name).text;
    return { kind: "foreign", what: "parameter", name, module: checker.module.peers.pathOf(path), of };
  }

  /** What an imported name stands for that no `.adg` file of the program declares. */
  importedReferent(
    imported: ast.ImportedName,
    { file, module: { peers } }: CheckedModule["checker"],
    what: "function" | "type",
  ): Referent | undefined {
    const from = this.#imports.get(imported)?.from;
    if (from === undefined || isAdgFile(from))
      return localReferent("import", imported.as ?? imported.name, file, imported);
    return { kind: "foreign", what, name: imported.name.text, module: peers.pathOf(from) };
  }

  #declared(kind: DeclaredKind, node: Declaration, type?: Declared["type"]): Declared | undefined {
    const file = this.#files.get(node);
    if (file === undefined) return undefined;
    const { text, span } = node.name;
    return { kind, name: text, at: { file, span }, node, ...(type === undefined ? {} : { type }) };
  }
}

/** What is declared by a name in the very file. */
export function localReferent(kind: DeclaredKind, name: ast.Name, file: string, node: ast.Located): Declared {
  return { kind, name: name.text, at: { file, span: name.span }, node };
}
