/** Second pass: what the declarations of a module mean: types, and the signatures of tasks and workflows. */
import type * as ast from "./ast.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { importedFunctions, parametersOf } from "./imports.ts";
import { inferenceOf, inferences, resultOf } from "./infer-result.ts";
import type { Linked } from "./link.ts";
import { type ModuleFile, reachableFrom } from "./module-file.ts";
import type { Peers } from "./peers.ts";
import type { ImportedFunction, Symbol, TaskSymbol } from "./program.ts";
import { TypeResolver } from "./resolve-type.ts";
import { optionalOf, primitive, unknownType } from "./type-shape.ts";
import type { Type } from "./types.ts";

type InputSymbol = Symbol & { readonly kind: "input" | "parameter" };

/** A task or workflow of another `.adg` file. */
export interface ImportedTask {
  readonly imported: ast.ImportedName;
  readonly symbol: TaskSymbol;
}

/** The declarations of a module with their types. */
export interface ModuleSymbols {
  /** Tasks and workflows by the names that they have here: the file's own, then imported ones. */
  readonly tasks: ReadonlyMap<string, TaskSymbol>;
  readonly importedTasks: ReadonlyMap<string, ImportedTask>;
  readonly inputs: ReadonlyMap<string, InputSymbol>;
  readonly imports: ReadonlyMap<string, ImportedFunction>;
  readonly peers: Peers;
  readonly edges: readonly { readonly from: TaskSymbol; readonly to: TaskSymbol; readonly at: ast.Span }[];
  /** Those that the files declare to which this one leads: they come along with the tasks that they join. */
  readonly importedEdges: ModuleSymbols["edges"];
  readonly typeNodes: ReadonlyMap<ast.TypeNode, Type>;
  /** What names of types and of tasks in edges stand for. */
  readonly symbols: ReadonlyMap<ast.Name, Symbol>;
  readonly used: ReadonlySet<Symbol>;
  readonly typeSymbols: ReadonlyMap<string, Symbol>;
  /** Names of types of other `.adg` files. */
  readonly importedTypes: ReadonlyMap<string, ast.ImportedName>;
  /** Task names in edges that nothing declares. */
  readonly unknownTasks: readonly ast.Name[];
  /** Declared edges of which an end, or both, cannot be told. */
  readonly halfEdges: readonly { readonly from: TaskSymbol | undefined; readonly to: TaskSymbol | undefined }[];
  symbolOf(declaration: ast.Task | ast.Workflow): TaskSymbol;
  typeOf(node: ast.TypeNode): Type;
}

/** Whether a text is broken there, so that parts of it may be missing. */
export type IsBroken = (span: ast.Span) => boolean;

/** What is resolved, and what a resolver must know of it. */
export interface Resolvable {
  readonly file: string;
  readonly module: ast.Module;
  readonly linked: Linked;
  readonly isBroken: IsBroken;
  readonly peers: Peers;
}

/** Resolves the files of a program, which may import each other. */
export function resolve(
  files: ReadonlyMap<ModuleFile, Resolvable>,
): ReadonlyMap<ModuleFile, { readonly value: ModuleSymbols; readonly diagnostics: readonly Diagnostic[] }> {
  const resolvers = new Map([...files].map(([file, each]) => [file, new Resolver(each)]));
  const each = (act: (resolver: Resolver) => void): void => [...resolvers.values()].forEach(act);
  each((resolver) => resolver.importTypes(resolvers));
  each((resolver) => resolver.declareTasks());
  each((resolver) => resolver.importTasks(resolvers));
  each((resolver) => resolver.declareEdges());
  return new Map(
    [...resolvers].map(([file, resolver]) => {
      const imported = [...reachableFrom(file)].flatMap((other) =>
        other === file ? [] : (resolvers.get(other)?.own ?? []),
      );
      return [file, { value: resolver.symbols(imported), diagnostics: resolver.types.diagnostics }];
    }),
  );
}

/** The declared edges of a file. */
interface DeclaredEdges {
  readonly edges: ModuleSymbols["edges"];
  readonly halfEdges: ModuleSymbols["halfEdges"];
}

/** Resolves one file, in steps: each needs the one before it of all files. */
class Resolver {
  readonly types: TypeResolver;
  readonly #of: Resolvable;
  readonly #tasks = new Map<string, TaskSymbol>();
  readonly #byDeclaration = new Map<ast.Task | ast.Workflow, TaskSymbol>();
  readonly #importedTasks = new Map<string, ImportedTask>();
  readonly #inputs = new Map<string, InputSymbol>();
  readonly #imports: ReadonlyMap<string, ImportedFunction>;
  readonly #edges: ModuleSymbols["edges"][number][] = [];
  readonly #halfEdges: ModuleSymbols["halfEdges"][number][] = [];
  readonly #unknownTasks: ast.Name[] = [];

  constructor(of: Resolvable) {
    this.#of = of;
    this.types = new TypeResolver(of.linked.bound, of.file, of.peers);
    this.#imports = importedFunctions(of.linked.bound, of.peers);
  }

