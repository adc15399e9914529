/**
 * The syntax tree of an `.adg` file. Trees are values: facts about them live in side tables keyed by node. Every node carries
 * the span of its own text. Where the source was broken, the parser leaves the part out or puts an `Expression` of kind
 * `missing` in its place; it has reported that already.
 */

/** A range of a source text: offsets in UTF-16 code units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Located {
  readonly span: Span;
}

/** A name where it is written, at a declaration or a use. */
export interface Name extends Located {
  readonly text: string;
}

export interface Module extends Located {
  readonly kind: "module";
  readonly declarations: readonly Declaration[];
  /** The names in text that could not be read. One that is declared nowhere else counts as known: its declaration may be there. */
  readonly unread: ReadonlySet<string>;
}

export type Declaration = Import | Input | Output | TypeDeclaration | Task | Edge | Start | Rule | Workflow;

export interface Import extends Located {
  readonly kind: "import";
  readonly typeOnly: boolean;
  readonly names: readonly ImportedName[];
  /** Absent where it is broken. */
  readonly from: TextLiteral | undefined;
}
export interface ImportedName extends Located {
  readonly name: Name;
  readonly as: Name | undefined;
}

export interface Input extends Located {
  readonly kind: "input";
  readonly name: Name;
  readonly type: TypeNode;
  readonly default: Expression | undefined;
  readonly doc: string | undefined;
}

export interface Output extends Located {
  readonly kind: "output";
  readonly name: Name | undefined;
  readonly type: TypeNode | undefined;
  /** A gather, or a bare task name. */
  readonly value: Expression;
  readonly doc: string | undefined;
}

export interface TypeDeclaration extends Located {
  readonly kind: "type";
  readonly name: Name;
  readonly type: TypeNode;
  readonly doc: string | undefined;
}

export interface Task extends Located {
  readonly kind: "task";
  readonly name: Name;
  /** `undefined`: left out, to be read from TypeScript. */
  readonly parameters: readonly Parameter[] | undefined;
  readonly result: TypeNode | undefined;
  /** `= expression` */
  readonly pure: Expression | undefined;
  readonly from: { readonly path: TextLiteral; readonly as: Name | undefined } | undefined;
  readonly spawns: readonly Name[];
  readonly attributes: readonly Attribute[];
  /** Its head or one of its attributes could not be read: signature and implementation are not known. */
  readonly broken: boolean;
  readonly doc: string | undefined;
}

export interface Parameter extends Located {
  readonly name: Name;
  readonly optional: boolean;
  readonly type: TypeNode;
  readonly default: Expression | undefined;
}

/** One line of a task block. `keyword` is the span of its first word. */
export type Attribute = Located & { readonly keyword: Span } & (
    | { readonly kind: "sh"; readonly text: TextLiteral }
    | { readonly kind: "python" | "celery"; readonly text: TextLiteral }
    | { readonly kind: "out"; readonly value: Expression }
    | { readonly kind: "retry"; readonly count: Expression; readonly backoff: Expression | undefined }
    | {
        readonly kind: "timeout" | "limit" | "cpus" | "memory" | "priority" | "stub" | "at-most";
        readonly value: Expression;
      }
    | { readonly kind: "rate"; readonly count: Expression; readonly per: Expression }
    | { readonly kind: "on"; readonly executor: Name }
    | { readonly kind: "cache" }
    | { readonly kind: "env"; readonly name: Name; readonly value: Expression }
    | { readonly kind: "secret"; readonly name: Name }
  );

/** `edge a, b -> c -> d`: the groups in order. */
export interface Edge extends Located {
  readonly kind: "edge";
  readonly groups: readonly (readonly Name[])[];
  /** It could not be read to its end: which edges it declares is not known. */
  readonly broken: boolean;
}

export interface Start extends Located {
  readonly kind: "start";
  /** The word `start`. */
  readonly head: Span;
  readonly body: Body;
}

export interface Rule extends Located {
  readonly kind: "rule";
  readonly name: Name | undefined;
  /** From `rule` or `when` to the end of the guard, without the colon. */
  readonly head: Span;
  readonly conditions: readonly Condition[];
  readonly where: Expression | undefined;
  readonly body: Body;
  readonly doc: string | undefined;
}

export interface Workflow extends Located {
  readonly kind: "workflow";
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly result: TypeNode | undefined;
  readonly members: readonly (Start | Rule | Output)[];
  /** Its head could not be read: signature and members are not known. */
  readonly broken: boolean;
  readonly doc: string | undefined;
}

export type NodeEvent = "added" | "done" | "failed" | "settled";

