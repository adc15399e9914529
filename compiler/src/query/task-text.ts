/** Declarations as a hover shows them. */
import type * as ast from "../ast.ts";
import type { TaskSymbol } from "../program.ts";
import type { CheckedModule } from "../program-of.ts";
import { expand, membersOf } from "../type-shape.ts";
import { typeText } from "../type-text.ts";
import type { Type } from "../types.ts";
import type { FunctionFacts } from "../typescript.ts";

const LONGEST_LINE = 80;

/** A task with its signature, its implementation and the lines of its block; a workflow with its signature. */
export function taskText(symbol: TaskSymbol, { file: { text } }: CheckedModule): string {
  const { declaration } = symbol;
  const head = `${declaration.kind} ${signatureText(symbol, text)}`;
  if (declaration.kind === "workflow") return head;
  const { from, pure, spawns, attributes } = declaration;
  const path =
    from === undefined ? "" : ` from ${sourceOf(from.path, text)}${from.as === undefined ? "" : ` as ${from.as.text}`}`;
  const value = pure === undefined ? "" : ` = ${sourceOf(pure, text)}`;
  const spawned = spawns.length === 0 ? "" : ` spawns ${spawns.map((name) => name.text).join(", ")}`;
  const lines = attributes.map((attribute) => `  ${firstLine(attribute, text)}`);
  return [`${head}${path}${value}${spawned}${lines.length === 0 ? "" : ":"}`, ...lines].join("\n");
}

/** `pdf(source: file, dpi: int = 300) -> file` */
export function signatureText({ name, parameters, result, hasSignature }: TaskSymbol, text: string): string {
  if (!hasSignature) return name;
  const written = parameters.map((parameter) => parameterText(parameter, text));
  return `${name}(${written.join(", ")})${result.kind === "void" ? "" : ` -> ${typeText(result)}`}`;
}

/** `dpi: int = 300`, `note?: string` */
export function parameterText(
  { name, type, optional, default: value }: TaskSymbol["parameters"][number],
  text: string,
): string {
  if (value !== undefined) return `${name}: ${typeText(type)} = ${sourceOf(value, text)}`;
  return optional ? `${name}?: ${typeText(withoutNull(type))}` : `${name}: ${typeText(type)}`;
}

/** `type Sample = { … }`, over several lines where it is long. */
export function typeDeclarationText(name: string, type: Type): string {
  const target = expand(type);
  const line = `type ${name} = ${typeText(target)}`;
  if (line.length <= LONGEST_LINE || target.kind !== "record") return line;
  const fields = target.fields.map((field) => `  ${field.name}${field.optional ? "?" : ""}: ${typeText(field.type)},`);
  return [`type ${name} = {`, ...fields, "}"].join("\n");
}

/** What the names in a type stand for, a declaration for each; of a node, those in its result. */
export function expandedNames(type: Type): string | undefined {
  const names = new Map<string, string>();
  const visit = (part: Type): void => {
    if (part.kind === "alias") names.set(part.name, typeDeclarationText(part.name, part));
    else if (part.kind === "list") visit(part.element);
    else if (part.kind === "union") part.members.forEach(visit);
    else if (part.kind === "tuple") part.elements.forEach(visit);
    else if (part.kind === "node") visit(part.task.result);
  };
  visit(type);
  return names.size === 0 ? undefined : [...names.values()].join("\n");
}

/** A function as TypeScript writes it. */
export function functionText(name: string, facts: FunctionFacts): string {
  const parameters = facts.parameters.map((each) => `${each.name}${each.optional ? "?" : ""}: ${each.text}`);
  const rest = facts.rest === undefined ? [] : [`...${facts.rest.name}: ${facts.rest.text}[]`];
  const context = facts.takesContext ? ["context: TaskContext"] : [];
  const result = facts.gives === "promise" ? `Promise<${facts.result.text}>` : facts.result.text;
  return `function ${name}(${[...parameters, ...rest, ...context].join(", ")}): ${result}`;
}

/** A part of a text on one line, cut where it is long. */
export function sourceOf({ span }: ast.Located, text: string): string {
  const line = text.slice(span.start, span.end).replaceAll(/\s+/g, " ").trim();
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
}

function firstLine({ span }: ast.Located, text: string): string {
  const lines = text.slice(span.start, span.end).split(/\r\n|\n|\r/);
  const [first = "", second = ""] = lines;
  if (lines.length === 1) return first;
  return /"""\s*$/.test(first) ? `${first.trimEnd()} ${second.trim()} …` : `${first.trimEnd()} …`;
}

function withoutNull(type: Type): Type {
  const members = membersOf(type).filter(({ kind }) => kind !== "null");
  const [only] = members;
  return only !== undefined && members.length === 1 ? only : { kind: "union", members };
}