  get own(): DeclaredEdges {
    return { edges: this.#edges, halfEdges: this.#halfEdges };
  }

  importTypes(resolvers: ReadonlyMap<ModuleFile, Resolver>): void {
    for (const { imported, from, declaration } of this.#of.linked.types.values()) {
      const there = resolvers.get(from);
      if (there !== undefined) this.types.importType(imported.as ?? imported.name, there.types, declaration.name.text);
    }
  }

  declareTasks(): void {
    const { module, linked, isBroken, peers } = this.#of;
    for (const declaration of module.declarations) {
      if (declaration.kind === "type") this.types.resolve(declaration.type);
      if (declaration.kind !== "task" && declaration.kind !== "workflow") continue;
      const health = isBroken(headOf(declaration)) ? "broken" : "whole";
      const symbol = taskSymbol(declaration, this.types, this.#tasks, peers, health);
      this.#byDeclaration.set(declaration, symbol);
      // Of two declarations of one name the first counts; the other is checked all the same.
      if (linked.bound.tasks.get(declaration.name.text) === declaration) this.#tasks.set(symbol.name, symbol);
      this.types.symbols.set(declaration.name, symbol);
    }
    this.types.reportCircles();
    for (const declaration of module.declarations)
      for (const member of declaration.kind === "workflow" ? declaration.members : [declaration])
        if (member.kind === "output" && member.type !== undefined) this.types.resolve(member.type);
    for (const declaration of linked.bound.inputs.values()) {
      const type = this.types.resolve(declaration.type);
      const symbol = { kind: "input", name: declaration.name.text, declaration, type } as const;
      this.#inputs.set(symbol.name, symbol);
      this.types.symbols.set(declaration.name, symbol);
    }
  }

  importTasks(resolvers: ReadonlyMap<ModuleFile, Resolver>): void {
    for (const [name, { imported, from, declaration }] of this.#of.linked.tasks) {
      const there = resolvers.get(from);
      const symbol = there === undefined ? undefined : there.#byDeclaration.get(declaration);
      if (symbol === undefined) continue;
      this.#importedTasks.set(name, { imported, symbol });
      this.#tasks.set(name, symbol);
      this.types.symbols.set(imported.as ?? imported.name, symbol);
    }
  }

  declareEdges(): void {
    const endOf = new Map<ast.Name, TaskSymbol | undefined>();
    const taskAt = (name: ast.Name): TaskSymbol | undefined => {
      if (endOf.has(name)) return endOf.get(name);
      const task = this.#tasks.get(name.text);
      endOf.set(name, task);
      if (task !== undefined) this.types.symbols.set(name, task);
      else if (!this.#imports.has(name.text)) this.#unknownTasks.push(name);
      return task;
    };
    for (const pair of this.#of.linked.bound.edges) {
      const [from, to] = [taskAt(pair.from), taskAt(pair.to)];
      if (from !== undefined && to !== undefined)
        this.#edges.push({ from, to, at: { start: pair.from.span.start, end: pair.to.span.end } });
      else this.#halfEdges.push({ from, to });
    }
    // A group at the end of a broken edge joins nothing, but its names are still names.
    for (const declaration of this.#of.module.declarations)
      if (declaration.kind === "edge") for (const group of declaration.groups) for (const name of group) taskAt(name);
  }

  symbols(imported: readonly DeclaredEdges[]): ModuleSymbols {
    const { types } = this;
    const { peers } = this.#of;
    return {
      tasks: this.#tasks,
      importedTasks: this.#importedTasks,
      inputs: this.#inputs,
      imports: this.#imports,
      peers,
      edges: this.#edges,
      importedEdges: imported.flatMap(({ edges }) => edges),
      typeNodes: types.typeNodes,
      symbols: types.symbols,
      used: types.used,
      typeSymbols: types.typeSymbols,
      importedTypes: new Map([...this.#of.linked.types].map(([name, each]) => [name, each.imported])),
      unknownTasks: this.#unknownTasks,
      halfEdges: [...this.#halfEdges, ...imported.flatMap(({ halfEdges }) => halfEdges)],
      symbolOf: (declaration) =>
        this.#byDeclaration.get(declaration) ?? taskSymbol(declaration, types, this.#tasks, peers, "broken"),
      typeOf: (node) => types.resolve(node),
    };
  }
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
  const written = declaration.result && types.resolve(declaration.result);
  if (written !== undefined && hasSignature) return { ...common, hasSignature, result: written };
  // A head that is broken may mean another result than the one that can be read.
  if (!hasSignature) return { ...common, hasSignature, result: unknownType };
  if (declaration.kind === "task") return { ...common, hasSignature, result: primitive("void") };
  const inference = inferenceOf(declaration, types, tasks);
  const symbol: TaskSymbol = {
    ...common,
    hasSignature,
    // Outputs may be of workflows that are declared below, or of this very one: so not before it is asked for.
    get result(): Type {
      return resultOf(inference);
    },
  };
  inferences.set(symbol, inference);
  return symbol;
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
