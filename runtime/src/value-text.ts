/** Types and values as people read them in messages. */
import type { ValueType } from "./workflow.ts";

/** The type as the user would write it: `file[]`, `{ id: string, note?: string }`, `"fast" | "exact"`, `int?`. */
export function typeText(type: ValueType): string {
  switch (type.kind) {
    case "literal":
      return JSON.stringify(type.value);
    case "ref":
      return type.name;
    case "list":
      return `${suffixable(type.element)}[]`;
    case "tuple":
      return `[${type.elements.map(typeText).join(", ")}]`;
    case "record":
      if (type.fields.length === 0) return "{}";
      return `{ ${type.fields.map((f) => `${f.name}${f.optional ? "?" : ""}: ${typeText(f.type)}`).join(", ")} }`;
    case "union":
      return unionText(type.members);
    default:
      return type.kind;
  }
}

function unionText(members: readonly ValueType[]): string {
  const [only, ...others] = members.filter((member) => member.kind !== "null");
  if (only === undefined) return "null";
  if (others.length === 0) return members.length === 1 ? typeText(only) : `${suffixable(only)}?`;
  return members.map(typeText).join(" | ");
}

/** The type's text such that `[]` or `?` may follow it. */
function suffixable(type: ValueType): string {
  const text = typeText(type);
  return type.kind === "union" && text.includes(" | ") ? `(${text})` : text;
}

const longest = 80;

/** What came, in a few words whatever its size: `"x"`, `1.5`, `NaN`, `a list of 3`, `a record with id, reads`, `a function`. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.length > longest ? `${value.slice(0, longest)}…` : value);
    case "number":
    case "boolean":
    case "undefined":
      return String(value);
    case "bigint":
      return "a BigInt";
    case "function":
      return "a function";
    case "symbol":
      return "a symbol";
    default:
      return value === null ? "null" : describeObject(value as object);
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!isPlain(prototype)) return `an instance of ${className(prototype)}`;
  const names = Object.keys(value);
  if (names.length === 0) return "an empty record";
  return `a record with ${names.slice(0, 6).join(", ")}${names.length > 6 ? ", …" : ""}`;
}

/** Whether an object with this prototype is a record: made by `{}`, by JSON or with no prototype, in whatever realm. */
export function isPlain(prototype: unknown): boolean {
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

function className(prototype: unknown): string {
  const made = (prototype as { readonly constructor?: unknown }).constructor;
  return typeof made === "function" && made.name !== "" ? `"${made.name}"` : "a class";
}

/** A place inside a value: `$.reads[2]`, `$["two words"]`. */
export function placeText(at: string, key: string | number): string {
  if (typeof key === "number") return `${at}[${key}]`;
  return /^[A-Za-z_]\w*$/.test(key) ? `${at}.${key}` : `${at}[${JSON.stringify(key)}]`;
}
