/**
 * What the compiler asks of TypeScript. The compiler itself loads no TypeScript: whoever calls it brings a reader, and the answers
 * are plain data that can be kept in a file. Paths are those of the Host.
 */

/** Reads TypeScript and JavaScript modules. Never throws on what a user wrote. */
export interface TypeScriptReader {
  /** The function that the module exports by this name. */
  signatureOf(module: string, name: string): FunctionFacts | NoFacts;
  /** The type that the module exports by this name. */
  typeOf(module: string, name: string): TypeFacts | NoFacts;
  /** What TypeScript says about the module and the user's own modules that it imports. */
  errorsOf(module: string): readonly TypeScriptError[];
}

/** `missing`: nothing of that name is exported. `unknown`: the module cannot be read. `pending`: it has not been read yet. */
export type NoFacts =
  | { readonly kind: "missing"; readonly names: readonly string[] }
  | { readonly kind: "unknown" | "pending" }
  /** It is exported, but is no function. `text`: its type. */
  | { readonly kind: "not-a-function"; readonly text: string };

export interface FunctionFacts {
  readonly kind: "function";
  /** Without the task's context and without a rest parameter. */
  readonly parameters: readonly ParameterFacts[];
  /** `...names: string[]`, with the type of one element. */
  readonly rest?: ParameterFacts;
  /** Whether the last parameter is the task's context. */
  readonly takesContext: boolean;
  /** What it gives, or what its promise gives. */
  readonly result: TypeScriptType;
  readonly gives: "value" | "promise";
  readonly shapes: Shapes;
}

export interface ParameterFacts extends TypeScriptType {
  readonly name: string;
  /** Whether a call may leave it out, also for its default. */
  readonly optional: boolean;
}

export interface TypeFacts extends TypeScriptType {
  readonly kind: "type";
  readonly shapes: Shapes;
}

export interface TypeScriptType {
  /** As TypeScript writes it. */
  readonly text: string;
  readonly shape: Shape;
}

/** The types that `ref` names: those that contain themselves. */
export type Shapes = Readonly<Record<string, Shape>>;

/** A TypeScript type, as far as JSON values can be of it. */
export type Shape =
  /** `json`: `any`, `unknown` and whatever has fields of any name. `undefined`: also `void`. */
  | { readonly kind: "string" | "number" | "boolean" | "null" | "undefined" | "never" | "json" }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "list"; readonly element: Shape }
  | { readonly kind: "tuple"; readonly elements: readonly Shape[] }
  | { readonly kind: "record"; readonly fields: readonly ShapeField[] }
  | { readonly kind: "union"; readonly members: readonly Shape[] }
  | { readonly kind: "ref"; readonly name: string }
  /** No JSON value is of it: `Date`, a function. */
  | { readonly kind: "foreign"; readonly text: string };

export interface ShapeField {
  readonly name: string;
  readonly shape: Shape;
  readonly optional: boolean;
}

/** An error as TypeScript tells it. */
export interface TypeScriptError {
  /** `TS2322` */
  readonly code: `TS${number}`;
  readonly file: string;
  readonly span: { readonly start: number; readonly end: number };
  readonly message: string;
}
