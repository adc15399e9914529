/** What the parts of the check share: the module's symbols, the tables they fill, and how they report. */
import type * as ast from "../ast.ts";
import { type Code, diagnose, type Parameters } from "../catalogue.ts";
import type { Diagnostic, Fix } from "../diagnostic.ts";
import type { FixedModule } from "../fixes/remove-unused.ts";
import type { ModuleSymbols } from "../resolve.ts";
import type { ShellHole, Symbol, TaskSymbol } from "../program.ts";
import type { Type } from "../types.ts";
import type { Scope } from "./scope.ts";

/** A rule, or `start`: what has a body. */
export type Owner = ast.Rule | ast.Start;

/** A set that the rule, or one around it, waits for. */
export interface KnownSet {
  readonly task: TaskSymbol;
  readonly under: Symbol | undefined;
  readonly event: "done" | "settled";
}

/** Where an expression stands. */
export interface Environment {
  readonly scope: Scope;
  /** The body that an add would add to; `undefined` where nothing can be added. */
  readonly owner: Owner | undefined;
  readonly sets: readonly KnownSet[];
  /** A value of any JSON type can stand in a shell text. */
  readonly text: "plain" | "shell";
  /** The whole argument of a task that is being checked: there a node can stand for its result. */
  readonly argument?: ast.Expression;
}

/** `args` or `args.p` of a node that has not ended: known unless some add passes a node for it, which is seen in the end. */
export interface EarlyArgument {
  readonly task: TaskSymbol;
  /** `undefined`: all arguments at once. */
  readonly parameter: string | undefined;
  readonly span: ast.Span;
}

export interface Checker {
  readonly file: string;
  /** The file, as fixes see it. */
  readonly source: FixedModule;
  readonly module: ModuleSymbols;
  /** What tasks and workflows are called in the file. */
  readonly names: ReadonlyMap<TaskSymbol, string>;
  readonly symbols: Map<ast.Name, Symbol>;
  /** Where each name of a body is bound. */
  readonly declarations: Map<Symbol, ast.Name>;
  /** Symbols that some name uses; an edge does not use a task. */
  readonly used: Set<Symbol>;
  /** Tells symbols apart in the paths of values. */
  readonly symbolNumbers: Map<Symbol, number>;
  readonly types: Map<ast.Expression, Type>;
  /** Calls of tasks, in the order in which their bodies evaluate them. */
  readonly adds: Map<ast.Call, { readonly task: TaskSymbol; readonly owner: Owner }>;
  /** Calls of something that cannot be told, or not be called: whatever they were meant to add. */
  readonly lostCalls: Set<ast.Call>;
  readonly callArguments: Map<ast.Call, readonly (ast.Expression | undefined)[]>;
  /** The task whose nodes a condition speaks of. */
  readonly conditionTasks: Map<ast.Condition, TaskSymbol>;
  readonly earlyArguments: EarlyArgument[];
  readonly shell: Map<ast.TextLiteral, readonly ShellHole[]>;
  /** Whether a line that cannot be read may declare this name. */
  readonly mayDeclare: (name: string) => boolean;
  readonly diagnostics: Diagnostic[];
  /** Checks an expression, once, and answers its type. */
  type(expression: ast.Expression, environment: Environment): Type;
  report<C extends Code>(code: C, span: ast.Span, parameters: Parameters<C>, fixes?: readonly Fix[]): void;
}

/** A checker with empty tables. `type` comes from the check of expressions, `mayDeclare` from the text. */
export function createChecker(
  source: FixedModule,
  module: ModuleSymbols,
  type: (checker: Checker, expression: ast.Expression, environment: Environment) => Type,
  mayDeclare: (name: string) => boolean = () => false,
): Checker {
  const { file } = source;
  const checker: Checker = {
    file,
    source,
    module,
    names: namesOf(module),
    symbols: new Map(module.symbols),
    declarations: new Map(),
    used: new Set(module.used),
    symbolNumbers: new Map(),
    types: new Map(),
    adds: new Map(),
    lostCalls: new Set(),
    callArguments: new Map(),
    conditionTasks: new Map(),
    earlyArguments: [],
    shell: new Map(),
    mayDeclare,
    diagnostics: [],
    type: (expression, environment) => type(checker, expression, environment),
    report: (code, span, parameters, fixes = []) => {
      checker.diagnostics.push(diagnose(code, { file, span }, parameters, { fixes }));
    },
  };
  return checker;
}

/** What a task is called in the file. */
export function nameOf(checker: Checker, task: TaskSymbol): string {
  return checker.names.get(task) ?? task.name;
}

/** Of a task that has several names, the first. */
function namesOf({ tasks }: ModuleSymbols): ReadonlyMap<TaskSymbol, string> {
  const names = new Map<TaskSymbol, string>();
  for (const [name, task] of tasks) if (!names.has(task)) names.set(task, name);
  return names;
}

/** Notes that a name stands for a symbol here, and that the symbol is used. */
export function use(checker: Checker, name: ast.Name, symbol: Symbol): void {
  checker.symbols.set(name, symbol);
  checker.used.add(symbol);
}
