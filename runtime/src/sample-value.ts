/** Values that stand for results which nobody has computed. Pure. */
import { join } from "node:path";
import { typeNamed } from "./values.ts";
import type { Value, ValueType, Workflow } from "./workflow.ts";

export interface Sampling {
  readonly types: Workflow["types"];
  /** Absolute path of the node's work directory, which files lie in. */
  readonly workdir: string;
  /** Declared outputs: the paths of files. */
  readonly out: Value;
  /** How many elements a list has; 0 when left out. Lists inside lists have none. */
  readonly items?: number;
  /** What tells an element of a list from the others. */
  readonly word?: string;
}

/**
 * The emptiest value of a type: `""`, `0`, `false`, `null`, `[]`, a record of such; of a union null, or else its first member; of files
 * those that `out` declares. Where lists are empty, a rule that walks a tree ends. Throws where there is none.
 */
export function sampleValue(type: ValueType, place: Sampling, depth = 0): Value {
  if (depth > 100) throw new Error("there is no smallest value of its type, so it needs a stub");
  const { word = "", items = 0 } = place;
  const inside = (part: ValueType, out: Value = ""): Value => sampleValue(part, { ...place, out }, depth + 1);
  switch (type.kind) {
    case "string":
      return word;
    case "number":
    case "int":
      return Number(word);
    case "boolean":
      return false;
    case "file":
    case "dir": {
      if (typeof place.out === "string" && place.out !== "") return place.out;
      return join(place.workdir, `stub-${type.kind}${word === "" ? "" : `-${word}`}`);
    }
    case "json":
    case "void":
    case "null":
      return null;
    case "literal":
      return type.value;
    case "list":
      return Array.from({ length: items }, (_, i) =>
        sampleValue(type.element, { ...place, out: "", items: 0, word: String(i + 1) }, depth + 1),
      );
    case "tuple":
      return type.elements.map((element) => inside(element));
    case "record": {
      const outs = place.out as { readonly [name: string]: Value };
      const fields = type.fields.filter(({ optional }) => !optional);
      return Object.fromEntries(fields.map((field) => [field.name, inside(field.type, outs[field.name] ?? "")]));
    }
    case "union": {
      const [first] = type.members;
      if (first === undefined || type.members.some(({ kind }) => kind === "null")) return null;
      return inside(first, place.out);
    }
    case "ref":
      return inside(typeNamed(type.name, place.types), place.out);
  }
}
