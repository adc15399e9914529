import type { Shape, ShapeField } from "@adg/compiler/checking";
import type { ts } from "ts-morph";
import { typescript } from "./load.ts";

/** Beyond this a type is taken as it comes: it may go on for ever (`type Box<T> = { inner: Box<T[]> }`). */
const deepest = 40;

/** The shapes of the types of one signature, with those that contain themselves by name. */
export class ShapeReader {
  readonly shapes: Record<string, Shape> = {};
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;
  /** Types whose parts are being read. Who meets one again refers to it by name. */
  readonly #open = new Map<ts.Type, { name: string | undefined }>();
  readonly #names = new Set<string>();

  constructor(program: ts.Program) {
    this.#program = program;
    this.#checker = program.getTypeChecker();
  }

  shape(type: ts.Type): Shape {
    const { ts } = typescript();
    const { TypeFlags } = ts;
    const { flags } = type;
    if (flags & (TypeFlags.Any | TypeFlags.Unknown | TypeFlags.NonPrimitive)) return { kind: "json" };
    if (flags & TypeFlags.Never) return { kind: "never" };
    if (flags & TypeFlags.Null) return { kind: "null" };
    if (flags & TypeFlags.VoidLike) return { kind: "undefined" };
    if (type.isStringLiteral() || type.isNumberLiteral()) return { kind: "literal", value: type.value };
    if (flags & TypeFlags.BooleanLiteral)
      return { kind: "literal", value: this.#checker.typeToString(type) === "true" };
    if (flags & TypeFlags.StringLike) return { kind: "string" };
    if (type.isUnion() && !(flags & TypeFlags.Boolean)) return this.#within(type, () => this.#union(type));
    if (flags & TypeFlags.NumberLike) return { kind: "number" };
    if (flags & TypeFlags.BooleanLike) return { kind: "boolean" };
    if (flags & TypeFlags.Instantiable) {
      const constraint = this.#checker.getBaseConstraintOfType(type);
      return constraint === undefined || constraint === type ? { kind: "json" } : this.shape(constraint);
    }
    if (flags & TypeFlags.Object || type.isIntersection()) return this.#within(type, () => this.#object(type));
    return this.#foreign(type);
  }

  #within(type: ts.Type, read: () => Shape): Shape {
    const known = this.#open.get(type);
    if (known !== undefined) {
      known.name ??= this.#nameOf(type);
      return { kind: "ref", name: known.name };
    }
    if (this.#open.size >= deepest) return { kind: "json" };
    const entry: { name: string | undefined } = { name: undefined };
    this.#open.set(type, entry);
    const shape = read();
    this.#open.delete(type);
    if (entry.name === undefined || shape.kind === "json") return shape;
    this.shapes[entry.name] = shape;
    return { kind: "ref", name: entry.name };
  }

  #nameOf(type: ts.Type): string {
    const written = (type.aliasSymbol ?? type.symbol)?.name ?? "";
    const wanted = /^[A-Za-z][A-Za-z0-9_]*$/.test(written) ? written : "Nested";
    let name = wanted;
    for (let i = 2; this.#names.has(name); i += 1) name = `${wanted}_${i}`;
    this.#names.add(name);
    return name;
  }

  #union(type: ts.UnionType): Shape {
    const members = type.types.map((member) => this.shape(member));
    // A value of any JSON type: whatever else it may be says no more.
    if (members.some(({ kind }) => kind === "json")) return { kind: "json" };
    const values = members.filter((member) => member.kind === "literal" && typeof member.value === "boolean");
    if (values.length < 2) return { kind: "union", members };
    const others = members.filter((member) => !values.includes(member));
    return others.length === 0 ? { kind: "boolean" } : { kind: "union", members: [...others, { kind: "boolean" }] };
  }

  #object(type: ts.Type): Shape {
    const { ts } = typescript();
    const checker = this.#checker;
    if (checker.isArrayType(type)) return { kind: "list", element: this.#elements(type)[0] ?? { kind: "json" } };
    if (checker.isTupleType(type)) return this.#tuple(type as ts.TupleTypeReference);
    // `string & { brand: … }` is a string.
    const primitive = type.isIntersection()
      ? type.types.find((part) => !(part.flags & ts.TypeFlags.Object))
      : undefined;
    if (primitive !== undefined) return this.shape(primitive);
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return this.#foreign(type);
    if (this.#isInstance(type)) return this.#foreign(type);
    if (checker.getIndexInfosOfType(type).length > 0) return { kind: "json" };
    return this.#record(type);
  }

  #elements(type: ts.Type): readonly Shape[] {
    return this.#checker.getTypeArguments(type as ts.TypeReference).map((element) => this.shape(element));
  }

  /** A tuple of which parts may be missing is a list. */
  #tuple(type: ts.TupleTypeReference): Shape {
    const { ts } = typescript();
    const elements = this.#elements(type);
    const isFixed = type.target.elementFlags.every((flag) => flag === ts.ElementFlags.Required);
    return isFixed ? { kind: "tuple", elements } : { kind: "list", element: { kind: "union", members: elements } };
  }

  /** An object with a class of its own (of the user's, of the language or of Node): JSON has none. */
  #isInstance(type: ts.Type): boolean {
    const { ts } = typescript();
    const declarations = type.symbol?.declarations ?? [];
    return declarations.some(
      (declaration) =>
        ts.isClassLike(declaration) ||
        (ts.isInterfaceDeclaration(declaration) &&
          (this.#program.isSourceFileDefaultLibrary(declaration.getSourceFile()) ||
            declaration.getSourceFile().fileName.includes("/node_modules/@types/node/"))),
    );
  }

  #record(type: ts.Type): Shape {
    const { ts } = typescript();
    const fields: ShapeField[] = [];
    for (const property of this.#checker.getPropertiesOfType(type)) {
      if (property.name.startsWith("__@")) return this.#foreign(type);
      const shape = this.shape(this.#checker.getTypeOfSymbol(property));
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0 || allowsUndefined(shape);
      // A callback that may be left out is left out.
      if (optional && shape.kind !== "undefined" && withoutUndefined(shape).kind === "foreign") continue;
      fields.push({ name: property.name, shape: withoutUndefined(shape), optional });
    }
    return { kind: "record", fields };
  }

  #foreign(type: ts.Type): Shape {
    return { kind: "foreign", text: this.#checker.typeToString(type) };
  }
}

/** Whether `undefined` is a value of the shape. */
export function allowsUndefined(shape: Shape): boolean {
  return shape.kind === "undefined" || (shape.kind === "union" && shape.members.some(allowsUndefined));
}

/** What is left of a shape without `undefined`. */
export function withoutUndefined(shape: Shape): Shape {
  if (shape.kind !== "union") return shape;
  const members = shape.members.filter(({ kind }) => kind !== "undefined");
  const [only] = members;
  return only !== undefined && members.length === 1 ? only : { kind: "union", members };
}
