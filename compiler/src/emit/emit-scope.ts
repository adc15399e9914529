import type * as ast from "../ast.ts";
import type { Type } from "../types.ts";
import { block, code, from, joined, quoted, type Code } from "./code.ts";
import type { Context } from "./context.ts";
import { emitParameter, emitParameters, type ParameterLike } from "./emit-parameter.ts";
import { emitValueType } from "./emit-value-type.ts";
import { inputsOf, outputOf } from "./emit-workflow-type.ts";
import { rulesOf, type ScopeLike } from "./number-rules.ts";

/** The module, or a workflow of it, as an entry of the table of scopes. */
export function emitScope(scope: ScopeLike, name: string, context: Context): Code {
  const parameters = parametersOf(scope, context).map((parameter) => emitParameter(parameter, context));
  const rules = rulesOf(scope).map((rule) => context.ruleId(rule));
  const members = scope.kind === "module" ? scope.declarations : scope.members;
  const outputs = members.flatMap((member) => (member.kind === "output" ? [emitOutput(member, scope, context)] : []));
  const { map, variable } = context.sourceOf(scope);
  const entry = block(
    "{",
    [
      code`name: ${quoted(name)},`,
      ...(variable === undefined ? [] : [`source: ${variable},`]),
      code`parameters: ${emitParameters(parameters)},`,
      code`rules: [${rules.join(", ")}],`,
      outputs.length === 0
        ? "outputs: [],"
        : block(
            "outputs: [",
            outputs.map((output) => code`${output},`),
            "],",
          ),
    ],
    "},",
  );
  return from(map, entry);
}

/** What a workflow declares to give, where this output without a name is what it gives. */
function declaredResult(output: ast.Output, scope: ScopeLike, context: Context): Type | undefined {
  if (scope.kind === "module" || output.name !== undefined || scope.result === undefined) return undefined;
  return context.program.tasks.find(({ declaration }) => declaration === scope)?.result;
}

function parametersOf(scope: ScopeLike, context: Context): readonly ParameterLike[] {
  if (scope.kind === "workflow") {
    const task = context.program.tasks.find(({ declaration }) => declaration === scope);
    return task?.parameters ?? [];
  }
  return inputsOf(context).map(({ name, declaration, type }) => {
    const { map, variable } = context.sourceOf(declaration);
    return { name, type, optional: false, default: declaration.default, source: variable, map };
  });
}

function emitOutput(output: ast.Output, scope: ScopeLike, context: Context): Code {
  const { value } = output;
  const found = outputOf(output, context);
  const { task } = found;
  const type = declaredResult(output, scope, context) ?? found.type;
  // The outputs of a module are a record: one without a name bears that of its task.
  const name = output.name?.text ?? (scope.kind === "module" ? context.nameOf(task) : undefined);
  const fields = [
    code`name: ${name === undefined ? "undefined" : quoted(name)}`,
    code`mode: ${quoted(value.kind === "gather" ? value.mode : "one")}`,
    code`task: ${String(context.taskId(task))}`,
    code`type: ${emitValueType(type, context)}`,
    code`line: ${String(context.sourceOf(output).lineOf(output.span))}`,
  ];
  return code`{ ${joined(fields, ", ")} }`;
}
