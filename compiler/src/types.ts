import type { TaskSymbol } from "./program.ts";

/** A type as the checker computes it. Structural, but for `alias` (which may be recursive) and `node`. */
export type Type =
  | { readonly kind: PrimitiveKind }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "list"; readonly element: Type }
  | { readonly kind: "tuple"; readonly elements: readonly Type[] }
  | { readonly kind: "record"; readonly fields: readonly FieldType[] }
  | { readonly kind: "union"; readonly members: readonly Type[] }
  /** A name given by `type`; `target` answers once all declarations are bound. */
  | { readonly kind: "alias"; readonly name: string; readonly target: () => Type }
  /** A node of a task, and what the rule knows of it. `made`: by an add of this body, or a gather that waits for nothing. */
  | { readonly kind: "node"; readonly task: TaskSymbol; readonly known: NodeKnowledge };

export type PrimitiveKind =
  | "string"
  | "number"
  | "int"
  | "boolean"
  | "file"
  | "dir"
  | "json"
  | "void"
  | "null"
  /** Nothing: the element of `[]`. Fits everywhere. */
  | "never"
  /** Broken already reported: fits everywhere, has every member. */
  | "unknown";

export type NodeKnowledge = "made" | "added" | "done" | "failed" | "settled";

export interface FieldType {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
}
