import type * as ast from "../ast.ts";
import type { AddSite, ImportedFunction, Program, Symbol, TaskSymbol } from "../program.ts";
import type { Type } from "../types.ts";
import { unknownType } from "../type-shape.ts";
import type { Code } from "./code.ts";
import type { Sight } from "./sight.ts";
import { builtInTypes, Names, reservedNames, type RuntimeName } from "./names.ts";
import { importedNames, numberRules, scopesOf, type RuleLike, type ScopeLike } from "./number-rules.ts";
import type { Provenance } from "./provenance.ts";
import { SourceFile } from "./source-file.ts";

/** How the output is to refer to what lies outside it. */
export interface EmitOptions {
  /** Relative URL from the output's folder to an `.adg` file of the program. */
  sourceUrl(file: string): string;
  /** The import specifier, from the output, of a module that the `.adg` file names by this path. */
  resolveModule(path: string, file: string): string;
  /** Specifier of the runtime; `@adg/runtime` where left out. */
  readonly runtime?: string;
  /** How a `.d.ts` file names the runtime, where that is not as code does. */
  readonly runtimeTypes?: string;
  /** Relative URL of the source map, for the comment at the output's end; none where left out. */
  readonly mapPath?: string;
}

/** What the output calls an imported function, and the type of what it gives. */
export interface ImportedNames {
  readonly callee: string;
  readonly result: string;
}

/** A named type, and its name in the output: types of different files may bear the same in their own. */
export interface NamedAlias {
  readonly type: Type & { readonly kind: "alias" };
  readonly name: string;
}

/** Something that a name in compiled code holds. There is one object for each, so it can be a key. */
export interface Thing {
  /** Different for each thing. */
  readonly id: number;
  /** The name that it would best bear. */
  readonly wanted: string;
}

/** How firmly an emitted expression holds together: what binds less than its place needs is put in brackets. */
export type Level = "loose" | "choice" | "logic" | "comparison" | "sum" | "product" | "prefix" | "firm";

/** An expression of the output. */
export interface Emitted {
  readonly code: Code;
  readonly level: Level;
}

/** The parts of emission that need each other. */
export interface Emitters {
  expression(expression: ast.Expression, sight: Sight): Emitted;
  /** An expression that decides: json is checked to be true or false. */
  condition(expression: ast.Expression, sight: Sight): Emitted;
  /** A comprehension with something else in the place of its element. */
  comprehension(
    expression: ast.Expression & { readonly kind: "comprehension" },
    sight: Sight,
    element: () => Code,
  ): Code;
}

/** What all parts of the emission of one program share. */
export class Context implements Emitters {
  readonly program: Program;
  readonly options: EmitOptions;
  /** Names at the top of the module. */
  readonly names = new Names(reservedNames);
  /** What the output imports from the runtime, in the end. */
  readonly imported = new Set<RuntimeName>();
  /** Named types that the output declares, in the end, with what each is called there. */
  readonly aliases = new Map<string, NamedAlias>();
  /** Named types that values are checked against, in the end, with what the table of types calls each. */
  readonly checkedAliases = new Map<string, NamedAlias>();
  readonly checkedNames = new Names();
  readonly typeNames = new Names([...builtInTypes, ...reservedNames]);
  /** Tasks whose handles the output needs, in the end. */
  readonly handles = new Map<TaskSymbol, string>();
  /** Imported functions that the output uses, in the end, with their names there. */
  readonly importedFunctions = new Map<ImportedFunction, ImportedNames>();
  /** Where what the locals of bodies hold comes from, as far as it was asked. */
  readonly provenances = new Map<Thing, Provenance>();
  /** Calls whose nodes are kept in a list, with that list. */
  readonly notes = new Map<ast.Call, Thing>();
  readonly scopes: readonly ScopeLike[];
  readonly rules: readonly RuleLike[];
  /** The program's own file first. */
  readonly sources: readonly SourceFile[];
  readonly #sourceOf = new Map<object, SourceFile>();
  readonly #inputNames: ReadonlyMap<object, string>;
  readonly #ruleIds: ReadonlyMap<RuleLike, number>;
  readonly #parents: ReadonlyMap<RuleLike, RuleLike>;
  readonly #taskIds: ReadonlyMap<TaskSymbol, number>;
  readonly #taskNames = new Map<TaskSymbol, string>();
  readonly #bodyNames: string[] = [];
  readonly #guardNames: string[] = [];
  readonly #functions = new Map<ast.ImportedName, ImportedNames>();
  readonly #emitters: Emitters;
  readonly #sites: ReadonlyMap<RuleLike, AddSite[]>;
  readonly #siteIds = new Map<ast.Call, number>();
  #thingCount = 0;
  readonly #things = new Map<object, Map<string, Thing>>();

