import type * as ast from "./ast.ts";
import { declaredTwice, type BoundModule } from "./bind.ts";
import { type Code, diagnose, type Parameters } from "./catalogue.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { renames } from "./fixes/rename.ts";
import { nearest } from "./nearest.ts";
import { importedType } from "./imports.ts";
import type { Peers } from "./peers.ts";
import type { Symbol } from "./program.ts";
import { namesOfType, TypeEnds } from "./type-ends.ts";
import {
  listOf,
  literalOf,
  optionalOf,
  outcomeOf,
  primitive,
  recordOf,
  tupleOf,
  unite,
  unknownType,
} from "./type-shape.ts";
import type { PrimitiveKind, Type } from "./types.ts";

/** The names of the primitive types. */
export const primitiveNames: ReadonlySet<string> = new Set([
  "string",
  "number",
  "int",
  "boolean",
  "file",
  "dir",
  "json",
  "void",
] satisfies PrimitiveKind[]);

/** What other languages call the types that there are here. */
const namesElsewhere: ReadonlyMap<string, PrimitiveKind> = new Map([
  ["integer", "int"],
  ["long", "int"],
  ["str", "string"],
  ["text", "string"],
  ["float", "number"],
  ["double", "number"],
  ["real", "number"],
  ["bool", "boolean"],
  ["path", "file"],
  ["directory", "dir"],
  ["folder", "dir"],
  ["object", "json"],
  ["any", "json"],
  ["none", "null"],
]);

/** Types from what is written for them. Each written type is resolved, and what is wrong with it said, once. */
export class TypeResolver {
  readonly typeNodes = new Map<ast.TypeNode, Type>();
  readonly symbols = new Map<ast.Name, Symbol>();
  readonly used = new Set<Symbol>();
  readonly typeSymbols = new Map<string, Symbol & { readonly kind: "type" }>();
  readonly diagnostics: Diagnostic[] = [];
  readonly #bound: BoundModule;
  readonly #file: string;
  /** Types of other `.adg` files, by the names that they have here. */
  readonly #importedTypes = new Map<string, { readonly types: TypeResolver; readonly name: string }>();
  /** Names that stand for nothing but themselves. */
  readonly #circular = new Set<string>();

  constructor(bound: BoundModule, file: string, peers: Peers) {
    this.#bound = bound;
    this.#file = file;
    for (const [name, declaration] of bound.types) {
      const target = (): Type => (this.#circular.has(name) ? unknownType : this.resolve(declaration.type));
      const symbol = { kind: "type", name, declaration, type: { kind: "alias", name, target } } as const;
      this.typeSymbols.set(name, symbol);
      this.symbols.set(declaration.name, symbol);
    }
    for (const [name, imported] of bound.importedTypes) {
      const symbol = importedType(name, imported, peers);
      this.typeSymbols.set(name, symbol);
      this.symbols.set(imported.imported.as ?? imported.imported.name, symbol);
    }
  }

  /** Makes a type of another `.adg` file known here. Before any type is resolved. */
  importType(written: ast.Name, types: TypeResolver, name: string): void {
    const symbol = types.typeSymbols.get(name);
    if (symbol === undefined) return;
    this.#importedTypes.set(written.text, { types, name });
    this.typeSymbols.set(written.text, symbol);
    this.symbols.set(written, symbol);
  }

  resolve(node: ast.TypeNode): Type {
    const known = this.typeNodes.get(node);
    if (known !== undefined) return known;
    const type = this.#resolve(node);
    this.typeNodes.set(node, type);
    return type;
  }

  #resolve(node: ast.TypeNode): Type {
    switch (node.kind) {
      case "named":
        return this.#named(node);
      case "list":
        return listOf(this.resolve(node.element));
      case "optional":
        return optionalOf(this.resolve(node.type));
      case "tuple":
        return tupleOf(node.elements.map((element) => this.resolve(element)));
      case "record":
        return this.#record(node.fields);
      case "union":
        return unite(node.members.map((member) => this.resolve(member)));
      case "literal":
        return node.value === null ? primitive("null") : literalOf(node.value);
      case "missing":
        return unknownType;
    }
  }

