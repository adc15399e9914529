/** First pass: which declaration each name of a module stands for. Nothing is said about types yet. */
import type * as ast from "./ast.ts";
import { diagnose } from "./catalogue.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { isAdgFile } from "./peers.ts";

/** The names of a module. Tasks, types and values (inputs, imports) do not get in each other's way. */
export interface BoundModule {
  readonly tasks: ReadonlyMap<string, ast.Task | ast.Workflow>;
  readonly types: ReadonlyMap<string, ast.TypeDeclaration>;
  readonly inputs: ReadonlyMap<string, ast.Input>;
  /** Names imported as values: functions, and names that an `.adg` file should declare but does not. */
  readonly imports: ReadonlyMap<string, Imported>;
  /** Names of `import type`. */
  readonly importedTypes: ReadonlyMap<string, Imported>;
  /** Pairs of the edge declarations, as written. */
  readonly edges: readonly { readonly from: ast.Name; readonly to: ast.Name }[];
}

/** An imported name, and where it comes from (`undefined` where that is broken). */
export interface Imported {
  readonly imported: ast.ImportedName;
  readonly from: ast.TextLiteral | undefined;
}

/** Binds the declarations of a module; of two with the same name the first is kept. */
export function bind(
  module: ast.Module,
  file: string,
): { readonly value: BoundModule; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const types = new Map<string, ast.TypeDeclaration>();
  const tasks = new Map<string, ast.Task | ast.Workflow>();
  const inputs = new Map<string, ast.Input>();
  const imports = new Map<string, Imported>();
  const importedTypes = new Map<string, Imported>();
  const rules = new Map<string, ast.Name>();
  const firsts = {
    task: new Map<string, ast.Name>(),
    type: new Map<string, ast.Name>(),
    value: new Map<string, ast.Name>(),
  };
  const edges: { from: ast.Name; to: ast.Name }[] = [];

  function isFirst(seen: Map<string, ast.Name>, name: ast.Name, what: string): boolean {
    const first = seen.get(name.text);
    if (first !== undefined) diagnostics.push(declaredTwice(file, what, name, first));
    else seen.set(name.text, name);
    return first === undefined;
  }

  for (const declaration of module.declarations) {
    switch (declaration.kind) {
      case "import":
        // What another `.adg` file declares, that file must tell.
        if (declaration.from !== undefined && isAdgFile(declaration.from)) break;
        for (const imported of declaration.names) {
          const name = imported.as ?? imported.name;
          const [seen, bound] = declaration.typeOnly ? [firsts.type, importedTypes] : [firsts.value, imports];
          if (isFirst(seen, name, "name")) bound.set(name.text, { imported, from: declaration.from });
        }
        break;
      case "input":
        if (isFirst(firsts.value, declaration.name, "input")) inputs.set(declaration.name.text, declaration);
        break;
      case "type":
        if (isFirst(firsts.type, declaration.name, "type")) types.set(declaration.name.text, declaration);
        break;
      case "task":
      case "workflow":
        if (isFirst(firsts.task, declaration.name, declaration.kind)) tasks.set(declaration.name.text, declaration);
        break;
      case "edge":
        for (const pair of pairsOf(declaration)) edges.push(pair);
        break;
      case "rule":
        if (declaration.name !== undefined) isFirst(rules, declaration.name, "rule");
        break;
      case "output":
      case "start":
        break;
    }
    if (declaration.kind === "workflow") {
      const named = new Map<string, ast.Name>();
      for (const member of declaration.members)
        if (member.kind === "rule" && member.name !== undefined) isFirst(named, member.name, "rule");
      diagnostics.push(...outputsTwice(declaration.members, file));
    }
  }
  diagnostics.push(...outputsTwice(module.declarations, file));
  return { value: { tasks, types, inputs, imports, importedTypes, edges }, diagnostics };
}

/** Says that a name is declared again, and where it was first. */
export function declaredTwice(file: string, what: string, name: ast.Name, first: ast.Name): Diagnostic {
  return diagnose(
    "ADG2002",
    { file, span: name.span },
    { what, name: name.text },
    { related: [{ file, span: first.span, message: `"${name.text}" is declared first here.` }] },
  );
}

/** `edge a, b -> c` joins each of a group with each of the next. */
function pairsOf(edge: ast.Edge): { from: ast.Name; to: ast.Name }[] {
  return edge.groups.flatMap((group, place) =>
    (edge.groups[place + 1] ?? []).flatMap((to) => group.map((from) => ({ from, to }))),
  );
}

/** Outputs have different names, and one without a name stands alone. */
function outputsTwice(members: readonly (ast.Declaration | ast.Output)[], file: string): readonly Diagnostic[] {
  // A broken one has lost its name, or may have.
  const outputs = members.filter((member) => member.kind === "output").filter(({ value }) => value.kind !== "missing");
  const firsts = new Map<string, ast.Name>();
  const diagnostics: Diagnostic[] = [];
  for (const [place, output] of outputs.entries()) {
    if (output.name === undefined || outputs[0]?.name === undefined) {
      if (place > 0)
        diagnostics.push(diagnose("ADG2002", { file, span: output.span }, { what: "output beside others" }));
      continue;
    }
    const first = firsts.get(output.name.text);
    if (first !== undefined) diagnostics.push(declaredTwice(file, "output", output.name, first));
    else firsts.set(output.name.text, output.name);
  }
  return diagnostics;
}
