import type * as ast from "../ast.ts";
import { gatheredType } from "../output-type.ts";
import type { TaskSymbol } from "../program.ts";
import { unknownType } from "../type-shape.ts";
import type { FieldType, Type } from "../types.ts";
import { code, fieldName, joined, quoted, textOf, type Code } from "./code.ts";
import type { Context } from "./context.ts";
import { emitType, emitTypeDeclarations } from "./emit-type.ts";

/** The type of the compiled workflow: with the types of its inputs and of its outputs. */
export function emitWorkflowType(context: Context): Code {
  const { module } = context.program;
  const inputs = inputsOf(context).map(({ name, type, declaration }) => ({
    name,
    type,
    optional: declaration.default !== undefined,
  }));
  const outputs = module.declarations.flatMap((declaration): readonly FieldType[] => {
    if (declaration.kind !== "output") return [];
    const found = outputOf(declaration, context);
    // The outputs of a module are a record: one without a name bears that of its task.
    return [{ name: declaration.name?.text ?? context.nameOf(found.task), type: found.type, optional: false }];
  });
  return code`${context.runtime("Workflow")}<${record(inputs, context)}, ${record(outputs, context)}>`;
}

/** An input of the program. */
export interface InputLike {
  readonly name: string;
  readonly declaration: ast.Input;
  readonly type: Type;
}

/** The inputs of the program's own module, then those that come with imports. */
export function inputsOf({ program }: Context): readonly InputLike[] {
  const own = program.module.declarations
    .filter((declaration) => declaration.kind === "input")
    .map((declaration) => ({ name: declaration.name.text, declaration }));
  return [...own, ...program.importedInputs].map(({ name, declaration }) => ({
    name,
    declaration,
    type: program.typeNodes.get(declaration.type) ?? unknownType,
  }));
}

/** The type that an output declares, or has. */
export function outputOf(output: ast.Output, context: Context): { readonly task: TaskSymbol; readonly type: Type } {
  const { value } = output;
  const subject = value.kind === "gather" ? value.task : value.kind === "name" ? value.name : undefined;
  const task = subject === undefined ? undefined : context.symbol(subject);
  if (task?.kind !== "task") throw new Error("Internal fault: an output of what is no task.");
  const declared = output.type === undefined ? undefined : context.program.typeNodes.get(output.type);
  const inferred = value.kind === "gather" ? gatheredType(value.mode, task) : task.result;
  return { task, type: declared ?? inferred };
}

function record(fields: readonly FieldType[], context: Context): Code {
  if (fields.length === 0) return "Readonly<Record<string, never>>";
  const written = fields.map(({ name, type, optional }) => {
    const key = name === "__proto__" ? quoted(name) : fieldName(name);
    return code`readonly ${key}${optional ? "?" : ""}: ${emitType(type, context)}`;
  });
  return code`{ ${joined(written, "; ")} }`;
}

/** The text of the `.d.ts` file beside the JavaScript. */
export function emitDeclarations(workflowType: Code, context: Context): string {
  const runtime = quoted(context.options.runtimeTypes ?? context.options.runtime ?? "@adg/runtime");
  const lines = [
    `import type { Value, Workflow } from ${runtime};`,
    "",
    ...emitTypeDeclarations(context),
    code`export declare const workflow: ${workflowType};`,
  ];
  return `${lines.map(textOf).join("\n")}\n`;
}
