import type * as ast from "../ast.ts";
import { code, joined, quoted, type Code } from "./code.ts";
import type { Context } from "./context.ts";
import { emitCallFunction } from "./emit-call-function.ts";
import { emitNumber, emitString } from "./emit-operator.ts";
import { CallSight } from "./sight.ts";
import { everyPart } from "./walk.ts";

type Field = readonly [name: string, value: Code];
type Wanted = "number" | "string" | "value";

/** The attributes of a task's block, but for what implements it. */
export function emitAttributes(task: ast.Task, context: Context): readonly Field[] {
  const fields = task.attributes.flatMap((attribute) => emitAttribute(attribute, context));
  return [...fields, ...emitEnvironment(task, context)];
}

function emitAttribute(attribute: ast.Attribute, context: Context): readonly Field[] {
  switch (attribute.kind) {
    case "out":
      return [["out", emitValue(attribute.value, "value", context)]];
    case "retry":
      return [
        ["retry", emitValue(attribute.count, "number", context)],
        ...(attribute.backoff === undefined
          ? []
          : [["backoff", emitValue(attribute.backoff, "number", context)] as const]),
      ];
    case "timeout":
    case "limit":
    case "cpus":
    case "memory":
    case "priority":
      return [[attribute.kind, emitValue(attribute.value, "number", context)]];
    case "at-most":
      return [["atMost", emitValue(attribute.value, "number", context)]];
    case "stub":
      return [["stub", emitValue(attribute.value, "value", context)]];
    case "rate": {
      const [count, per] = [attribute.count, attribute.per].map((value) => emitValue(value, "number", context));
      return [["rate", code`{ count: ${count ?? ""}, per: ${per ?? ""} }`]];
    }
    case "on":
      return [["on", quoted(attribute.executor.text)]];
    case "cache":
      return [["cache", "true"]];
    default:
      return [];
  }
}

function emitEnvironment(task: ast.Task, context: Context): readonly Field[] {
  const env = task.attributes.flatMap((attribute) =>
    attribute.kind === "env"
      ? [code`{ name: ${quoted(attribute.name.text)}, value: ${emitValue(attribute.value, "string", context)} }`]
      : [],
  );
  const secrets = task.attributes.flatMap((attribute) =>
    attribute.kind === "secret" ? [quoted(attribute.name.text)] : [],
  );
  const fields: Field[] = [];
  if (env.length > 0) fields.push(["env", code`[${joined(env, ", ")}]`]);
  if (secrets.length > 0) fields.push(["secrets", code`[${joined(secrets, ", ")}]`]);
  return fields;
}

/** A constant, or a function of the call: also where nothing of the call is read, if computing it may fail. */
function emitValue(value: ast.Expression, wanted: Wanted, context: Context): Code {
  const emit = (sight: CallSight): Code => {
    if (wanted === "value") return context.expression(value, sight).code;
    return (wanted === "number" ? emitNumber(value, sight) : emitString(value, sight)).code;
  };
  return isConstant(value) ? emit(new CallSight(context)) : emitCallFunction(context, emit);
}

function isConstant(value: ast.Expression): boolean {
  return everyPart(value).every(
    (part) =>
      constantKinds.has(part.kind) && (part.kind !== "text" || part.parts.every((each) => each.kind === "chunk")),
  );
}

const constantKinds: ReadonlySet<ast.Expression["kind"]> = new Set([
  "text",
  "number",
  "duration",
  "size",
  "boolean",
  "null",
  "list",
  "record",
] as const);
