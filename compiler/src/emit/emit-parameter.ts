import type * as ast from "../ast.ts";
import type { Type } from "../types.ts";
import { asResult } from "./brackets.ts";
import { block, code, joined, quoted, textOf, type Code } from "./code.ts";
import type { Context } from "./context.ts";
import { emitValueType } from "./emit-value-type.ts";
import { DefaultSight } from "./sight.ts";

/** A parameter of a task or workflow, or an input. */
export interface ParameterLike {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
  readonly default: ast.Expression | undefined;
}

/** A parameter as data, with a function for what it is when it is left out. */
export function emitParameter(parameter: ParameterLike, context: Context): Code {
  const start = code`{ name: ${quoted(parameter.name)}, type: ${emitValueType(parameter.type, context)}`;
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
