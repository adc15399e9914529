import { methodOf, nodeMembers } from "../builtins.ts";
import { membersOf } from "../type-shape.ts";
import type { Type } from "../types.ts";
import type { BuiltIn } from "./referent.ts";

/** What a member is of that the language itself gives: `undefined` where it gives none. */
export function memberKind(type: Type, name: string): BuiltIn["of"] {
  const members = membersOf(type).filter(({ kind }) => kind !== "null");
  const [first] = members;
  if (first === undefined) return undefined;
  const is = (test: (member: Type) => boolean): boolean => members.every(test);
  if (is(({ kind }) => kind === "node") && nodeMembers.some((each) => each === name)) return "node";
  if (is(isOutcomePart) && ["ok", "value", "error"].includes(name)) return "outcome";
  if (name !== "length" && methodOf(first, name) === undefined) return undefined;
  if (is(({ kind }) => kind === "list" || kind === "tuple")) return "list";
  return is(({ kind }) => kind === "string" || kind === "file" || kind === "dir" || kind === "literal")
    ? "string"
    : undefined;
}

export function isMemberOf(type: Type, name: string): boolean {
  return type.kind === "record" && type.fields.some((field) => field.name === name);
}

/** Whether it is a member of `Outcome<T>`. */
function isOutcomePart(type: Type): boolean {
  if (type.kind !== "record") return false;
  const names = type.fields.map(({ name }) => name).join();
  return names === "ok,value" || names === "ok,error";
}
