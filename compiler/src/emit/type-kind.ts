/** What the static type says about how an operation is to be emitted. */
import { membersOf } from "../type-shape.ts";
import type { Type } from "../types.ts";

export type ValueKind = "number" | "string" | "boolean" | "list" | "record" | "null" | "node" | "any";

/** The kind that all values of a type share (null aside, where it is one of several); `any` where only the run knows. */
export function kindOf(type: Type): ValueKind {
  const kinds = new Set(membersOf(type).map(kindOfMember));
  if (kinds.size > 1) kinds.delete("null");
  const [kind] = kinds;
  return kind === undefined || kinds.size > 1 ? "any" : kind;
}

function kindOfMember(type: Type): ValueKind {
  switch (type.kind) {
    case "string":
    case "file":
    case "dir":
      return "string";
    case "number":
    case "int":
      return "number";
    case "boolean":
    case "record":
    case "list":
    case "node":
      return type.kind;
    case "tuple":
      return "list";
    case "null":
    case "void":
      return "null";
    case "literal":
      return typeof type.value === "string" || typeof type.value === "number"
        ? (typeof type.value as "string" | "number")
        : "boolean";
    default:
      return "any";
  }
}

/** Whether a value of the type may hold something of which only the run knows the type. */
export function holdsJson(type: Type): boolean {
  switch (type.kind) {
    case "json":
    case "unknown":
      return true;
    case "list":
      return holdsJson(type.element);
    case "tuple":
      return type.elements.some(holdsJson);
    case "record":
      return type.fields.some((field) => holdsJson(field.type));
    case "union":
      return type.members.some(holdsJson);
    // What a name stands for says json for itself, and means it.
    default:
      return false;
  }
}