export type Condition = Located &
  (
    | {
        /** `t done as x`, `x failed`, `t[key] done as x`: `subject` is a task or a name held around the rule. */
        readonly kind: "event";
        readonly subject: Name;
        readonly key: Expression | undefined;
        readonly event: NodeEvent;
        readonly as: Name | undefined;
      }
    | { readonly kind: "no-more"; readonly task: Name; readonly under: Name | undefined; readonly despite: boolean }
    | {
        readonly kind: "all";
        readonly subject: Name;
        readonly event: "done" | "settled";
        readonly under: Name | undefined;
        readonly as: Name | undefined;
      }
    | {
        readonly kind: "at-least";
        readonly count: Expression;
        readonly subject: Name;
        readonly event: "added" | "done";
        readonly under: Name | undefined;
        readonly as: Name | undefined;
      }
    | {
        readonly kind: "every";
        readonly count: Expression;
        readonly subject: Name;
        readonly event: "done";
        readonly under: Name | undefined;
        readonly as: Name | undefined;
      }
  );

export interface Body extends Located {
  readonly statements: readonly Statement[];
}

export type Statement =
  | (Located & { readonly kind: "let"; readonly name: Name; readonly value: Expression })
  /** A call that adds, alone on its line. `value` is a `call` (anything else is reported by the checker). */
  | (Located & { readonly kind: "add"; readonly value: Expression })
  | (Located & {
      readonly kind: "for";
      readonly index: Name | undefined;
      readonly name: Name;
      readonly in: Expression;
      readonly body: Body;
    })
  | (Located & { readonly kind: "if"; readonly branches: readonly Branch[]; readonly else: Body | undefined })
  | Rule
  | (Located & { readonly kind: "fail"; readonly message: Expression });

export interface Branch extends Located {
  readonly condition: Expression;
  readonly body: Body;
}

/** `"…"` or `"""…"""`. */
export interface TextLiteral extends Located {
  readonly kind: "text";
  readonly triple: boolean;
  readonly parts: readonly TextPart[];
}

export type TextPart =
  /** `value` has its escapes resolved and, in `"""`, the common indentation removed. */
  | (Located & { readonly kind: "chunk"; readonly value: string })
  /** `#{expression}`; the span includes the braces. */
  | (Located & { readonly kind: "hole"; readonly value: Expression });

export type BinaryOperator =
  "+" | "-" | "*" | "/" | "%" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "and" | "or" | "in" | "??";

export type Expression =
  | TextLiteral
  | (Located & { readonly kind: "number"; readonly value: number; readonly int: boolean })
  /** ms. */
  | (Located & { readonly kind: "duration"; readonly value: number })
  /** Bytes. */
  | (Located & { readonly kind: "size"; readonly value: number })
  | (Located & { readonly kind: "boolean"; readonly value: boolean })
  | (Located & { readonly kind: "null" })
  | (Located & { readonly kind: "name"; readonly name: Name })
  | (Located & { readonly kind: "member"; readonly object: Expression; readonly member: Name })
  | (Located & { readonly kind: "index"; readonly object: Expression; readonly index: Expression })
  | Call
  | (Located & { readonly kind: "list"; readonly elements: readonly Expression[] })
  | (Located & {
      readonly kind: "comprehension";
      readonly element: Expression;
      readonly index: Name | undefined;
      readonly name: Name;
      readonly in: Expression;
      readonly if: Expression | undefined;
    })
  | (Located & { readonly kind: "record"; readonly fields: readonly RecordField[] })
  | (Located & {
      readonly kind: "conditional";
      readonly condition: Expression;
      readonly then: Expression;
      readonly else: Expression;
    })
  | (Located & { readonly kind: "unary"; readonly operator: "-" | "not"; readonly operand: Expression })
  | (Located & {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Located & {
      readonly kind: "gather";
      readonly mode: "all" | "succeeded" | "settled";
      readonly task: Name;
      readonly under: Name | undefined;
    })
  | (Located & { readonly kind: "missing" });

/** A call of a task, workflow, imported or built-in function (`callee` is a name) or method (`callee` is a member). */
export interface Call extends Located {
  readonly kind: "call";
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
  /** The closing bracket, where it stands. */
  readonly close: Span | undefined;
  readonly key: Expression | undefined;
  readonly after: Expression | undefined;
  readonly priority: Expression | undefined;
}

export interface Argument extends Located {
  /** `name: value`. */
  readonly name: Name | undefined;
  readonly value: Expression;
}

export interface RecordField extends Located {
  readonly name: Name;
  readonly value: Expression;
}

export type TypeNode = Located &
  (
    | { readonly kind: "named"; readonly name: Name; readonly arguments: readonly TypeNode[] }
    | { readonly kind: "list"; readonly element: TypeNode }
    | { readonly kind: "optional"; readonly type: TypeNode }
    | { readonly kind: "tuple"; readonly elements: readonly TypeNode[] }
    | { readonly kind: "record"; readonly fields: readonly TypeField[] }
    | { readonly kind: "union"; readonly members: readonly TypeNode[] }
    | { readonly kind: "literal"; readonly value: string | number | boolean | null }
    | { readonly kind: "missing" }
  );

export interface TypeField extends Located {
  readonly name: Name;
  readonly optional: boolean;
  readonly type: TypeNode;
}
