/** The arguments of a call by name, or by position. */
import type * as ast from "../../ast.ts";
import type { TaskSymbol } from "../../program.ts";
import { edit, type Refactoring, type Selected, textOf } from "./refactoring.ts";

export function nameArguments(selected: Selected): readonly Refactoring[] {
  const { module, path, span } = selected;
  const call = path.findLast(
    (part): part is ast.Call => part.kind === "call" && module.checker.callArguments.has(part as ast.Call),
  );
  // Not from within what stands in an argument and is no part of the call itself.
  if (call === undefined || span.end > call.span.end) return [];
  const parameters = parametersOf(call, selected);
  if (parameters === undefined || call.arguments.length === 0 || call.arguments.length > parameters.length) return [];
  return [...byName(call, parameters, selected), ...byPosition(call, parameters, selected)];
}

function parametersOf(call: ast.Call, { module }: Selected): TaskSymbol["parameters"] | undefined {
  const symbol = call.callee.kind === "name" ? module.checker.symbols.get(call.callee.name) : undefined;
  if (symbol?.kind === "task") return symbol.hasSignature ? symbol.parameters : undefined;
  return symbol?.kind === "imported-function" ? symbol.signature?.parameters : undefined;
}

function byName(call: ast.Call, parameters: TaskSymbol["parameters"], selected: Selected): readonly Refactoring[] {
  const edits = call.arguments.flatMap(({ name, span }, place) =>
    name === undefined ? [edit(selected, span.start, span.start, `${parameters[place]?.name}: `)] : [],
  );
  return edits.length === 0 ? [] : [{ title: "Name the arguments", kind: "rewrite", edits }];
}

/** Where they are the first ones, in their order: else something would be evaluated, and so added, in another order. */
function byPosition(call: ast.Call, parameters: TaskSymbol["parameters"], selected: Selected): readonly Refactoring[] {
  const names = call.arguments.map(({ name }, place) => name?.text ?? parameters[place]?.name);
  const isInOrder = names.every((name, place) => name === parameters[place]?.name);
  if (!isInOrder || call.arguments.every(({ name }) => name === undefined)) return [];
  const edits = call.arguments.flatMap((argument) =>
    argument.name === undefined
      ? []
      : [edit(selected, argument.span.start, argument.span.end, textOf(selected, argument.value))],
  );
  return [{ title: "Give the arguments by position", kind: "rewrite", edits }];
}
