/** Types of the built-in functions (language reference §7). */
import { listOf, membersOf, primitive, tupleOf, unite, unknownType, elementType, fieldValue } from "./type-shape.ts";
import { isAssignable } from "./type-relation.ts";
import type { Type } from "./types.ts";

/** The arguments of a call of a built-in function or method, by place. What does not fit is reported there. */
export interface GivenArguments {
  readonly count: number;
  type(place: number): Type;
  /** Reports the argument unless it is a `wanted`. */
  expect(place: number, wanted: Type): void;
  /** What the elements of the argument are; reports what is no list. */
  elements(place: number): Type;
  /** Reports that something else is wanted at the place. */
  refuse(place: number, expected: string): void;
}

export interface Callable {
  readonly least: number;
  readonly most: number;
  readonly result: (given: GivenArguments) => Type;
}

const int = primitive("int");
const number = primitive("number");
const string = primitive("string");
const json = primitive("json");

function callable(least: number, most: number, result: Callable["result"]): Callable {
  return { least, most, result };
}

/** A function whose parameters and result are always the same. */
function fixed(parameters: readonly Type[], result: Type, least = parameters.length): Callable {
  return callable(least, parameters.length, (given) => {
    for (let place = 0; place < given.count; place++) given.expect(place, parameters[place] ?? unknownType);
    return result;
  });
}

export const builtinFunctions: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ["range", fixed([int, int, int], listOf(int), 1)],
  ["zip", callable(2, Infinity, tuples)],
  ["product", callable(1, Infinity, tuples)],
  [
    "chunk",
    callable(2, 2, (given) => {
      given.expect(1, int);
      return listOf(listOf(given.elements(0)));
    }),
  ],
  [
    "flatten",
    callable(1, 1, (given) => {
      const inner = elementType(given.elements(0));
      if (inner === undefined) given.refuse(0, "a list of lists");
      return listOf(inner ?? unknownType);
    }),
  ],
  ["unique", callable(1, 1, (given) => listOf(given.elements(0)))],
  ["sorted", callable(1, 1, (given) => listOf(given.elements(0)))],
  [
    "group",
    callable(1, 2, (given) => {
      if (given.count > 1) given.elements(1);
      return listOf(listOf(given.elements(0)));
    }),
  ],
  [
    "sum",
    callable(1, 1, (given) => {
      const element = given.elements(0);
      if (!isAssignable(element, number)) given.refuse(0, "number[]");
      return numberLike(element);
    }),
  ],
  ["min", callable(1, Infinity, extreme)],
  ["max", callable(1, Infinity, extreme)],
  [
    "count",
    callable(1, 1, (given) => {
      given.elements(0);
      return int;
    }),
  ],
  ["floor", fixed([number], int)],
  ["ceil", fixed([number], int)],
  ["round", fixed([number], int)],
  [
    "abs",
    callable(1, 1, (given) => {
      given.expect(0, number);
      return numberLike(given.type(0));
    }),
  ],
  ["keys", callable(1, 1, (given) => (fieldsOf(given), listOf(string)))],
  ["values", callable(1, 1, (given) => listOf(fieldsOf(given)))],
  ["entries", callable(1, 1, (given) => listOf(tupleOf([string, fieldsOf(given)])))],
  ["basename", fixed([string], string)],
  ["dirname", fixed([string], primitive("dir"))],
  ["stem", fixed([string], string)],
  ["extension", fixed([string], string)],
]);

function tuples(given: GivenArguments): Type {
  return listOf(tupleOf(Array.from({ length: given.count }, (_, place) => given.elements(place))));
}

/** `min(xs)` or `min(a, b)`: of numbers, or of strings. */
function extreme(given: GivenArguments): Type {
  const isOrdered = (type: Type): boolean => isAssignable(type, number) || isAssignable(type, string);
  if (given.count === 1) {
    const element = given.elements(0);
    if (!isOrdered(element)) given.refuse(0, "number[] or string[]");
    return element;
  }
  const types = Array.from({ length: given.count }, (_, place) => given.type(place));
  const wanted = isAssignable(types[0] ?? number, string) ? string : number;
  for (let place = 0; place < given.count; place++) given.expect(place, wanted);
  return unite(types);
}

