import type * as ast from "../ast.ts";
import type { Referent } from "./referent.ts";

/** A name as it is written somewhere in a file. */
export interface NameUse {
  readonly span: ast.Span;
  /** As it is written. */
  readonly name: string;
  /** `write`: it gives a value: the field of a record, a named argument, a call that adds a node. */
  readonly role: "declaration" | "read" | "write";
  /**
   * What it stands for. None where that cannot be told; several where it must be the same name for all: a field of several members of a
   * union, a task and a type that are imported together.
   */
  readonly referents: readonly Referent[];
  /** It is written by the name that an import gives it (`as`, or the name itself where it comes from TypeScript): that name there. */
  readonly alias?: ast.Span;
  /** `{ b }`: a field and its value in one. Both are uses of their own. */
  readonly shorthand?: "field" | "value";
}
