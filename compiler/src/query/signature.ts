/** How a task, workflow or function is called, as a user would write it. */
import type { FunctionSignature, TaskSymbol } from "../program.ts";
import type { CheckedModule } from "../program-of.ts";
import { typeText } from "../type-text.ts";
import { parameterText } from "./task-text.ts";

export interface Signature {
  readonly name: string;
  readonly parameters: readonly SignatureParameter[];
  /** Absent where it is not known. */
  readonly result: string | undefined;
  readonly doc: string | undefined;
}

export interface SignatureParameter {
  readonly name: string;
  /** `source: file`, `look: string = "a"`, `more?: int`, `...others: T`. */
  readonly text: string;
  /** `rest`: any number of arguments. */
  readonly given: "always" | "optional" | "rest";
}

/** `name` is what the task is called where it is used; `declaring` the file that declares it, with its defaults. */
export function taskSignature(
  name: string,
  { parameters, result, declaration, hasSignature }: TaskSymbol,
  declaring: CheckedModule | undefined,
): Signature {
  return {
    name,
    parameters: parametersOf(parameters, declaring?.file.text),
    result: hasSignature ? typeText(result) : undefined,
    doc: declaration.doc,
  };
}

export function functionSignature(name: string, { parameters, rest, result }: FunctionSignature): Signature {
  const further: readonly SignatureParameter[] =
    rest === undefined ? [] : [{ name: "more", text: `...more: ${typeText(rest)}`, given: "rest" }];
  return {
    name,
    parameters: [...parametersOf(parameters, undefined), ...further],
    result: typeText(result),
    doc: undefined,
  };
}

/** `pdf(source: file, look?: string) -> Sheet`. */
export function signatureText({ name, parameters, result }: Signature): string {
  const given = parameters.map(({ text }) => text).join(", ");
  return `${name}(${given})${result === undefined || result === "void" ? "" : ` -> ${result}`}`;
}

/** Reads what `signatureText` writes, where no type of a parameter has a comma. */
export function readSignature(text: string): Signature {
  const [, name = "", between = "", result] = /^(\w+)\((.*)\)(?: -> (.+))?$/.exec(text) ?? [];
  const parameters = between.split(", ").flatMap((parameter) => {
    const [, rest, word, optional] = /^(\.\.\.)?(\w+)(\?)?: .+$/.exec(parameter) ?? [];
    if (word === undefined) return [];
    const given = rest === undefined ? (optional === undefined ? "always" : "optional") : "rest";
    return [{ name: word, text: parameter, given } as const];
  });
  return { name, parameters, result, doc: undefined };
}

function parametersOf(parameters: TaskSymbol["parameters"], text: string | undefined): readonly SignatureParameter[] {
  return parameters.map((parameter) => ({
    name: parameter.name,
    text: parameterText(text === undefined ? { ...parameter, default: undefined } : parameter, text ?? ""),
    given: parameter.optional ? "optional" : "always",
  }));
}
