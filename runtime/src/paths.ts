/** The files and directories inside a value. */
import { placeText } from "./value-text.ts";
import { conform, typeNamed, type ConformOptions } from "./values.ts";
import type { Value, ValueType, Workflow } from "./workflow.ts";

/** A `file` or `dir` inside a value, with its place (`$.reads[2]`). */
export interface PathInValue {
  readonly at: string;
  readonly kind: "file" | "dir";
  readonly path: string;
}

/** Every `file` and `dir` in a value that conforms to the type, in order. */
export function pathsIn(value: Value, type: ValueType, options: ConformOptions): readonly PathInValue[] {
  const found: PathInValue[] = [];
  if (mentionsPaths(type, options.types)) collectPaths(value, type, options, options.at ?? "$", found);
  return found;
}

/** The value with other paths in the places of its files and directories. Frozen, as it was. */
export function mapPaths(
  value: Value,
  type: ValueType,
  options: ConformOptions,
  to: (path: PathInValue) => string,
): Value {
  return mentionsPaths(type, options.types) ? replacePaths(value, type, options, options.at ?? "$", to) : value;
}

function replacePaths(
  value: Value,
  type: ValueType,
  options: ConformOptions,
  at: string,
  to: (path: PathInValue) => string,
): Value {
  const inside = (part: Value, partType: ValueType, key: string | number): Value =>
    replacePaths(part, partType, options, placeText(at, key), to);
  switch (type.kind) {
    case "file":
    case "dir":
      return to({ at, kind: type.kind, path: value as string });
    case "ref":
      return replacePaths(value, typeNamed(type.name, options.types), options, at, to);
    case "list":
      return Object.freeze((value as readonly Value[]).map((item, i) => inside(item, type.element, i)));
    case "tuple":
      return Object.freeze(
        type.elements.map((element, i) => inside((value as readonly Value[])[i] as Value, element, i)),
      );
    case "record": {
      const types = new Map(type.fields.map((field) => [field.name, field.type]));
      const replaced = Object.entries(value as Record<string, Value>).map(([name, content]) => {
        const known = types.get(name);
        return [name, known === undefined ? content : inside(content, known, name)] as const;
      });
      return Object.freeze(Object.fromEntries(replaced));
    }
    case "union": {
      const fits = type.members.find((candidate) => conform(value, candidate, options).ok);
      return fits === undefined ? value : replacePaths(value, fits, options, at, to);
    }
    default:
      return value;
  }
}

function collectPaths(value: Value, type: ValueType, options: ConformOptions, at: string, found: PathInValue[]): void {
  switch (type.kind) {
    case "file":
    case "dir":
      found.push({ at, kind: type.kind, path: value as string });
      return;
    case "ref":
      return collectPaths(value, typeNamed(type.name, options.types), options, at, found);
    case "list":
      (value as readonly Value[]).forEach((item, i) =>
        collectPaths(item, type.element, options, placeText(at, i), found),
      );
      return;
    case "tuple":
      type.elements.forEach((element, i) =>
        collectPaths((value as readonly Value[])[i] as Value, element, options, placeText(at, i), found),
      );
      return;
    case "record":
      for (const field of type.fields) {
        const record = value as { readonly [name: string]: Value };
        const content = Object.hasOwn(record, field.name) ? record[field.name] : undefined;
        if (content !== undefined) collectPaths(content, field.type, options, placeText(at, field.name), found);
      }
      return;
    case "union": {
      const fits = type.members.find((candidate) => conform(value, candidate, options).ok);
      if (fits !== undefined) collectPaths(value, fits, options, at, found);
      return;
    }
    default:
      return;
  }
}

/** Whether a value of the type may have a path in it: a list of a million numbers is then not walked for nothing. */
export function mentionsPaths(type: ValueType, types: Workflow["types"], seen?: Set<string>): boolean {
  switch (type.kind) {
    case "file":
    case "dir":
      return true;
    case "ref":
      if (seen?.has(type.name) === true) return false;
      return mentionsPaths(typeNamed(type.name, types), types, (seen ?? new Set()).add(type.name));
    case "list":
      return mentionsPaths(type.element, types, seen);
    case "tuple":
      return type.elements.some((element) => mentionsPaths(element, types, seen));
    case "record":
      return type.fields.some((field) => mentionsPaths(field.type, types, seen));
    case "union":
      return type.members.some((candidate) => mentionsPaths(candidate, types, seen));
    default:
      return false;
  }
}
