import type * as ast from "../ast.ts";
import type { TaskSymbol } from "../program.ts";
import { block, code, from, placed, quoted, type Code } from "./code.ts";
import type { Context } from "./context.ts";
import { emitAttributes } from "./emit-attribute.ts";
import { emitCallFunction } from "./emit-call-function.ts";
import { emitParameter, emitParameters } from "./emit-parameter.ts";
import { emitScript } from "./emit-script.ts";
import { constantText } from "./emit-text.ts";
import { emitValueType } from "./emit-value-type.ts";

type Field = readonly [name: string, value: Code];

/** A task's entry in the table. `scope`: where the rules of a workflow are. */
export function emitTask(task: TaskSymbol, scope: number | undefined, context: Context): Code {
  const { declaration } = task;
  const source = context.sourceOf(declaration);
  const fields: Field[] = [
    ["name", quoted(context.nameOf(task))],
    ["parameters", emitParameters(task.parameters.map((parameter) => emitParameter(parameter, context)))],
    ["result", emitValueType(task.result, context)],
  ];
  if (declaration.kind === "workflow") {
    fields.push(["implementation", code`{ kind: "scope", scope: ${String(scope)} }`]);
  } else {
    fields.push(["implementation", emitImplementation(declaration, context)], ...emitAttributes(declaration, context));
    const spawns = declaration.spawns.map((name) => context.symbol(name)).filter((symbol) => symbol.kind === "task");
    if (spawns.length > 0) fields.push(["spawns", `[${spawns.map((each) => context.taskId(each)).join(", ")}]`]);
  }
  fields.push(["line", String(source.lineOf(declaration.span))]);
  if (source.variable !== undefined) fields.push(["source", source.variable]);
  const entry = placed(
    declaration.name.span,
    block(
      "{",
      fields.map(([name, value]) => code`${name}: ${value},`),
      "},",
    ),
  );
  return from(source.map, entry);
}

function emitImplementation(task: ast.Task, context: Context): Code {
  const { pure } = task;
  if (pure !== undefined) {
    const compute = emitCallFunction(context, (sight) => context.expression(pure, sight).code);
    return code`{ kind: "pure", compute: ${compute} }`;
  }
  if (task.from !== undefined) {
    const specifier = context.options.resolveModule(constantText(task.from.path), context.sourceOf(task).module.file);
    const name = quoted((task.from.as ?? task.name).text);
    return code`{ kind: "module", module: new URL(${quoted(specifier)}, import.meta.url).href, name: ${name} }`;
  }
  for (const attribute of task.attributes) {
    if (attribute.kind === "sh") return emitScript(attribute.text, context);
    if (attribute.kind === "celery") return code`{ kind: "celery", name: ${quoted(constantText(attribute.text))} }`;
    if (attribute.kind === "python") {
      const [module = "", name = ""] = constantText(attribute.text).split(":");
      return code`{ kind: "python", module: ${quoted(module)}, name: ${quoted(name)} }`;
    }
  }
  throw new Error(`Internal fault: the task "${task.name.text}" has no implementation.`);
}