  constructor(program: Program, options: EmitOptions, emitters: Emitters) {
    this.program = program;
    this.#emitters = emitters;
    this.options = options;
    this.sources = program.modules.map((module, place) => {
      const variable = place === 0 ? undefined : this.names.take(`file_${place}`);
      return new SourceFile(module, options.sourceUrl(module.file), variable);
    });
    this.scopes = scopesOf(program);
    const numbered = this.sources.map((source) => this.#numberRulesOf(source));
    this.rules = numbered.flatMap(({ rules }) => rules);
    this.#parents = new Map(numbered.flatMap(({ parents }) => [...parents]));
    this.#inputNames = new Map(program.importedInputs.map(({ declaration, name }) => [declaration, name]));
    this.#ruleIds = new Map(this.rules.map((rule, id) => [rule, id]));
    this.#taskIds = new Map(program.tasks.map((task, id) => [task, id]));
    for (const task of program.tasks) this.#taskNames.set(task, this.names.take(task.name));
    for (const imported of program.modules.flatMap(({ module }) => importedNames(module))) {
      const name = (imported.as ?? imported.name).text;
      this.#functions.set(imported, { callee: this.names.take(name), result: this.names.take(`${name}_gives`) });
    }
    for (const id of this.rules.keys()) {
      this.#bodyNames.push(this.names.take(`body_${id}`));
      this.#guardNames.push(this.names.take(`where_${id}`));
    }
    this.#sites = Map.groupBy(program.sites.values(), (site) => site.owner);
    for (const sites of this.#sites.values()) {
      for (const [id, site] of sites.entries()) this.#siteIds.set(site.call, id);
    }
  }

  expression(expression: ast.Expression, sight: Sight): Emitted {
    return this.#emitters.expression(expression, sight);
  }

  condition(expression: ast.Expression, sight: Sight): Emitted {
    return this.#emitters.condition(expression, sight);
  }

  comprehension(
    expression: ast.Expression & { readonly kind: "comprehension" },
    sight: Sight,
    element: () => Code,
  ): Code {
    return this.#emitters.comprehension(expression, sight, element);
  }

  /** Numbers the rules of a file that the program has, and notes of what it declares that it is its own. */
  #numberRulesOf(source: SourceFile): ReturnType<typeof numberRules> {
    const { module } = source.module;
    const own = new Set<object>([module, ...module.declarations]);
    const numbered = numberRules(this.scopes.filter((scope) => own.has(scope)));
    const members = module.declarations.flatMap((each) => (each.kind === "workflow" ? each.members : []));
    for (const each of [...own, ...members, ...numbered.rules]) this.#sourceOf.set(each, source);
    return numbered;
  }

