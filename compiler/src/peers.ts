/** What a file takes from TypeScript: functions and types, with their types as adg has them. */
import type * as ast from "./ast.ts";
import type { Host } from "./host.ts";
import { listOf, literalOf, optionalOf, primitive, recordOf, tupleOf, unite } from "./type-shape.ts";
import type { Type } from "./types.ts";
import type { FunctionFacts, NoFacts, Shape, Shapes, TypeFacts, TypeScriptReader } from "./typescript.ts";

const nothingKnown: NoFacts = { kind: "unknown" };

/** The modules beside one file. */
export class Peers {
  readonly #file: string;
  readonly #host: Host;
  readonly #reader: TypeScriptReader | undefined;
  readonly #aliases = new Map<string, Type>();
  readonly #aliasNames: Set<string>;

  /** `taken`: names of types that the file itself declares. */
  constructor(file: string, host: Host, reader: TypeScriptReader | undefined, taken: Iterable<string>) {
    this.#file = file;
    this.#host = host;
    this.#reader = reader;
    this.#aliasNames = new Set([...taken, "Outcome"]);
  }

  functionOf(from: ast.TextLiteral, name: string): FunctionFacts | NoFacts {
    return this.#reader?.signatureOf(this.pathOf(from), name) ?? nothingKnown;
  }

  typeOf(from: ast.TextLiteral, name: string): TypeFacts | NoFacts {
    return this.#reader?.typeOf(this.pathOf(from), name) ?? nothingKnown;
  }

  /** The path that the file means by what it writes. */
  pathOf(from: ast.TextLiteral): string {
    return this.#host.resolve(this.#file, writtenPath(from));
  }

  /** The adg type of the values of a shape. Where no JSON value is of it, that has been reported. */
  adgType(shape: Shape, shapes: Shapes): Type {
    switch (shape.kind) {
      case "literal":
        return literalOf(shape.value);
      case "list":
        return listOf(this.adgType(shape.element, shapes));
      case "tuple":
        return tupleOf(shape.elements.map((element) => this.adgType(element, shapes)));
      case "record":
        return recordOf(shape.fields.map((field) => ({ ...field, type: this.adgType(field.shape, shapes) })));
      case "union":
        return unite(shape.members.map((member) => this.adgType(member, shapes)));
      case "ref":
        return this.#alias(shape.name, shapes);
      case "undefined":
        return primitive("null");
      case "foreign":
        return primitive("unknown");
      default:
        return primitive(shape.kind);
    }
  }

  /** The type of a parameter: one that may be left out is null then. */
  parameterType(shape: Shape, shapes: Shapes, { optional }: { readonly optional: boolean }): Type {
    const type = this.adgType(withoutUndefined(shape), shapes);
    return optional ? optionalOf(type) : type;
  }

  /** The type of an imported name. One that contains itself bears this name wherever it is met. */
  namedType(name: string, { shape, shapes }: TypeFacts): Type {
    let target: Type | undefined;
    const content = shape.kind === "ref" ? shapes[shape.name] : shape;
    const alias: Type = {
      kind: "alias",
      name,
      target: () => (target ??= this.adgType(content ?? { kind: "json" }, shapes)),
    };
    if (shape.kind === "ref") this.#aliases.set(keyOf(shape.name, shapes), alias);
    return alias;
  }

  /** A type that contains itself needs a name. The same one, met in several signatures, has the same. */
  #alias(name: string, shapes: Shapes): Type {
    const key = keyOf(name, shapes);
    const known = this.#aliases.get(key);
    if (known !== undefined) return known;
    let free = name;
    for (let i = 2; this.#aliasNames.has(free); i += 1) free = `${name}_${i}`;
    this.#aliasNames.add(free);
    let target: Type | undefined;
    const alias: Type = {
      kind: "alias",
      name: free,
      target: () => (target ??= this.adgType(shapes[name] ?? { kind: "json" }, shapes)),
    };
    this.#aliases.set(key, alias);
    return alias;
  }
}

function keyOf(name: string, shapes: Shapes): string {
  return `${name} ${JSON.stringify(shapes)}`;
}

/** The path in the text of an import or task; `""` for one that is broken. */
export function writtenPath(text: ast.TextLiteral): string {
  return text.parts.map((part) => (part.kind === "chunk" ? part.value : "")).join("");
}

/** Whether an import is of another `.adg` file. */
export function isAdgFile(from: ast.TextLiteral): boolean {
  return writtenPath(from).endsWith(".adg");
}

/** What is left of a shape when the value is there. */
export function withoutUndefined(shape: Shape): Shape {
  if (shape.kind !== "union") return shape;
  const members = shape.members.filter((member) => member.kind !== "undefined");
  const [only] = members;
  return only !== undefined && members.length === 1 ? only : { kind: "union", members };
}

/** The first part of a shape that no JSON value is of, and where it is: `.when[]`. */
export function findForeign(
  shape: Shape,
  shapes: Shapes,
  seen: ReadonlySet<string> = new Set(),
): { readonly at: string; readonly text: string } | undefined {
  const below = (part: Shape, at: string): { readonly at: string; readonly text: string } | undefined => {
    const found = findForeign(part, shapes, seen);
    return found === undefined ? undefined : { at: at + found.at, text: found.text };
  };
  switch (shape.kind) {
    case "foreign":
      return { at: "", text: shape.text };
    case "list":
      return below(shape.element, "[]");
    case "tuple":
      return firstOf(shape.elements, (element, place) => below(element, `[${place}]`));
    case "record":
      return firstOf(shape.fields, (field) => below(field.shape, `.${field.name}`));
    case "union":
      return firstOf(shape.members, (member) => below(member, ""));
    case "ref": {
      const target = shapes[shape.name];
      if (target === undefined || seen.has(shape.name)) return undefined;
      return findForeign(target, shapes, new Set([...seen, shape.name]));
    }
    default:
      return undefined;
  }
}

function firstOf<T, R>(items: readonly T[], find: (item: T, place: number) => R | undefined): R | undefined {
  for (const [place, item] of items.entries()) {
    const found = find(item, place);
    if (found !== undefined) return found;
  }
  return undefined;
}
