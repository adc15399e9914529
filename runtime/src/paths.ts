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
        const content = (value as { readonly [name: string]: Value })[field.name];
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
function mentionsPaths(type: ValueType, types: Workflow["types"], seen: Set<string> = new Set()): boolean {
  switch (type.kind) {
    case "file":
    case "dir":
      return true;
    case "ref":
      if (seen.has(type.name)) return false;
      seen.add(type.name);
      return mentionsPaths(typeNamed(type.name, types), types, seen);
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