  /** The file of a declaration or rule. */
  sourceOf(of: ScopeLike | RuleLike | ast.Declaration): SourceFile {
    return found(this.#sourceOf.get(of), `where something is declared`);
  }

  /** What the program calls a task. */
  nameOf(task: TaskSymbol): string {
    return found(this.program.names.get(task), `the task "${task.name}"`);
  }

  /** What the program calls an input. */
  inputName(symbol: Symbol & { readonly kind: "input" | "parameter" }): string {
    return this.#inputNames.get(symbol.declaration) ?? symbol.name;
  }

  /** The type that the checker found. */
  typeOf(expression: ast.Expression): Type {
    return this.program.types.get(expression) ?? unknownType;
  }

  /** Notes that the output imports the name, and gives it. */
  runtime<Name extends RuntimeName>(name: Name): Name {
    this.imported.add(name);
    return name;
  }

  taskId(task: TaskSymbol): number {
    return found(this.#taskIds.get(task), `the task "${task.name}"`);
  }

  /** The name of the task's handle, which the output then declares. */
  handle(task: TaskSymbol): string {
    const name = found(this.#taskNames.get(task), `the task "${task.name}"`);
    this.handles.set(task, name);
    return name;
  }

  ruleId(rule: RuleLike): number {
    return found(this.#ruleIds.get(rule), "a rule");
  }

  /** The rule around a nested one. */
  parentOf(rule: RuleLike): RuleLike | undefined {
    return this.#parents.get(rule);
  }

  /** The places of a rule's body that add, in the order in which they are evaluated. */
  sitesOf(rule: RuleLike): readonly AddSite[] {
    return this.#sites.get(rule) ?? [];
  }

  siteId(call: ast.Call): number {
    return found(this.#siteIds.get(call), "a call that adds");
  }

  /** What a name stands for at its use. */
  symbol(name: ast.Name): Symbol {
    return found(this.program.symbols.get(name), `the name "${name.text}"`);
  }

  /** The names that an imported function has in the output, which then imports it. */
  importedFunction(symbol: ImportedFunction): ImportedNames {
    const names = found(this.#functions.get(symbol.declaration), `the function "${symbol.name}"`);
    this.importedFunctions.set(symbol, names);
    return names;
  }

  /** The name of a rule's body function. */
  bodyName(rule: RuleLike): string {
    return found(this.#bodyNames[this.ruleId(rule)], "a rule");
  }

  /** The name of a rule's guard function. */
  guardName(rule: RuleLike): string {
    return found(this.#guardNames[this.ruleId(rule)], "a rule");
  }

  /** What a `let`, `for` or comprehension names so. */
  local(declaration: object, name: string): Thing {
    return this.#thing(declaration, name, name);
  }

  /** What a local's elements come from, where that is a variable of its own. */
  provenanceOf(declaration: object, name: string): Thing {
    return this.#thing(declaration, `${name} from`, `${name}_from`);
  }

  /**
   * What a condition binds. `x done`, without a name of its own, is about the x around the rule and binds nothing new. But
   * `x failed` binds x as this rule sees it: its edges only order.
   */
  bound(rule: ast.Rule, index: number): Thing {
    const condition = found(rule.conditions[index], "a condition");
    if (condition.kind === "no-more") throw new Error(`Internal fault: "no more" binds nothing.`);
    if (condition.as !== undefined) return this.#thing(condition, "", condition.as.text);
    const subject = this.symbol(condition.subject);
    if (subject.kind === "task") return this.#thing(condition, "", subject.name);
    const around = found(this.thing(subject), `the name "${subject.name}"`);
    return condition.event === "done" ? around : this.#thing(condition, "", `${subject.name}_${condition.event}`);
  }

  /** What a symbol of a body stands for; `undefined` for one that no body declares. */
  thing(symbol: Symbol): Thing | undefined {
    if (symbol.kind === "local") return this.local(symbol.declaration, symbol.name);
    if (symbol.kind === "bound") return this.bound(symbol.rule, symbol.condition);
    return undefined;
  }

  /** What counts how often the loops of a rule's body go round. */
  roundsOf(rule: RuleLike): Thing {
    return this.#thing(rule, "rounds", "rounds");
  }

  /** A thing that only compiled code knows. */
  newThing(wanted: string): Thing {
    this.#thingCount += 1;
    return { id: this.#thingCount, wanted };
  }

  #thing(key: object, part: string, wanted: string): Thing {
    const things = this.#things.get(key) ?? new Map<string, Thing>();
    this.#things.set(key, things);
    const thing = things.get(part) ?? this.newThing(wanted);
    things.set(part, thing);
    return thing;
  }
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`Internal fault: emission does not know ${what}.`);
  return value;
}
