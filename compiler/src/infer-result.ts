/** The results of workflows that declare none: those of their outputs, which may be workflows of the same kind, in circles or not. */
import type * as ast from "./ast.ts";
import { outputType } from "./output-type.ts";
import type { TaskSymbol } from "./program.ts";
import type { TypeResolver } from "./resolve-type.ts";
import { primitive, recordOf, unknownType } from "./type-shape.ts";
import type { Type } from "./types.ts";

/** The result of a workflow, when it is asked for. */
export interface Inference {
  state: "open" | "begun" | "done";
  result: Type;
  /** The tasks whose results it takes. */
  readonly needs: () => readonly TaskSymbol[];
  readonly infer: () => Type;
}

/** Of the symbols of workflows that declare no result. */
export const inferences = new WeakMap<TaskSymbol, Inference>();

/** How the result of a workflow follows from its outputs: it is that of the only one, or a record of them. */
export function inferenceOf(
  workflow: ast.Workflow,
  types: TypeResolver,
  tasks: ReadonlyMap<string, TaskSymbol>,
): Inference {
  const outputs = workflow.members.filter((member) => member.kind === "output");
  const find = (name: string): TaskSymbol | undefined => tasks.get(name);
  return {
    state: "open",
    result: unknownType,
    needs: () =>
      outputs.flatMap(({ type, value }) => {
        const name = value.kind === "name" ? value.name : value.kind === "gather" ? value.task : undefined;
        const task = type === undefined && name !== undefined ? find(name.text) : undefined;
        return task === undefined ? [] : [task];
      }),
    infer: () => {
      const typeOf = (output: ast.Output): Type =>
        output.type === undefined ? outputType(output.value, find) : types.resolve(output.type);
      const [first] = outputs;
      if (first === undefined) return primitive("void");
      if (first.name === undefined) return typeOf(first);
      return recordOf(
        outputs.flatMap((output) =>
          output.name === undefined ? [] : [{ name: output.name.text, type: typeOf(output), optional: false }],
        ),
      );
    },
  };
}

/** The result, which is unknown as far as it follows from itself. What it needs is inferred before: a chain may be long. */
export function resultOf(inference: Inference): Type {
  if (inference.state !== "open") return inference.result;
  const waiting = [inference];
  for (let top = waiting.at(-1); top !== undefined; top = waiting.at(-1)) {
    if (top.state === "open") {
      top.state = "begun";
      for (const task of top.needs()) {
        const needed = inferences.get(task);
        if (needed?.state === "open") waiting.push(needed);
      }
      continue;
    }
    waiting.pop();
    if (top.state === "done") continue;
    top.result = top.infer();
    top.state = "done";
  }
  return inference.result;
}
