import { quoted, quotedType } from "./phrases.ts";

/** How a task or import and the TypeScript function differ (ADG6003). Types are given as text. */
export type SignatureProblem =
  | {
      readonly kind: "parameter";
      readonly name: string;
      readonly declared: string;
      readonly takes: string;
      readonly callee: string;
    }
  /** Where the function has its context, the task has a further parameter. */
  | { readonly kind: "surplus"; readonly name: string; readonly callee: string }
  /** A parameter of the function that the task does not have. */
  | { readonly kind: "lacking"; readonly name: string; readonly type: string; readonly callee: string }
  | { readonly kind: "result"; readonly declared: string; readonly gives: string; readonly callee: string }
  | { readonly kind: "not-a-function"; readonly callee: string; readonly found: string }
  | { readonly kind: "promise"; readonly callee: string; readonly found: string }
  /** `at` is a parameter's name, or undefined for the result; `part` the place of `found` in it: `.when[]`. */
  | {
      readonly kind: "foreign";
      readonly callee: string;
      readonly at: string | undefined;
      readonly part: string;
      readonly found: string;
    }
  | { readonly kind: "many"; readonly callee: string; readonly name: string }
  | { readonly kind: "unread"; readonly callee: string; readonly path: string };

/** One sentence about it. */
export function signatureProblemText(problem: SignatureProblem): string {
  const callee = `the TypeScript function ${quoted(problem.callee)}`;
  switch (problem.kind) {
    case "parameter":
      return `${quoted(problem.name)} is declared as ${quotedType(problem.declared)}, but ${callee} takes ${quotedType(problem.takes)} there.`;
    case "surplus":
      return `${quoted(problem.name)} stands where ${callee} takes its context.`;
    case "lacking":
      return `T${callee.slice(1)} also takes ${quoted(problem.name)}, which is ${quotedType(problem.type)}.`;
    case "result":
      return `The result is declared as ${quotedType(problem.declared)}, but ${callee} gives ${quotedType(problem.gives)}.`;
    case "not-a-function":
      return `${quoted(problem.callee)} is ${quotedType(problem.found)} in TypeScript, not a function.`;
    case "promise":
      return `T${callee.slice(1)} gives ${quotedType(problem.found)}: a function used in expressions must give its value at once.`;
    case "foreign": {
      const at = problem.at === undefined ? "the result" : quoted(problem.at + problem.part);
      const where = problem.at === undefined && problem.part !== "" ? `${at}'s ${quoted(problem.part)}` : at;
      return `In ${callee}, ${where} is ${quotedType(problem.found)}, which has no type in adg.`;
    }
    case "many":
      return `T${callee.slice(1)} takes any number of ${quoted(problem.name)}, and a task takes a fixed number.`;
    case "unread":
      return `The signature of ${quoted(problem.callee)} cannot be read from ${quoted(problem.path)}: write it here.`;
  }
}
