/** Every name that is written in a file, with what it stands for. */
import type * as ast from "../ast.ts";
import type { CheckedModule } from "../program-of.ts";
import { isAdgFile } from "../peers.ts";
import type { Symbol, TaskSymbol } from "../program.ts";
import type { Type } from "../types.ts";
import { type Declarations, localReferent } from "./declarations.ts";
import { ExpressionNames } from "./expression-names.ts";
import type { FieldOrigins } from "./field-origins.ts";
import type { NameUse } from "./name-use.ts";
import type { Referent } from "./referent.ts";

export interface CollectedNames {
  /** In the order of the text. */
  readonly uses: readonly NameUse[];
  /** Fields that must have the same name, as values of one type are handed over as those of another. */
  readonly ties: readonly (readonly Referent[])[];
}

/** The names of a file. */
export function collectNames(module: CheckedModule, declarations: Declarations, origins: FieldOrigins): CollectedNames {
  const collector = new NameCollector(module, declarations, origins);
  for (const declaration of module.file.module.declarations) collector.visit(declaration);
  return { uses: collector.uses.sort((a, b) => a.span.start - b.span.start), ties: collector.ties };
}

class NameCollector {
  readonly uses: NameUse[] = [];
  readonly #module: CheckedModule;
  readonly #declarations: Declarations;
  readonly #origins: FieldOrigins;
  readonly #expressions: ExpressionNames;

  constructor(module: CheckedModule, declarations: Declarations, origins: FieldOrigins) {
    this.#module = module;
    this.#declarations = declarations;
    this.#origins = origins;
    this.#expressions = new ExpressionNames(module, declarations, origins, this.uses);
  }

  get ties(): CollectedNames["ties"] {
    return this.#expressions.ties;
  }

  visit(declaration: ast.Declaration): void {
    switch (declaration.kind) {
      case "import":
        for (const imported of declaration.names) this.#import(imported, declaration);
        break;
      case "input":
        this.#declare("input", declaration.name, declaration);
        this.#type(declaration.type);
        this.#expressions.visit(declaration.default, this.#typeOf(declaration.type));
        break;
      case "type":
        this.#declare("type", declaration.name, declaration);
        this.#type(declaration.type);
        break;
      case "task":
        this.#task(declaration);
        break;
      case "edge":
        for (const name of declaration.groups.flat()) this.#expressions.use(name);
        break;
      case "workflow":
        this.#workflow(declaration);
        break;
      default:
        this.#member(declaration, undefined);
    }
  }

