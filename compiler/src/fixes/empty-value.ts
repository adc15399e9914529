import { expand } from "../type-shape.ts";
import type { Type } from "../types.ts";

/** The emptiest value of a type, as it is written: `""`, `0`, `[]`. `undefined` where none can be written. */
export function emptyValue(type: Type, depth = 0): string | undefined {
  if (depth > 20) return undefined;
  const inside = (part: Type): string | undefined => emptyValue(part, depth + 1);
  const given = expand(type);
  switch (given.kind) {
    case "string":
    case "file":
    case "dir":
      return '""';
    case "int":
    case "number":
      return "0";
    case "boolean":
      return "false";
    case "json":
    case "null":
      return "null";
    case "literal":
      return JSON.stringify(given.value).replaceAll("#{", "\\#{");
    case "list":
      return "[]";
    case "tuple":
      return joined(given.elements.map(inside), "[", "]");
    case "record": {
      const fields = given.fields.filter(({ optional }) => !optional);
      const values = fields.map((field) => {
        const value = inside(field.type);
        return value === undefined ? undefined : `${field.name}: ${value}`;
      });
      return fields.length === 0 ? "{}" : joined(values, "{ ", " }");
    }
    case "union":
      if (given.members.some((member) => expand(member).kind === "null")) return "null";
      return given.members.map(inside).find((value) => value !== undefined);
    default:
      return undefined;
  }
}

function joined(parts: readonly (string | undefined)[], open: string, close: string): string | undefined {
  return parts.some((part) => part === undefined) ? undefined : `${open}${parts.join(", ")}${close}`;
}
