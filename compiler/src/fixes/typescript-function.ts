/** A TypeScript function as a task declares it: what a fix writes where the user's module has none. */
import type { TaskSymbol } from "../program.ts";
import { expand, membersOf, unite } from "../type-shape.ts";
import type { Type } from "../types.ts";

/** Whether JavaScript lets a function be called so. */
export function isFunctionName(name: string): boolean {
  return !reserved.has(name);
}

/** The text of an exported function that is still to be written. In JavaScript it has no types. */
export function functionText(task: TaskSymbol, name: string, language: "typescript" | "javascript"): string {
  const isTyped = language === "typescript";
  const parameters = task.parameters.map((parameter, place) => {
    const written = reserved.has(parameter.name) ? `${parameter.name}_` : parameter.name;
    if (!isTyped) return written;
    // A default is filled in before the call; what has none and is left out is not there.
    if (!parameter.optional || parameter.default !== undefined) return `${written}: ${typeScript(parameter.type)}`;
    const type = typeScript(unite(membersOf(parameter.type).filter(({ kind }) => kind !== "null")));
    const isLast = task.parameters.slice(place).every((each) => each.optional && each.default === undefined);
    return isLast ? `${written}?: ${type}` : `${written}: ${type} | undefined`;
  });
  const result = isTyped ? `: Promise<${typeScript(task.result)}>` : "";
  return `export async function ${name}(${parameters.join(", ")})${result} {
  throw new Error(${JSON.stringify(`"${name}" is not written yet`)});
}
`;
}

/** The TypeScript type of the values of a type. One that contains itself would need a name: there it is `unknown`. */
function typeScript(type: Type, around: readonly Type[] = []): string {
  if (type.kind === "alias") return around.includes(type) ? "unknown" : typeScript(expand(type), [...around, type]);
  const inside = (part: Type): string => typeScript(part, around);
  switch (type.kind) {
    case "file":
    case "dir":
      return "string";
    case "int":
      return "number";
    case "string":
    case "number":
    case "boolean":
    case "void":
    case "null":
    case "never":
      return type.kind;
    case "literal":
      return JSON.stringify(type.value);
    case "list": {
      const element = inside(type.element);
      return `readonly ${/[ |]/.test(element) && !element.startsWith("{") ? `(${element})` : element}[]`;
    }
    case "tuple":
      return `readonly [${type.elements.map(inside).join(", ")}]`;
    case "record": {
      const fields = type.fields.map((field) => `${field.name}${field.optional ? "?" : ""}: ${inside(field.type)}`);
      return fields.length === 0 ? "object" : `{ ${fields.join("; ")} }`;
    }
    case "union":
      return [...new Set(type.members.map(inside))].join(" | ");
    default:
      return "unknown";
  }
}

const reserved: ReadonlySet<string> = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for
  function if implements import in instanceof interface let new null package private protected public return static super switch
  this throw true try typeof var void while with yield`.split(/\s+/),
);
