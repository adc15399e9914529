/** Making and taking apart types. Pure functions; two types are the same when their keys are. */
import type { TaskSymbol } from "./program.ts";
import type { FieldType, NodeKnowledge, PrimitiveKind, Type } from "./types.ts";

const primitives = new Map<PrimitiveKind, Type>();

/** The one value of a primitive type. */
export function primitive(kind: PrimitiveKind): Type {
  let type = primitives.get(kind);
  if (type === undefined) {
    type = { kind };
    primitives.set(kind, type);
  }
  return type;
}

/** Broken, and reported already. */
export const unknownType = primitive("unknown");

export function listOf(element: Type): Type {
  return { kind: "list", element };
}

export function tupleOf(elements: readonly Type[]): Type {
  return { kind: "tuple", elements };
}

export function literalOf(value: string | number | boolean): Type {
  return { kind: "literal", value };
}

export function nodeOf(task: TaskSymbol, known: NodeKnowledge): Type {
  return { kind: "node", task, known };
}

export function recordOf(fields: readonly FieldType[]): Type {
  return { kind: "record", fields };
}

/** `Outcome<T>`. */
export function outcomeOf(value: Type): Type {
  const ok = (is: boolean): FieldType => ({ name: "ok", type: literalOf(is), optional: false });
  return {
    kind: "union",
    members: [
      recordOf([ok(true), { name: "value", type: value, optional: false }]),
      recordOf([ok(false), { name: "error", type: primitive("string"), optional: false }]),
    ],
  };
}

/** `T?`. */
export function optionalOf(type: Type): Type {
  return unite([type, primitive("null")]);
}

/** The type that an alias stands for, through as many names as there are. */
export function expand(type: Type): Type {
  // An alias that stands for nothing but itself was reported; it must not hang here.
  for (let steps = 0; type.kind === "alias" && steps < 10_000; steps++) type = type.target();
  return type.kind === "alias" ? unknownType : type;
}

/** The members of a union, through aliases; the type itself where it is none. */
export function membersOf(type: Type): readonly Type[] {
  const expanded = expand(type);
  if (expanded.kind !== "union") return [expanded];
  const members: Type[] = [];
  // Each name once: unions of the same unions would be taken apart twice as often with each level.
  const seen = new Set<Type>();
  const waiting = expanded.members.toReversed();
  for (let member = waiting.pop(); member !== undefined; member = waiting.pop()) {
    if (member.kind !== "alias") members.push(member);
    else if (!seen.has(member)) {
      seen.add(member);
      const within = expand(member);
      if (within.kind === "union") waiting.push(...within.members.toReversed());
      else members.push(within);
    }
  }
  return members;
}

const keys = new WeakMap<Type, string>();

const numbers = new WeakMap<object, number>();
let count = 0;

/** Tells apart what bears the same name in different files. */
function numberOf(declared: object): number {
  const known = numbers.get(declared) ?? (count += 1);
  numbers.set(declared, known);
  return known;
}

/** A text that is the same for types that are written the same. */
export function typeKey(type: Type): string {
  const known = keys.get(type);
  if (known !== undefined) return known;
  const key = newKey(type);
  keys.set(type, key);
  return key;
}

function newKey(type: Type): string {
  switch (type.kind) {
    case "literal":
      return JSON.stringify(type.value);
    case "list":
      return `${typeKey(type.element)}[]`;
    case "tuple":
      return `[${type.elements.map(typeKey).join(",")}]`;
    case "record":
      return `{${type.fields
        .map((field) => `${field.name}${field.optional ? "?" : ""}:${typeKey(field.type)}`)
        .sort()
        .join(",")}}`;
    case "union":
      return `(${type.members.map(typeKey).sort().join("|")})`;
    case "alias":
      return `@${numberOf(type.target)}`;
    case "node":
      return `<${numberOf(type.task)} ${type.known}>`;
    default:
      return type.kind;
  }
}

/** The union of types: without doubles, and without what another member says already. */
export function unite(types: Iterable<Type>): Type {
  const members = new Map<string, Type>();
  for (const type of types) {
    for (const member of type.kind === "union" ? type.members : [type]) {
      if (member.kind === "never") continue;
      if (member.kind === "unknown") return unknownType;
      if (member.kind === "node") addNode(members, member);
      else members.set(typeKey(member), member);
    }
  }
  if (members.has("json")) return primitive("json");
  absorb(members);
  const [only] = members.values();
  if (only === undefined) return primitive("never");
  return members.size === 1 ? only : { kind: "union", members: [...members.values()] };
}

