import { fieldValue, resultsIn, typeKey } from "../type-shape.ts";
import type { TaskSymbol } from "../program.ts";
import type { FieldType, Type } from "../types.ts";
import { code, fieldName, joined, quoted, type Code } from "./code.ts";
import type { Context } from "./context.ts";

/** The TypeScript type of the values of a type. Nodes are references to nodes. */
export function emitType(type: Type, context: Context): Code {
  switch (type.kind) {
    case "string":
    case "file":
    case "dir":
      return "string";
    case "number":
    case "int":
      return "number";
    case "boolean":
    case "never":
      return type.kind;
    case "void":
    case "null":
      return "null";
    case "json":
    case "unknown":
      return context.runtime("Value");
    case "literal":
      return literal(type.value);
    case "list":
      return code`readonly ${element(type.element, context)}[]`;
    case "tuple":
      return code`readonly [${joined(
        type.elements.map((part) => emitType(part, context)),
        ", ",
      )}]`;
    case "record":
      return record(type.fields, context);
    case "union":
      return joined(
        type.members.map((member) =>
          member.kind === "list" ? code`(${emitType(member, context)})` : emitType(member, context),
        ),
        " | ",
      );
    case "alias":
      return aliasName(type, context);
    case "node":
      return emitNodeType(type.task, context);
  }
}

/** The type of references to a task's nodes. */
export function emitNodeType(task: TaskSymbol, context: Context): Code {
  return code`${context.runtime("NodeRef")}<${emitNamedType(task, context)}, ${emitType(task.result, context)}>`;
}

/** The type of a task's arguments by name. */
export function emitNamedType(task: TaskSymbol, context: Context): Code {
  return record(
    task.parameters.map(({ name, type }) => ({ name, type, optional: false })),
    context,
  );
}

/** The type of a task's handle. */
export function emitHandleType(task: TaskSymbol, context: Context): Code {
  if (!task.hasSignature)
    return code`${context.runtime("TaskHandle")}<readonly unknown[], ${emitType(task.result, context)}>`;
  const parameters = task.parameters.map((parameter) => {
    const type = emitType(resultsIn(parameter.type), context);
    return code`${parameter.name}: ${type}${mayBeLeftOut(parameter) ? " | undefined" : ""}`;
  });
  const types = [code`[${joined(parameters, ", ")}]`, emitType(task.result, context), emitNamedType(task, context)];
  return code`${context.runtime("TaskHandle")}<${joined(types, ", ")}>`;
}

/** Whether a call may do without the argument. */
export function mayBeLeftOut(parameter: TaskSymbol["parameters"][number]): boolean {
  return parameter.optional || parameter.default !== undefined;
}

function element(type: Type, context: Context): Code {
  const needsBrackets = type.kind === "union" || type.kind === "list" || type.kind === "tuple";
  return needsBrackets ? code`(${emitType(type, context)})` : emitType(type, context);
}

function record(fields: readonly FieldType[], context: Context): Code {
  if (fields.length === 0) return "{}";
  const written = fields.map(
    (field) => code`readonly ${typeFieldName(field.name)}${field.optional ? "?" : ""}: ${fieldType(field, context)}`,
  );
  return code`{ ${joined(written, "; ")} }`;
}

/** A value that was checked has no field without a value, but a record made in a body may say null for it. */
function fieldType(field: FieldType, context: Context): Code {
  return emitType(fieldValue(field), context);
}

function typeFieldName(name: string): string {
  return name === "__proto__" ? quoted(name) : fieldName(name);
}

function literal(value: string | number | boolean): string {
  return typeof value === "string" ? quoted(value) : String(value);
}

function aliasName(type: Type & { readonly kind: "alias" }, context: Context): string {
  const known = context.aliases.get(typeKey(type));
  if (known !== undefined) return known.name;
  const name = context.typeNames.take(type.name);
  context.aliases.set(typeKey(type), { type, name });
  return name;
}

/** Declarations of the named types that the output uses, and of those that they use in turn. */
export function emitTypeDeclarations(context: Context): readonly Code[] {
  const lines: Code[] = [];
  // Emitting one may bring in others: a map goes through what is added meanwhile.
  for (const { type, name } of context.aliases.values()) {
    lines.push({ kind: "types", code: code`export type ${name} = ${emitType(type.target(), context)};` });
  }
  return lines;
}
