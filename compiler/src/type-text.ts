import { widen } from "./type-shape.ts";
import type { Type } from "./types.ts";

/** A type as a user would write it. A node shows as `pdf node`. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case "literal":
      return JSON.stringify(type.value);
    case "list":
      return `${elementText(type.element)}[]`;
    case "tuple":
      return `[${type.elements.map(typeText).join(", ")}]`;
    case "record":
      return type.fields.length === 0
        ? "{}"
        : `{ ${type.fields.map((field) => `${field.name}${field.optional ? "?" : ""}: ${typeText(field.type)}`).join(", ")} }`;
    case "union":
      return unionText(type.members);
    case "alias":
      return type.name;
    case "node":
      return `${type.task.name} node`;
    case "never":
      return "nothing";
    default:
      return type.kind;
  }
}

/** The same with the primitive types in place of literal ones: what is said of a value where no literal is wanted. */
export function widenedText(type: Type): string {
  return typeText(widen(type));
}

function elementText(element: Type): string {
  const text = typeText(element);
  return text.includes(" | ") && element.kind === "union" ? `(${text})` : text;
}

function unionText(members: readonly Type[]): string {
  const outcome = outcomeValue(members);
  if (outcome !== undefined) return `Outcome<${typeText(outcome)}>`;
  const others = members.filter((member) => member.kind !== "null");
  if (others.length === members.length) return members.map(typeText).join(" | ");
  const outcomeOfOthers = outcomeValue(others);
  if (outcomeOfOthers !== undefined) return `Outcome<${typeText(outcomeOfOthers)}>?`;
  const [only] = others;
  return only !== undefined && others.length === 1
    ? `${typeText(only)}?`
    : `${others.map(typeText).join(" | ")} | null`;
}

/** The T where the members are those of `Outcome<T>`. */
function outcomeValue(members: readonly Type[]): Type | undefined {
  const [good, bad] = members;
  if (members.length !== 2 || good?.kind !== "record" || bad?.kind !== "record") return undefined;
  const names = (record: typeof good) => record.fields.map((field) => field.name).join();
  return names(good) === "ok,value" && names(bad) === "ok,error" ? good.fields[1]?.type : undefined;
}