  #record(fields: readonly ast.TypeField[]): Type {
    const firsts = new Map<string, ast.Name>();
    for (const { name } of fields) {
      const first = firsts.get(name.text);
      if (first === undefined) firsts.set(name.text, name);
      else this.diagnostics.push(declaredTwice(this.#file, "field", name, first));
    }
    return recordOf(
      fields.map((field) => ({ name: field.name.text, type: this.resolve(field.type), optional: field.optional })),
    );
  }

  #named(node: ast.TypeNode & { readonly kind: "named" }): Type {
    const name = node.name.text;
    const symbol = this.typeSymbols.get(name);
    const isOutcome = symbol === undefined && name === "Outcome";
    const parameters = node.arguments.map((argument) => this.resolve(argument));
    if (symbol === undefined && this.#bound.imports.has(name)) return unknownType;
    const isKnown = symbol !== undefined || isOutcome || primitiveNames.has(name);
    const wanted = isOutcome ? 1 : 0;
    if (isKnown && parameters.length !== wanted) {
      this.#report("ADG3001", node.span, { kind: "type-arguments", name, count: wanted });
      return unknownType;
    }
    if (symbol !== undefined) {
      this.symbols.set(node.name, symbol);
      this.used.add(symbol);
      return symbol.type;
    }
    if (isOutcome) return outcomeOf(parameters[0] ?? unknownType);
    if (primitiveNames.has(name)) return primitive(name as PrimitiveKind);
    this.#unknown(node.name);
    return unknownType;
  }

  #unknown(name: ast.Name): void {
    const usual = namesElsewhere.get(name.text.toLowerCase());
    const near =
      usual === undefined
        ? nearest(name.text, [...this.typeSymbols.keys(), ...primitiveNames, "Outcome"], this.diagnostics.length)
        : [usual];
    const [meant] = near;
    const symbol = meant === undefined ? undefined : this.typeSymbols.get(meant);
    // Whoever is misspelt is not unused as well.
    if (symbol !== undefined) this.used.add(symbol);
    this.diagnostics.push(
      diagnose(
        "ADG2001",
        { file: this.#file, span: name.span },
        { what: "type", name: name.text, nearest: near },
        { fixes: renames(this.#file, name, near) },
      ),
    );
  }

  /** Reports each name that stands for nothing but itself, such as `type A = A?`. */
  reportCircles(): void {
    const ends = new TypeEnds(this.#bound.types, this.#importedTypes);
    for (const [name, declaration] of this.#bound.types) {
      if (ends.has(declaration) || !this.#leadsTo(declaration, ends)) continue;
      this.#report("ADG3001", declaration.name.span, { kind: "circular-type", name });
      this.#circular.add(name);
      ends.add(declaration);
    }
  }

  /** Whether a type is itself, or a union or `T?` with itself: lists, tuples and records end the search. */
  #leadsTo(sought: ast.TypeDeclaration, ends: TypeEnds): boolean {
    const seen = new Set<ast.TypeDeclaration>();
    const waiting: { readonly declaration: ast.TypeDeclaration; readonly types: TypeResolver }[] = [
      { declaration: sought, types: this },
    ];
    for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
      for (const name of namesOfType(part.declaration.type)) {
        const { types, name: own } = part.types.#importedTypes.get(name) ?? { types: part.types, name };
        const next = types.#bound.types.get(own);
        if (next === sought) return true;
        if (next === undefined || seen.has(next) || ends.has(next) || types.#circular.has(own)) continue;
        seen.add(next);
        waiting.push({ declaration: next, types });
      }
    }
    return false;
  }

  #report<C extends Code>(code: C, span: ast.Span, parameters: Parameters<C>): void {
    this.diagnostics.push(diagnose(code, { file: this.#file, span }, parameters));
  }
}
