/** Whether a task as it is declared and a TypeScript function agree: in what is passed, and in what comes back. */
import { expand, membersOf, typeKey } from "./type-shape.ts";
import type { Type } from "./types.ts";
import type { Shape, Shapes } from "./typescript.ts";

/** Pairs of named types that are being compared: meeting one again means that nothing spoke against it. */
type Assumed = ReadonlySet<string>;

/** Whether every value of the type may be passed where TypeScript wants one of the shape. Values are frozen, so lists need not be. */
export function accepts(shape: Shape, type: Type, shapes: Shapes, assumed: Assumed = new Set()): boolean {
  if (shape.kind === "ref") {
    const pair = `${shape.name} ${typeKey(type)}`;
    const target = shapes[shape.name];
    return target === undefined || assumed.has(pair) || accepts(target, type, shapes, new Set([...assumed, pair]));
  }
  const given = expand(type);
  if (given.kind === "unknown" || given.kind === "never") return true;
  if (given.kind === "union")
    return membersOf(given).every((member) => accepts(shape, member, shapes, assumed)) && given.members.length > 0;
  if (shape.kind === "json") return given.kind !== "void" && given.kind !== "node";
  if (shape.kind === "union") {
    if (shape.members.some((member) => accepts(member, given, shapes, assumed))) return true;
    return given.kind === "boolean" && [true, false].every((value) => hasLiteral(shape.members, value));
  }
  switch (given.kind) {
    case "literal":
      return shape.kind === "literal" ? shape.value === given.value : shape.kind === typeof given.value;
    case "list":
      return shape.kind === "list" && accepts(shape.element, given.element, shapes, assumed);
    case "tuple":
      if (shape.kind === "list")
        return given.elements.every((element) => accepts(shape.element, element, shapes, assumed));
      return (
        shape.kind === "tuple" &&
        shape.elements.length === given.elements.length &&
        shape.elements.every((part, place) => accepts(part, given.elements[place] ?? given, shapes, assumed))
      );
    case "record": {
      if (shape.kind !== "record") return false;
      const fields = new Map(given.fields.map((field) => [field.name, field]));
      return shape.fields.every((wanted) => {
        const field = fields.get(wanted.name);
        if (field === undefined) return wanted.optional;
        return (wanted.optional || !field.optional) && accepts(wanted.shape, field.type, shapes, assumed);
      });
    }
    default:
      return shape.kind === jsonKind(given.kind);
  }
}

/** Whether what TypeScript gives may be a value of the type. `any` and whole numbers are found out when the workflow runs. */
export function gives(shape: Shape, type: Type, shapes: Shapes, assumed: Assumed = new Set()): boolean {
  if (shape.kind === "ref") {
    const pair = `${shape.name} ${typeKey(type)}`;
    const target = shapes[shape.name];
    return target === undefined || assumed.has(pair) || gives(target, type, shapes, new Set([...assumed, pair]));
  }
  const wanted = expand(type);
  if (shape.kind === "json" || shape.kind === "never" || wanted.kind === "unknown" || wanted.kind === "void")
    return true;
  if (shape.kind === "union") return shape.members.every((member) => gives(member, wanted, shapes, assumed));
  if (wanted.kind === "json") return isJson(shape, shapes);
  if (wanted.kind === "union") {
    const members = membersOf(wanted);
    if (members.some((member) => gives(shape, member, shapes, assumed))) return true;
    const values = new Set(members.map((member) => (member.kind === "literal" ? member.value : undefined)));
    return shape.kind === "boolean" && values.has(true) && values.has(false);
  }
  switch (shape.kind) {
    case "literal":
      return wanted.kind === "literal"
        ? shape.value === wanted.value
        : typeof shape.value === jsonKind(wanted.kind) && (wanted.kind !== "int" || Number.isInteger(shape.value));
    case "list":
      return wanted.kind === "list" && gives(shape.element, wanted.element, shapes, assumed);
    case "tuple":
      if (wanted.kind === "list")
        return shape.elements.every((element) => gives(element, wanted.element, shapes, assumed));
      return (
        wanted.kind === "tuple" &&
        shape.elements.length === wanted.elements.length &&
        shape.elements.every((element, place) => gives(element, wanted.elements[place] ?? wanted, shapes, assumed))
      );
    case "record": {
      if (wanted.kind !== "record") return false;
      const fields = new Map(shape.fields.map((field) => [field.name, field]));
      return wanted.fields.every((field) => {
        const given = fields.get(field.name);
        if (given === undefined) return field.optional;
        return (field.optional || !given.optional) && gives(given.shape, field.type, shapes, assumed);
      });
    }
    case "undefined":
      return wanted.kind === "null";
    case "foreign":
      return false;
    default:
      return shape.kind === jsonKind(wanted.kind);
  }
}

/** What JavaScript calls the values of a primitive type. */
function jsonKind(kind: Type["kind"]): string {
  if (kind === "file" || kind === "dir") return "string";
  return kind === "int" ? "number" : kind;
}

function hasLiteral(members: readonly Shape[], value: boolean): boolean {
  return members.some((member) => member.kind === "literal" && member.value === value);
}

function isJson(shape: Shape, shapes: Shapes, seen: ReadonlySet<string> = new Set()): boolean {
  switch (shape.kind) {
    case "undefined":
    case "foreign":
      return false;
    case "list":
      return isJson(shape.element, shapes, seen);
    case "tuple":
      return shape.elements.every((element) => isJson(element, shapes, seen));
    case "record":
      return shape.fields.every((field) => isJson(field.shape, shapes, seen));
    case "union":
      return shape.members.every((member) => isJson(member, shapes, seen));
    case "ref": {
      const target = shapes[shape.name];
      return target === undefined || seen.has(shape.name) || isJson(target, shapes, new Set([...seen, shape.name]));
    }
    default:
      return true;
  }
}
