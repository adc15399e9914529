import { listText, quoted, quotedType } from "./phrases.ts";

/** What can be wrong with the type of a value (ADG3001). Types are given as text. */
export type TypeProblem =
  | { readonly kind: "mismatch"; readonly expected: string; readonly found: string }
  | { readonly kind: "missing-field"; readonly field: string; readonly expected: string }
  | { readonly kind: "operator"; readonly operator: string; readonly left: string; readonly right: string }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: string }
  | { readonly kind: "never-equal"; readonly left: string; readonly right: string }
  | { readonly kind: "not-iterable"; readonly found: string }
  | { readonly kind: "not-indexable"; readonly found: string }
  | { readonly kind: "interpolation"; readonly found: string }
  | { readonly kind: "not-callable"; readonly name: string; readonly found: string }
  /** A task, function or method where a value is wanted. */
  | { readonly kind: "not-a-value"; readonly name: string; readonly what: "task" | "function" | "method" | "type" }
  | { readonly kind: "not-a-task"; readonly name: string }
  | { readonly kind: "not-a-node"; readonly name: string; readonly found: string }
  | { readonly kind: "several-tasks"; readonly name: string; readonly tasks: readonly string[] }
  | { readonly kind: "exists-already"; readonly name: string }
  /** A condition on a node that another condition of the same rule binds. */
  | { readonly kind: "bound-here"; readonly name: string; readonly task: string; readonly event: string }
  /** An add where no body is. */
  | { readonly kind: "add-outside-body"; readonly name: string }
  /** A line of a body that adds nothing. */
  | { readonly kind: "adds-nothing" }
  | { readonly kind: "needs-out"; readonly result: string }
  | { readonly kind: "not-an-output" }
  | { readonly kind: "type-arguments"; readonly name: string; readonly count: number }
  | { readonly kind: "circular-type"; readonly name: string }
  /** A type of TypeScript that no JSON value is of. */
  | { readonly kind: "foreign-type"; readonly name: string; readonly found: string };

/** One sentence about it. */
export function typeProblemText(problem: TypeProblem): string {
  switch (problem.kind) {
    case "mismatch":
      return `Expected ${quotedType(problem.expected)}, but this is ${quotedType(problem.found)}.`;
    case "missing-field":
      return `The field ${quoted(problem.field)} of ${quotedType(problem.expected)} is missing.`;
    case "operator":
      return `"${problem.operator}" cannot be applied to ${quotedType(problem.left)} and ${quotedType(problem.right)}${notKnownYet(problem.left, problem.right)}.`;
    case "unary":
      return `"${problem.operator}" cannot be applied to ${quotedType(problem.operand)}.`;
    case "never-equal":
      return `${quotedType(problem.left)} and ${quotedType(problem.right)} can never be equal.`;
    case "not-iterable":
      return `Expected a list, but this is ${quotedType(problem.found)}.`;
    case "not-indexable":
      return `A value of type ${quotedType(problem.found)} has no elements to choose by an index.`;
    case "interpolation":
      return `A value of type ${quotedType(problem.found)} cannot stand in a text.`;
    case "not-callable":
      return `${quoted(problem.name)} is ${quotedType(problem.found)} here and cannot be called.`;
    case "not-a-value":
      return problem.what === "task"
        ? `${quoted(problem.name)} is a task, not a value: call it to add a node, wait for one with "when ${problem.name} done as x", or gather them with "all ${problem.name}".`
        : `${quoted(problem.name)} is a ${problem.what}, not a value${problem.what === "type" ? "" : ": call it"}.`;
    case "not-a-task":
      return `${quoted(problem.name)} is not a task here.`;
    case "not-a-node":
      return `${quoted(problem.name)} is ${quotedType(problem.found)} here, not a node.`;
    case "several-tasks":
      return `${quoted(problem.name)} may be a node of ${listText(problem.tasks.map(quoted), "or")}: a condition needs a node of one task.`;
    case "exists-already":
      return `${quoted(problem.name)} is in the graph already: wait for it to be "done", "failed" or "settled".`;
    case "bound-here":
      return `${quoted(problem.name)} is bound by this very rule: wait for "${problem.task} ${problem.event}" in its place, or in a rule inside.`;
    case "add-outside-body":
      return `${quoted(problem.name)} is a task, and only the body of a rule can add a node.`;
    case "adds-nothing":
      return `This adds no node: a line of a body is a call of a task, "let", "for", "if", "when" or "fail".`;
    case "needs-out":
      return `A shell task with the result ${quotedType(problem.result)} needs an "out" that names what it makes${problem.result === "file[]" ? '; the lines that it prints are "string[]"' : ""}.`;
    case "not-an-output":
      return `An output is a task, or a gather such as "all pdf".`;
    case "type-arguments":
      return problem.count === 0
        ? `The type ${quoted(problem.name)} takes no arguments.`
        : `The type ${quoted(problem.name)} takes ${problem.count === 1 ? "1 argument" : `${problem.count} arguments`}.`;
    case "circular-type":
      return `The type ${quoted(problem.name)} stands for nothing but itself.`;
    case "foreign-type":
      return `${quoted(problem.name)} is ${quotedType(problem.found)} in TypeScript, which has no type in adg.`;
  }
}

/** Whoever computes with a node means its result, which no rule knows before the node is done. */
function notKnownYet(...types: readonly string[]): string {
  return types.includes("a node")
    ? ', and what a node gives is known in a rule such as "when … done as x", as "x.result"'
    : "";
}