/** Of the same task, the union knows what both know. */
function addNode(members: Map<string, Type>, node: Type & { readonly kind: "node" }): void {
  const key = `<${numberOf(node.task)}>`;
  const other = members.get(key);
  const same = other === undefined || (other.kind === "node" && other.known === node.known);
  members.set(key, same ? node : nodeOf(node.task, "made"));
}

/** Drops literals and ints that a wider member covers. */
function absorb(members: Map<string, Type>): void {
  if (members.has("true") && members.has("false")) members.set("boolean", primitive("boolean"));
  if (members.has("number")) members.delete("int");
  for (const [key, member] of members)
    if (member.kind === "literal" && isCovered(member.value, members)) members.delete(key);
}

function isCovered(value: string | number | boolean, members: ReadonlyMap<string, Type>): boolean {
  switch (typeof value) {
    case "string":
      return members.has("string");
    case "number":
      return members.has("number") || (Number.isInteger(value) && members.has("int"));
    default:
      return members.has("boolean");
  }
}

/** A type with the primitive types in place of literal ones: what a message shows where no literal is wanted. */
export function widen(type: Type): Type {
  switch (type.kind) {
    case "literal":
      return literalBase(type.value);
    case "list":
      return listOf(widen(type.element));
    case "tuple":
      return tupleOf(type.elements.map(widen));
    case "record":
      return recordOf(type.fields.map((field) => ({ ...field, type: widen(field.type) })));
    case "union":
      return unite(type.members.map(widen));
    default:
      return type;
  }
}

/** Whether a type names single values, so that a message must show them. */
export function holdsLiteral(type: Type): boolean {
  switch (type.kind) {
    case "literal":
      return true;
    case "list":
      return holdsLiteral(type.element);
    case "tuple":
      return type.elements.some(holdsLiteral);
    case "union":
      return type.members.some(holdsLiteral);
    case "alias":
      return membersOf(type).some((member) => member.kind === "literal");
    // Its parts are compared one by one.
    default:
      return false;
  }
}

/** The primitive type that a literal belongs to. */
export function literalBase(value: string | number | boolean): Type {
  if (typeof value === "string") return primitive("string");
  if (typeof value === "boolean") return primitive("boolean");
  return primitive(Number.isInteger(value) ? "int" : "number");
}

/** What can be read of a field: an optional one may be null. */
export function fieldValue(field: FieldType): Type {
  return field.optional ? optionalOf(field.type) : field.type;
}

/** Whether a value of the type is, or is made of, nothing but nodes that were only seen added: they have told nothing of their data yet. */
export function holdsOnlyAdded(type: Type): boolean {
  switch (type.kind) {
    case "node":
      return type.known === "added";
    case "list":
      return holdsOnlyAdded(type.element);
    case "tuple":
      return type.elements.length > 0 && type.elements.every(holdsOnlyAdded);
    case "union":
      return type.members.length > 0 && type.members.every(holdsOnlyAdded);
    default:
      return false;
  }
}

/** Whether a value of the type may hold nodes. */
export function holdsNode(type: Type): boolean {
  switch (type.kind) {
    case "node":
      return true;
    case "list":
      return holdsNode(type.element);
    case "tuple":
      return type.elements.some(holdsNode);
    case "record":
      return type.fields.some((field) => holdsNode(field.type));
    case "union":
      return type.members.some(holdsNode);
    // What a user declares cannot name a node.
    default:
      return false;
  }
}

/** The type of what a task gets where the value is an argument: of each node its result. */
export function resultsIn(type: Type): Type {
  switch (type.kind) {
    case "node":
      return type.task.result;
    case "list":
      return listOf(resultsIn(type.element));
    case "tuple":
      return tupleOf(type.elements.map(resultsIn));
    case "record":
      return recordOf(type.fields.map((field) => ({ ...field, type: resultsIn(field.type) })));
    case "union":
      return unite(type.members.map(resultsIn));
    default:
      return type;
  }
}

/** All nodes that a value of the type may be or hold. */
export function nodesIn(type: Type): readonly (Type & { readonly kind: "node" })[] {
  switch (type.kind) {
    case "node":
      return [type];
    case "list":
      return nodesIn(type.element);
    case "tuple":
      return type.elements.flatMap(nodesIn);
    case "record":
      return type.fields.flatMap((field) => nodesIn(field.type));
    case "union":
      return type.members.flatMap(nodesIn);
    default:
      return [];
  }
}

/** What the elements of a list are; `undefined` where the type is no list. */
export function elementType(type: Type): Type | undefined {
  const elements: Type[] = [];
  for (const member of membersOf(type)) {
    if (member.kind === "list") elements.push(member.element);
    else if (member.kind === "tuple") elements.push(...member.elements);
    else if (member.kind === "json" || member.kind === "unknown" || member.kind === "never") elements.push(member);
    else return undefined;
  }
  return unite(elements);
}
