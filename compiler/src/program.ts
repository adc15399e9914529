/**
 * A checked program: the tree of a module with what the passes found out about it. Emission and the editor read this; nobody
 * changes it.
 */
import type * as ast from "./ast.ts";
import type { Type } from "./types.ts";

/** Whatever a name can stand for. Compared by identity. */
export type Symbol =
  | TaskSymbol
  | {
      readonly kind: "type";
      readonly name: string;
      readonly declaration: ast.TypeDeclaration | ast.ImportedName;
      readonly type: Type;
    }
  | {
      readonly kind: "input" | "parameter";
      readonly name: string;
      readonly declaration: ast.Input | ast.Parameter;
      readonly type: Type;
    }
  /** A name bound by a condition: a node, or the list of nodes of a set. */
  | {
      readonly kind: "bound";
      readonly name: string;
      readonly rule: ast.Rule;
      /** Index of the condition. */
      readonly condition: number;
      readonly type: Type;
    }
  | {
      readonly kind: "local";
      readonly name: string;
      readonly declaration: ast.Statement | ast.Expression;
      readonly type: Type;
    }
  | ImportedFunction
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "special"; readonly name: "attempt" | "out"; readonly type: Type };

/** A name imported as a value. */
export interface ImportedFunction {
  readonly kind: "imported-function";
  readonly name: string;
  readonly declaration: ast.ImportedName;
  /** What of: a function of a TypeScript module, or anything that another `.adg` file declares. */
  readonly origin: "typescript" | "adg";
  /** `undefined` where it cannot be told. */
  readonly signature: FunctionSignature | undefined;
}

export interface FunctionSignature {
  readonly parameters: TaskSymbol["parameters"];
  /** What each further argument is, where there may be more. */
  readonly rest: Type | undefined;
  readonly result: Type;
}

/** A task, or a workflow used as one. */
export interface TaskSymbol {
  readonly kind: "task";
  readonly name: string;
  readonly declaration: ast.Task | ast.Workflow;
  /** False where the signature is broken, or not written: then nothing can be said about the arguments of a call. */
  readonly hasSignature: boolean;
  readonly parameters: readonly {
    readonly name: string;
    /** `T?` for `name?: T`. */
    readonly type: Type;
    readonly optional: boolean;
    readonly default: ast.Expression | undefined;
  }[];
  readonly result: Type;
}

/** Where edges come from, statically (see `Source` in the runtime's contract). */
export type Source =
  | { readonly kind: "bound"; readonly rule: ast.Rule; readonly condition: number; readonly task: TaskSymbol }
  /** A node made by an add of this or an outer body. */
  | { readonly kind: "made"; readonly call: ast.Call; readonly task: TaskSymbol }
  | { readonly kind: "gather"; readonly task: TaskSymbol; readonly under: Symbol | undefined };

/** A call that adds a node, with the edges it can create. */
export interface AddSite {
  readonly call: ast.Call;
  readonly task: TaskSymbol;
  /** The rule or start whose body it stands in. */
  readonly owner: ast.Rule | ast.Start;
  /** All sources of edges: arguments, `after`, and the nodes the rule fired on where §5 says so. */
  readonly sources: readonly Source[];
  /** Whether the nodes that the rule fired on are among the sources by default. */
  readonly fromFired: boolean;
}

/** A file of a program. */
export interface ProgramModule {
  readonly file: string;
  readonly text: string;
  readonly module: ast.Module;
}

/** An input of a module whose tasks and workflows a program imports. It is an input of the program. */
export interface ImportedInput {
  readonly declaration: ast.Input;
  /** `lib.folder`. */
  readonly name: string;
  readonly module: ProgramModule;
}

export interface Program extends ProgramModule {
  /** The program's own file first, then the `.adg` files that it leads to. The tables below are about all of them. */
  readonly modules: readonly ProgramModule[];
  /** Tasks and workflows: the module's own in the order of the text, then those that come with imports. */
  readonly tasks: readonly TaskSymbol[];
  /** What each is called in the program: its name in the module, and `lib.pdf` for one without, where another is called so. */
  readonly names: ReadonlyMap<TaskSymbol, string>;
  /** Inputs of other modules that imported tasks and workflows use. */
  readonly importedInputs: readonly ImportedInput[];
  readonly edges: readonly { readonly from: TaskSymbol; readonly to: TaskSymbol; readonly at: ast.Span }[];
  /** What each name stands for; keyed by the `Name` where it is written: at its uses, and where a local name is bound. */
  readonly symbols: ReadonlyMap<ast.Name, Symbol>;
  readonly types: ReadonlyMap<ast.Expression, Type>;
  readonly typeNodes: ReadonlyMap<ast.TypeNode, Type>;
  /** Keyed by the call. A call that is in no table adds nothing. */
  readonly sites: ReadonlyMap<ast.Call, AddSite>;
  /** Conditions on a named node that may be older than the firing around. */
  readonly recalling: ReadonlySet<ast.Condition>;
  /** For each call of a task: the argument of each parameter, in order of the parameters (`undefined` where left out). */
  readonly callArguments: ReadonlyMap<ast.Call, readonly (ast.Expression | undefined)[]>;
  /** The task whose nodes a condition speaks of; of a held node, the task of the node. */
  readonly conditionTasks: ReadonlyMap<ast.Condition, TaskSymbol>;
  readonly shell: ReadonlyMap<ast.TextLiteral, readonly ShellHole[]>;
}

/**
 * How the value of a hole in an `sh` text must be quoted. In the order of the holes. Plain data: emission prints it, and the
 * runtime's `quoteShell` reads it (`ShellPlace` there is the same shape).
 */
export interface ShellHole {
  readonly context: ShellContext;
  /** Inside `` `…` ``, which itself stands bare or inside `"…"`. */
  readonly backticks?: "bare" | "double";
  /** `$name` stands right before it and must not grow by the value. */
  readonly afterName?: true;
  /** The here-document it stands in, also in `$(…)` there: no line of the value may end it. */
  readonly hereDocument?: HereDocument;
}

export type ShellContext =
  /** A whole word that is certainly an argument; a list may stand here. */
  | "bare"
  /** A whole word that may be the name of a command; a list may stand here. */
  | "command"
  /** A part of a bigger word: `part-#{x}.txt`, `--name=#{x}`, `x=#{x}`. */
  | "part"
  /** One word, always quoted: a redirection's target, a pattern, an operand of `[[ ]]`. */
  | "word"
  /** The word of `${name:-#{x}}` or `${name%#{x}}`. */
  | "braces"
  /** The word of `"${name:-#{x}}"`. */
  | "double-braces"
  | "double"
  | "single"
  /** Inside `$'…'`. */
  | "ansi"
  | "heredoc"
  /** A here-document whose delimiter is quoted. */
  | "heredoc-raw"
  /** Where the shell computes: only a whole number may stand. */
  | "arithmetic"
  /** Nothing of the value reaches the shell. */
  | "comment";

export interface HereDocument {
  readonly delimiter: string;
  /** `<<-`: tabs at the start of a line are removed. */
  readonly tabs: boolean;
  /**
   * The text before and after the hole on its line, or a part of it that the last line does not have; absent where another hole
   * leaves open whether the line can be the last one.
   */
  readonly before?: string;
  readonly after?: string;
}
