/** Second pass: what the declarations of a module mean: types, and the signatures of tasks and workflows. */
import type * as ast from "./ast.ts";
import type { BoundModule } from "./bind.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { importedFunctions, parametersOf } from "./imports.ts";
import type { Peers } from "./peers.ts";
import type { ImportedFunction, Symbol, TaskSymbol } from "./program.ts";
import { outputType } from "./output-type.ts";
import { TypeResolver } from "./resolve-type.ts";
import { optionalOf, primitive, recordOf, unknownType } from "./type-shape.ts";
import type { Type } from "./types.ts";

/** The declarations of a module with their types. */
export interface ModuleSymbols {
  readonly tasks: ReadonlyMap<string, TaskSymbol>;
  readonly inputs: ReadonlyMap<string, Symbol & { readonly kind: "input" | "parameter" }>;
  readonly imports: ReadonlyMap<string, ImportedFunction>;
  readonly peers: Peers;
  readonly edges: readonly { readonly from: TaskSymbol; readonly to: TaskSymbol; readonly at: ast.Span }[];
  readonly typeNodes: ReadonlyMap<ast.TypeNode, Type>;
  /** What names of types and of tasks in edges stand for. */
  readonly symbols: ReadonlyMap<ast.Name, Symbol>;
  readonly used: ReadonlySet<Symbol>;
  readonly typeSymbols: ReadonlyMap<string, Symbol>;
  /** Task names in edges that nothing declares. */
  readonly unknownTasks: readonly ast.Name[];
  /** Declared edges of which an end, or both, cannot be told. */
  readonly halfEdges: readonly { readonly from: TaskSymbol | undefined; readonly to: TaskSymbol | undefined }[];
  symbolOf(declaration: ast.Task | ast.Workflow): TaskSymbol;
  typeOf(node: ast.TypeNode): Type;
}

/** Whether a text is broken there, so that parts of it may be missing. */
export type IsBroken = (span: ast.Span) => boolean;

/** Resolves the types of a module. */
export function resolve(
  module: ast.Module,
  bound: BoundModule,
  file: string,
  isBroken: IsBroken,
  peers: Peers,
): { readonly value: ModuleSymbols; readonly diagnostics: readonly Diagnostic[] } {
  const types = new TypeResolver(bound, file, peers);
  const tasks = new Map<string, TaskSymbol>();
  const byDeclaration = new Map<ast.Task | ast.Workflow, TaskSymbol>();
  for (const declaration of module.declarations) {
    if (declaration.kind === "type") types.resolve(declaration.type);
    if (declaration.kind !== "task" && declaration.kind !== "workflow") continue;
    const symbol = taskSymbol(declaration, types, tasks, peers, isBroken(headOf(declaration)) ? "broken" : "whole");
    byDeclaration.set(declaration, symbol);
    // Of two declarations of one name the first counts; the other is checked all the same.
    if (bound.tasks.get(declaration.name.text) === declaration) tasks.set(declaration.name.text, symbol);
    types.symbols.set(declaration.name, symbol);
  }
  types.reportCircles();

  const inputs = new Map<string, Symbol & { readonly kind: "input" | "parameter" }>();
  for (const declaration of bound.inputs.values()) {
    const type = types.resolve(declaration.type);
    const symbol = { kind: "input", name: declaration.name.text, declaration, type } as const;
    inputs.set(symbol.name, symbol);
    types.symbols.set(declaration.name, symbol);
  }
  const imports = importedFunctions(bound, peers);

  const edges: { from: TaskSymbol; to: TaskSymbol; at: ast.Span }[] = [];
  const halfEdges: ModuleSymbols["halfEdges"][number][] = [];
  const unknownTasks: ast.Name[] = [];
  const endOf = new Map<ast.Name, TaskSymbol | undefined>();
  const taskAt = (name: ast.Name): TaskSymbol | undefined => {
    if (endOf.has(name)) return endOf.get(name);
    const task = tasks.get(name.text);
    endOf.set(name, task);
    if (task !== undefined) types.symbols.set(name, task);
    else if (!imports.has(name.text)) unknownTasks.push(name);
    return task;
  };
  for (const pair of bound.edges) {
    const [from, to] = [taskAt(pair.from), taskAt(pair.to)];
    if (from !== undefined && to !== undefined)
      edges.push({ from, to, at: { start: pair.from.span.start, end: pair.to.span.end } });
    else halfEdges.push({ from, to });
  }
  // A group at the end of a broken edge joins nothing, but its names are still names.
  for (const declaration of module.declarations)
    if (declaration.kind === "edge") for (const group of declaration.groups) for (const name of group) taskAt(name);

  return {
    value: {
      tasks,
      inputs,
      imports,
      peers,
      edges,
      typeNodes: types.typeNodes,
      symbols: types.symbols,
      used: types.used,
      typeSymbols: types.typeSymbols,
      unknownTasks,
      halfEdges,
      symbolOf: (declaration) =>
        byDeclaration.get(declaration) ?? taskSymbol(declaration, types, tasks, peers, "broken"),
      typeOf: (node) => types.resolve(node),
    },
    diagnostics: types.diagnostics,
  };
}

