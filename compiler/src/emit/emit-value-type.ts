import { typeKey } from "../type-shape.ts";
import type { Type } from "../types.ts";
import { block, code, joined, quoted, fieldName, type Code } from "./code.ts";
import type { Context } from "./context.ts";

/** A type as data, for the checks at the border of tasks. */
export function emitValueType(type: Type, context: Context): Code {
  switch (type.kind) {
    case "literal":
      return code`{ kind: "literal", value: ${JSON.stringify(type.value)} }`;
    case "list":
      return code`{ kind: "list", element: ${emitValueType(type.element, context)} }`;
    case "tuple":
      return code`{ kind: "tuple", elements: ${list(type.elements, context)} }`;
    case "record": {
      const fields = type.fields.map(
        (field) =>
          code`{ name: ${quoted(field.name)}, type: ${emitValueType(field.type, context)}, optional: ${String(field.optional)} }`,
      );
      return code`{ kind: "record", fields: [${joined(fields, ", ")}] }`;
    }
    case "union":
      return code`{ kind: "union", members: ${list(type.members, context)} }`;
    case "alias":
      return code`{ kind: "ref", name: ${quoted(checkedName(type, context))} }`;
    // The result of a node is what crosses a border, never the node.
    case "node":
      return emitValueType(type.task.result, context);
    case "never":
    case "unknown":
      return `{ kind: "json" }`;
    default:
      return code`{ kind: ${quoted(type.kind)} }`;
  }
}

function checkedName(type: Type & { readonly kind: "alias" }, context: Context): string {
  const known = context.checkedAliases.get(typeKey(type));
  if (known !== undefined) return known.name;
  const name = context.checkedNames.take(type.name);
  context.checkedAliases.set(typeKey(type), { type, name });
  return name;
}

function list(types: readonly Type[], context: Context): Code {
  return code`[${joined(
    types.map((type) => emitValueType(type, context)),
    ", ",
  )}]`;
}

/** The table of the named types that the other tables refer to. To be made when these are. */
export function emitTypeTable(context: Context): Code {
  const lines: Code[] = [];
  // Emitting one may bring in others: a map goes through what is added meanwhile.
  for (const { type, name } of context.checkedAliases.values()) {
    lines.push(code`${fieldName(name)}: ${emitValueType(type.target(), context)},`);
  }
  return lines.length === 0 ? "types: {}," : block("types: {", lines, "},");
}
