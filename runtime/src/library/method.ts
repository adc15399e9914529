import { isNode } from "../brand.ts";
import { ExpressionError } from "./expression-error.ts";
import { at, includes, indexOf } from "./list.ts";
import { join, replace } from "./text.ts";
import { describe, items, string } from "./typed-place.ts";
import type { Value } from "../workflow.ts";

/** `value.name(…)` where only the run knows whether the value is a string or a list. */
export function method(value: unknown, name: string, ...args: readonly unknown[]): Value {
  const found = Array.isArray(value)
    ? listMethods.get(name)?.(value as readonly Value[], args)
    : typeof value === "string"
      ? stringMethods.get(name)?.(value, args)
      : undefined;
  if (found !== undefined) return found;
  throw new ExpressionError(`${isNode(value) ? "A node" : describe(value)} has no method "${name}".`);
}

type Method<Subject> = (subject: Subject, args: readonly unknown[]) => Value;

const listMethods = new Map<string, Method<readonly Value[]>>([
  ["includes", (list, [x]) => includes(list, x)],
  ["indexOf", (list, [x]) => indexOf(list, x)],
  ["slice", (list, [from, to]) => list.slice(from as number | undefined, to as number | undefined)],
  ["join", (list, [separator]) => join(list, separator as string | undefined)],
  ["concat", (list, others) => list.concat(...others.map((other) => items(other)))],
  ["at", (list, [index]) => at(list, index as number)],
]);

const stringMethods = new Map<string, Method<string>>([
  ["trim", (s) => s.trim()],
  ["split", (s, [by]) => s.split(string(by))],
  ["replace", (s, [from, to]) => replace(s, string(from), string(to))],
  ["startsWith", (s, [x]) => s.startsWith(string(x))],
  ["endsWith", (s, [x]) => s.endsWith(string(x))],
  ["includes", (s, [x]) => s.includes(string(x))],
  ["indexOf", (s, [x]) => s.indexOf(string(x))],
  ["slice", (s, [from, to]) => s.slice(from as number | undefined, to as number | undefined)],
  ["toUpperCase", (s) => s.toUpperCase()],
  ["toLowerCase", (s) => s.toLowerCase()],
  ["padStart", (s, [length, fill]) => s.padStart(length as number, fill as string | undefined)],
  ["concat", (s, others) => s.concat(...others.map(string))],
  ["at", (s, [index]) => at(s, index as number)],
]);
