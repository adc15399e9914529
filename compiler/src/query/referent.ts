/** What a name in a program stands for, in a form that is the same in every analysis that has the file of its declaration. */
import type * as ast from "../ast.ts";
import type { Type } from "../types.ts";
import type { Place } from "./place.ts";

export type Referent = Declared | Foreign | BuiltIn;

export type DeclaredKind =
  | "task"
  | "workflow"
  | "type"
  | "input"
  | "output"
  | "rule"
  | "parameter"
  /** Of a record type, or of a record where no type is wanted that declares it. */
  | "field"
  /** Bound by `let`, `for` or a comprehension. */
  | "local"
  /** Bound by `as` in a condition. */
  | "bound"
  /** An imported name of which nothing is known. */
  | "import";

/** Something that an `.adg` file of the program declares. */
export interface Declared {
  readonly kind: DeclaredKind;
  readonly name: string;
  /** The name in its declaration. */
  readonly at: Place;
  /** The declaration that the name stands in: of a local name its statement or comprehension, of a bound one the rule. */
  readonly node: ast.Located;
  /** Of what has a value. */
  readonly type?: Type;
}

/** Something of a TypeScript module. */
export interface Foreign {
  readonly kind: "foreign";
  readonly what: "function" | "type" | "parameter";
  /** As the module exports it; of a parameter, its own name. */
  readonly name: string;
  /** Path of the module, as the Host names it. */
  readonly module: string;
  /** The function that a parameter is of. */
  readonly of?: string;
}

/** Something of the language itself. */
export interface BuiltIn {
  readonly kind: "built-in";
  /** `member`: of a node, an outcome, a string or a list. `name`: `attempt` or `out`. */
  readonly what: "function" | "type" | "member" | "name";
  readonly name: string;
  /** Of a member: what it is of. */
  readonly of?: "node" | "outcome" | "string" | "list";
}

/** A text that two referents share only if they are the same. */
export function referentKey(referent: Referent): string {
  switch (referent.kind) {
    case "foreign":
      return JSON.stringify(["foreign", referent.what, referent.module, referent.of, referent.name]);
    case "built-in":
      return JSON.stringify(["built-in", referent.what, referent.of, referent.name]);
    default:
      return JSON.stringify([referent.kind, referent.at.file, referent.at.span.start]);
  }
}

export function isDeclared(referent: Referent): referent is Declared {
  return referent.kind !== "foreign" && referent.kind !== "built-in";
}