/** What the fields of a record hold, together. */
function fieldsOf(given: GivenArguments): Type {
  const fields: Type[] = [];
  for (const member of membersOf(given.type(0))) {
    if (member.kind === "record") fields.push(...member.fields.map((field) => field.type));
    else if (member.kind === "json" || member.kind === "unknown") fields.push(member);
    else {
      given.refuse(0, "a record");
      return unknownType;
    }
  }
  return unite(fields);
}

/** What is computed from numbers of a type. Of a `json` it shows only in the run whether it is an int. */
function numberLike(type: Type): Type {
  if (isInt(type)) return int;
  return membersOf(type).some((member) => member.kind === "json") ? json : number;
}

/** Whether a type has ints only. `json` may be one, but need not. */
export function isInt(type: Type): boolean {
  return isAssignable(type, int) && membersOf(type).every((member) => member.kind !== "json");
}

const stringMethods: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ["trim", fixed([], string)],
  ["split", fixed([string], listOf(string))],
  ["replace", fixed([string, string], string)],
  ["startsWith", fixed([string], primitive("boolean"))],
  ["endsWith", fixed([string], primitive("boolean"))],
  ["includes", fixed([string], primitive("boolean"))],
  ["indexOf", fixed([string], int)],
  ["slice", fixed([int, int], string, 0)],
  ["toUpperCase", fixed([], string)],
  ["toLowerCase", fixed([], string)],
  ["padStart", fixed([int, string], string, 1)],
  [
    "concat",
    callable(1, Infinity, (given) => {
      for (let place = 0; place < given.count; place++) given.expect(place, string);
      return string;
    }),
  ],
  ["at", fixed([int], string)],
]);

/** Methods of a list with such elements. */
const listMethods: ReadonlyMap<string, (element: Type) => Callable> = new Map([
  ["includes", () => callable(1, 1, () => primitive("boolean"))],
  ["indexOf", () => callable(1, 1, () => int)],
  ["slice", (element: Type) => fixed([int, int], listOf(element), 0)],
  ["join", () => fixed([string], string, 0)],
  [
    "concat",
    (element: Type) =>
      callable(1, Infinity, (given) => {
        const others = Array.from({ length: given.count }, (_, place) => given.elements(place));
        return listOf(unite([element, ...others]));
      }),
  ],
  ["at", (element: Type) => fixed([int], element)],
]);

/** The method of a value of one kind (not a union). */
export function methodOf(type: Type, name: string): Callable | undefined {
  switch (type.kind) {
    case "string":
    case "file":
    case "dir":
      return stringMethods.get(name);
    case "literal":
      return typeof type.value === "string" ? stringMethods.get(name) : undefined;
    case "list":
    case "tuple":
      return listMethods.get(name)?.(elementType(type) ?? unknownType);
    case "json":
      return stringMethods.has(name) || listMethods.has(name) ? callable(0, Infinity, () => json) : undefined;
    case "unknown":
      return callable(0, Infinity, () => unknownType);
    default:
      return undefined;
  }
}

/** What can be read of a value of one kind (not a union) by a name, but for methods and nodes. */
export function memberOf(type: Type, name: string): Type | undefined {
  switch (type.kind) {
    case "json":
    case "unknown":
      return type;
    case "never":
      return unknownType;
    case "record": {
      const field = type.fields.find((candidate) => candidate.name === name);
      return field === undefined ? undefined : fieldValue(field);
    }
    case "string":
    case "file":
    case "dir":
    case "list":
    case "tuple":
      return name === "length" ? int : undefined;
    case "literal":
      return name === "length" && typeof type.value === "string" ? int : undefined;
    default:
      return undefined;
  }
}

/** The names that can stand behind a dot after a value of one kind. */
export function memberNames(type: Type): readonly string[] {
  switch (type.kind) {
    case "record":
      return type.fields.map((field) => field.name);
    case "node":
      return nodeMembers;
    case "list":
    case "tuple":
      return ["length", ...listMethods.keys()];
    case "string":
    case "file":
    case "dir":
      return ["length", ...stringMethods.keys()];
    case "literal":
      return typeof type.value === "string" ? ["length", ...stringMethods.keys()] : [];
    default:
      return [];
  }
}

/** What can be read of a node. */
export const nodeMembers = ["key", "args", "result", "error", "outcome"] as const;
