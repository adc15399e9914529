import type * as ast from "../ast.ts";
import type { Type } from "../types.ts";
import { asResult } from "./brackets.ts";
import { block, code, from, joined, quoted, textOf, type Code, type MapSource } from "./code.ts";
import type { Context } from "./context.ts";
import { emitValueType } from "./emit-value-type.ts";
import { DefaultSight } from "./sight.ts";

/** A parameter of a task or workflow, or an input. */
export interface ParameterLike {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
  readonly default: ast.Expression | undefined;
  /** The variable that holds the URL of its file, where that is not the file of what it is a parameter of. */
  readonly source?: string | undefined;
  /** Its file, where that is another. */
  readonly map?: MapSource;
}

/** A parameter as data, with a function for what it is when it is left out. */
export function emitParameter(parameter: ParameterLike, context: Context): Code {
  const source = parameter.source === undefined ? "" : `, source: ${parameter.source}`;
  const start = code`{ name: ${quoted(parameter.name)}, type: ${emitValueType(parameter.type, context)}${source}`;
  if (parameter.default !== undefined && parameter.map !== undefined)
    return code`${start}, default: ${from(parameter.map, emitDefault(parameter.default, context))} }`;
  if (parameter.default !== undefined) return code`${start}, default: ${emitDefault(parameter.default, context)} }`;
  return parameter.optional ? code`${start}, optional: true, default: () => null }` : code`${start} }`;
}

function emitDefault(value: ast.Expression, context: Context): Code {
  const sight = new DefaultSight(context);
  const made = context.expression(value, sight).code;
  return code`(${sight.used ? "at" : ""}) => ${asResult(made)}`;
}

/** The list of parameters: on one line, or, of long ones, one a line. */
export function emitParameters(parameters: readonly Code[]): Code {
  const short = code`[${joined(parameters, ", ")}]`;
  if (textOf(short).length <= 100) return short;
  return block(
    "[",
    parameters.map((parameter) => code`${parameter},`),
    "]",
  );
}
