/** Fixes for a task whose signature is not its TypeScript function's (ADG6003): it takes over the function's. */
import type * as ast from "../ast.ts";
import type { Checker } from "../check/checker.ts";
import type { Fix } from "../diagnostic.ts";
import { withoutUndefined } from "../peers.ts";
import { primitive } from "../type-shape.ts";
import { typeText } from "../type-text.ts";
import type { Type } from "../types.ts";
import type { FunctionFacts, ParameterFacts } from "../typescript.ts";
import { removeElement } from "./remove.ts";

/** Declares a parameter as the function takes it. */
export function takeParameterType(
  checker: Checker,
  parameter: ast.Parameter,
  taken: ParameterFacts,
  { shapes }: FunctionFacts,
): readonly Fix[] {
  const type = writtenType(checker, checker.module.peers.adgType(withoutUndefined(taken.shape), shapes));
  if (type === undefined) return [];
  const mark = parameter.optional ? "?" : "";
  const edits = [{ file: checker.file, span: parameter.type.span, text: type }];
  return [{ title: `Declare "${parameter.name.text}${mark}: ${type}"`, applicability: "suggested", edits }];
}

/** Declares the result that the function gives. */
export function takeResult(checker: Checker, result: ast.TypeNode | undefined, facts: FunctionFacts): readonly Fix[] {
  if (result === undefined) return [];
  const { shape } = facts.result;
  const given = shape.kind === "undefined" ? primitive("void") : checker.module.peers.adgType(shape, facts.shapes);
  const type = writtenType(checker, given);
  if (type === undefined) return [];
  const edits = [{ file: checker.file, span: result.span, text: type }];
  return [{ title: `Declare the result "${type}"`, applicability: "suggested", edits }];
}

/** Adds the parameters that the function takes beside those that are declared. */
export function addParameters(
  checker: Checker,
  declared: readonly ast.Parameter[],
  facts: FunctionFacts,
): readonly Fix[] {
  const last = declared.at(-1);
  if (last === undefined) return [];
  const lacking = facts.parameters.slice(declared.length).map(({ name, shape, optional }) => {
    const type = writtenType(checker, checker.module.peers.adgType(withoutUndefined(shape), facts.shapes));
    return type === undefined ? undefined : `${name}${optional || last.optional ? "?" : ""}: ${type}`;
  });
  const names = new Set([...declared.map(({ name }) => name.text), ...facts.parameters.map(({ name }) => name)]);
  const areDistinct = names.size === declared.length + lacking.length;
  if (lacking.some((each) => each === undefined) || !areDistinct) return [];
  const text = lacking.join(", ");
  const span = { start: last.span.end, end: last.span.end };
  const edits = [{ file: checker.file, span, text: `, ${text}` }];
  return [{ title: `Add "${text}"`, applicability: "suggested", edits }];
}

/** Takes a parameter away that the function does not have. */
export function removeParameter(
  checker: Checker,
  declared: readonly ast.Parameter[],
  parameter: ast.Parameter,
): readonly Fix[] {
  const edits = removeElement(checker.source, declared, declared.indexOf(parameter));
  return [{ title: `Remove the parameter "${parameter.name.text}"`, applicability: "suggested", edits }];
}

/** The text of a type, where it can be written in the file: all names in it stand for types there. */
export function writtenType(checker: Checker, type: Type): string | undefined {
  return isWritable(checker, type) ? typeText(type) : undefined;
}

function isWritable(checker: Checker, type: Type): boolean {
  const areWritable = (types: readonly Type[]): boolean => types.every((each) => isWritable(checker, each));
  switch (type.kind) {
    case "alias":
      return checker.module.typeSymbols.has(type.name);
    case "list":
      return isWritable(checker, type.element);
    case "tuple":
      return areWritable(type.elements);
    case "record":
      return type.fields.every((field) => isWritable(checker, field.type) && /^[A-Za-z_]\w*$/.test(field.name));
    case "union":
      return areWritable(type.members);
    default:
      return !["unknown", "never", "node"].includes(type.kind);
  }
}