  #import(imported: ast.ImportedName, declaration: ast.Import): void {
    const { name, as } = imported;
    const referents = this.#imported(imported, declaration);
    // What TypeScript exports has no other name of its own in the file.
    const alias = as === undefined && referents.every(({ kind }) => kind === "foreign") ? { alias: name.span } : {};
    this.uses.push({ span: name.span, name: name.text, role: "read", referents, ...alias });
    if (as !== undefined)
      this.uses.push({ span: as.span, name: as.text, role: "declaration", referents, alias: as.span });
  }

  /** A name may be that of a task and of a type. */
  #imported(imported: ast.ImportedName, { from, typeOnly }: ast.Import): readonly Referent[] {
    const { checker } = this.#module;
    const name = (imported.as ?? imported.name).text;
    const found: Symbol[] = [];
    if (from !== undefined && isAdgFile(from)) {
      const task = checker.module.importedTasks.get(name);
      if (task?.imported === imported) found.push(task.symbol);
      const type =
        checker.module.importedTypes.get(name) === imported ? checker.module.typeSymbols.get(name) : undefined;
      if (type !== undefined) found.push(type);
    }
    const referents = found.flatMap((symbol) => this.#declarations.referentOf(symbol, this.#module) ?? []);
    if (referents.length > 0) return referents;
    const other = this.#declarations.importedReferent(imported, checker, typeOnly ? "type" : "function");
    return other === undefined ? [] : [other];
  }

  #task(task: ast.Task): void {
    const { checker } = this.#module;
    this.#declare("task", task.name, task);
    const symbol = checker.module.symbolOf(task);
    this.#parameters(task.parameters ?? [], symbol);
    if (task.result !== undefined) this.#type(task.result);
    this.#expressions.visit(task.pure, symbol.result);
    if (task.from?.as !== undefined) {
      const { path, as } = task.from;
      const referent = {
        kind: "foreign",
        what: "function",
        name: as.text,
        module: checker.module.peers.pathOf(path),
      } as const;
      this.uses.push({ span: as.span, name: as.text, role: "read", referents: [referent] });
    }
    for (const name of task.spawns) this.#expressions.use(name);
    this.#expressions.visitAttributes(task, symbol);
  }

  #workflow(workflow: ast.Workflow): void {
    this.#declare("workflow", workflow.name, workflow);
    const symbol = this.#module.checker.module.symbolOf(workflow);
    this.#parameters(workflow.parameters, symbol);
    if (workflow.result !== undefined) this.#type(workflow.result);
    for (const member of workflow.members)
      this.#member(member, workflow.result === undefined ? undefined : symbol.result);
  }

  #parameters(parameters: readonly ast.Parameter[], { parameters: own }: TaskSymbol): void {
    for (const [place, parameter] of parameters.entries()) {
      this.#declare("parameter", parameter.name, parameter);
      this.#type(parameter.type);
      this.#expressions.visit(parameter.default, own[place]?.type);
    }
  }

  /** `result`: of the workflow around, where it declares one. */
  #member(member: ast.Start | ast.Rule | ast.Output, result: Type | undefined): void {
    if (member.kind === "start") return this.#expressions.visitBody(member.body);
    if (member.kind === "rule") return this.#expressions.visitRule(member);
    const { name, type, value } = member;
    if (name !== undefined) {
      const own = localReferent("output", name, this.#module.file.file, member);
      const referents = [own, ...this.#origins.find(result, name.text)];
      this.uses.push({ span: name.span, name: name.text, role: "declaration", referents });
    }
    if (type !== undefined) this.#type(type);
    this.#expressions.visit(value, type === undefined ? (name === undefined ? result : undefined) : this.#typeOf(type));
  }

  #declare(kind: "input" | "type" | "task" | "workflow" | "parameter", name: ast.Name, node: ast.Located): void {
    const referent = localReferent(kind, name, this.#module.file.file, node);
    this.uses.push({ span: name.span, name: name.text, role: "declaration", referents: [referent] });
  }

  #type(node: ast.TypeNode): void {
    switch (node.kind) {
      case "named":
        this.#typeName(node.name);
        node.arguments.forEach((argument) => this.#type(argument));
        break;
      case "list":
        this.#type(node.element);
        break;
      case "optional":
        this.#type(node.type);
        break;
      case "tuple":
        node.elements.forEach((element) => this.#type(element));
        break;
      case "union":
        node.members.forEach((member) => this.#type(member));
        break;
      case "record":
        for (const field of node.fields) {
          const referent = localReferent("field", field.name, this.#module.file.file, field);
          this.uses.push({ span: field.name.span, name: field.name.text, role: "declaration", referents: [referent] });
          this.#type(field.type);
        }
        break;
      case "literal":
      case "missing":
        break;
    }
  }

  #typeName(name: ast.Name): void {
    if (this.#module.checker.symbols.has(name)) return this.#expressions.use(name);
    const referent = { kind: "built-in", what: "type", name: name.text } as const;
    const referents = builtInTypes.has(name.text) ? [referent] : [];
    this.uses.push({ span: name.span, name: name.text, role: "read", referents });
  }

  #typeOf(node: ast.TypeNode): Type | undefined {
    return this.#module.checker.module.typeNodes.get(node);
  }
}

const builtInTypes: ReadonlySet<string> = new Set([
  ...["string", "number", "int", "boolean", "file", "dir", "json", "void", "Outcome"],
]);