/** The part of a task or workflow that says how it is called. */
function headOf(declaration: ast.Task | ast.Workflow): ast.Span {
  const [first] = declaration.kind === "task" ? declaration.attributes : declaration.members;
  return { start: declaration.span.start, end: first?.span.start ?? declaration.span.end };
}

function taskSymbol(
  declaration: ast.Task | ast.Workflow,
  types: TypeResolver,
  tasks: ReadonlyMap<string, TaskSymbol>,
  peers: Peers,
  health: "whole" | "broken",
): TaskSymbol {
  if (declaration.kind === "task" && declaration.from !== undefined && declaration.parameters === undefined)
    return symbolFromPeer(declaration, declaration.from, types, peers, health);
  const parameters = (declaration.parameters ?? []).map((parameter) => {
    const type = types.resolve(parameter.type);
    return {
      name: parameter.name.text,
      type: parameter.optional ? optionalOf(type) : type,
      optional: parameter.optional || parameter.default !== undefined,
      default: parameter.default,
    };
  });
  const common = { kind: "task", name: declaration.name.text, declaration, parameters } as const;
  const hasSignature = health === "whole";
  if (declaration.result !== undefined) return { ...common, hasSignature, result: types.resolve(declaration.result) };
  if (!hasSignature) return { ...common, hasSignature, result: unknownType };
  if (declaration.kind === "task") return { ...common, hasSignature, result: primitive("void") };
  let result: Type | undefined;
  return {
    ...common,
    hasSignature,
    // Outputs may be of workflows that are declared below, or of this very one: so not before it is asked for.
    get result(): Type {
      if (result === undefined) {
        result = unknownType;
        result = outputsType(declaration, types, tasks);
      }
      return result;
    },
  };
}

/** A task whose signature is that of the TypeScript function. A result that is written all the same counts. */
function symbolFromPeer(
  declaration: ast.Task,
  from: ast.Task["from"] & {},
  types: TypeResolver,
  peers: Peers,
  health: "whole" | "broken",
): TaskSymbol {
  const name = declaration.name.text;
  const facts = peers.functionOf(from.path, (from.as ?? declaration.name).text);
  const isRead = facts.kind === "function" && health === "whole";
  const found = isRead ? peers.adgType(facts.result.shape, facts.shapes) : unknownType;
  return {
    kind: "task",
    name,
    declaration,
    hasSignature: isRead,
    parameters: isRead ? parametersOf(facts, peers) : [],
    result: declaration.result === undefined ? taskResult(found) : types.resolve(declaration.result),
  };
}

/** A function that gives nothing has the result `void`; one that never ends, any. */
function taskResult(type: Type): Type {
  if (type.kind === "null") return primitive("void");
  return type.kind === "never" ? primitive("json") : type;
}

/** What a workflow without a declared result gives: its output, or a record of its outputs. */
function outputsType(workflow: ast.Workflow, types: TypeResolver, tasks: ReadonlyMap<string, TaskSymbol>): Type {
  const outputs = workflow.members.filter((member) => member.kind === "output");
  const typeOf = (output: ast.Output): Type =>
    output.type === undefined ? outputType(output.value, (name) => tasks.get(name)) : types.resolve(output.type);
  const [first] = outputs;
  if (first === undefined) return primitive("void");
  if (first.name === undefined) return typeOf(first);
  return recordOf(
    outputs.flatMap((output) =>
      output.name === undefined ? [] : [{ name: output.name.text, type: typeOf(output), optional: false }],
    ),
  );
}
