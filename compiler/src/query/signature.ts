/** How a task, workflow or function is called, as a user would write it. */
import type { FunctionSignature, TaskSymbol } from "../program.ts";
import { membersOf, unite } from "../type-shape.ts";
import { typeText } from "../type-text.ts";

export interface Signature {
  readonly name: string;
  readonly parameters: readonly SignatureParameter[];
  /** Absent where it is not known. */
  readonly result: string | undefined;
  readonly doc: string | undefined;
}

export interface SignatureParameter {
  readonly name: string;
  readonly type: string;
  /** `rest`: any number of arguments. */
  readonly given: "always" | "optional" | "rest";
}

/** `name` is what the task is called where it is used. */
export function taskSignature(name: string, { parameters, result, declaration, hasSignature }: TaskSymbol): Signature {
  return {
    name,
    parameters: parametersOf(parameters),
    result: hasSignature ? typeText(result) : undefined,
    doc: declaration.doc,
  };
}

export function functionSignature(name: string, { parameters, rest, result }: FunctionSignature): Signature {
  const further: readonly SignatureParameter[] =
    rest === undefined ? [] : [{ name: "more", type: typeText(rest), given: "rest" }];
  return { name, parameters: [...parametersOf(parameters), ...further], result: typeText(result), doc: undefined };
}

/** `pdf(source: file, look?: string) -> Sheet`. */
export function signatureText({ name, parameters, result }: Signature): string {
  const given = parameters.map(parameterText).join(", ");
  return `${name}(${given})${result === undefined || result === "void" ? "" : ` -> ${result}`}`;
}

export function parameterText({ name, type, given }: SignatureParameter): string {
  return `${given === "rest" ? "..." : ""}${name}${given === "optional" ? "?" : ""}: ${type}`;
}

/** Reads what `signatureText` writes, where no type of a parameter has a comma. */
export function readSignature(text: string): Signature {
  const [, name = "", between = "", result] = /^(\w+)\((.*)\)(?: -> (.+))?$/.exec(text) ?? [];
  const parameters = between.split(", ").flatMap((parameter) => {
    const [, rest, word, optional, type] = /^(\.\.\.)?(\w+)(\?)?: (.+)$/.exec(parameter) ?? [];
    if (word === undefined || type === undefined) return [];
    const given = rest === undefined ? (optional === undefined ? "always" : "optional") : "rest";
    return [{ name: word, type, given } as const];
  });
  return { name, parameters, result, doc: undefined };
}

function parametersOf(parameters: TaskSymbol["parameters"]): readonly SignatureParameter[] {
  return parameters.map(({ name, type, optional, default: given }) => {
    // What may be left out is null where it is: that is said by the "?" already.
    const written =
      optional && given === undefined ? unite(membersOf(type).filter(({ kind }) => kind !== "null")) : type;
    const isNull = membersOf(type).every(({ kind }) => kind === "null");
    return { name, type: typeText(isNull ? type : written), given: optional ? "optional" : "always" };
  });
}
