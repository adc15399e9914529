/** What stands around a random program: files that it imports, and what TypeScript would say of modules. All follows from a seed and a path. */
import type { Host, ModuleExports } from "../../compiler/src/host.ts";
import type { Shape, TypeScriptReader } from "../../compiler/src/typescript.ts";
import { type Dice, diceFrom, pick } from "../support/dice.ts";
import { seeds } from "./seeds.ts";

export interface World {
  readonly host: Host;
  /** Absent: nothing can be known of TypeScript. */
  readonly typescript: TypeScriptReader | undefined;
  /** The texts of the files that were read so far. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The file that is checked. */
export const MAIN = "main.adg";

/** The world of a seed around a program. Its files may import it, and each other. */
export function worldOf(seed: number, text: string): World {
  const texts = new Map([[MAIN, text]]);
  const modules = new Map<string, ModuleExports>();
  let words: readonly string[] | undefined;
  const diceOf = (path: string): Dice => diceFrom(seed ^ hashOf(path));
  return {
    texts,
    host: {
      readFile: (path) => {
        const dice = diceOf(path);
        const kind = dice(8);
        if (kind === 0) return { kind: "missing" };
        if (kind === 1) return { kind: "not-utf8" };
        const read = texts.get(path) ?? pick(dice, seeds).text;
        texts.set(path, read);
        return { kind: "text", text: read };
      },
      resolve: (_, path) => {
        // Few files, so that they meet in circles.
        if (path.endsWith(".adg")) return pick(diceOf(path), [MAIN, "a.adg", "b.adg", "c.adg", "d.adg"]);
        return path;
      },
      moduleExports: (path) => {
        const known = modules.get(path);
        if (known !== undefined) return known;
        const dice = diceOf(path);
        const kind = pick(dice, ["missing", "exports", "unknown", "unknown"] as const);
        const names = kind === "exports" ? (words ??= wordsOf(text)).filter(() => dice(2) === 0) : [];
        const exports: ModuleExports = kind === "exports" ? { kind, names } : { kind };
        modules.set(path, exports);
        return exports;
      },
    },
    typescript: seed % 3 === 0 ? undefined : readerOf(diceOf),
  };
}

function readerOf(diceOf: (path: string) => Dice): TypeScriptReader {
  return {
    signatureOf: (module, name) => {
      const dice = diceOf(`${module}#${name}`);
      const kind = dice(6);
      if (kind === 0) return { kind: "unknown" };
      if (kind === 1) return { kind: "missing", names: ["a", name.slice(1)] };
      if (kind === 2) return { kind: "not-a-function", text: "string" };
      const parameters = Array.from({ length: dice(4) }, (_, index) => ({
        name: pick(dice, [`p${index}`, "source", "n", "counts"]),
        text: "T",
        shape: shapeFrom(dice, 3),
        optional: dice(4) === 0,
      }));
      return {
        kind: "function",
        parameters,
        takesContext: dice(3) === 0,
        result: { text: "T", shape: shapeFrom(dice, 3) },
        gives: dice(4) === 0 ? "promise" : "value",
        shapes: { Self: shapeFrom(dice, 3), Other: shapeFrom(dice, 3) },
        ...(dice(5) === 0 ? { rest: { name: "rest", text: "T", shape: shapeFrom(dice, 2), optional: true } } : {}),
      };
    },
    typeOf: (module, name) => {
      const dice = diceOf(`${module}:${name}`);
      if (dice(4) === 0) return { kind: "unknown" };
      return {
        kind: "type",
        text: "T",
        shape: shapeFrom(dice, 4),
        shapes: { Self: shapeFrom(dice, 3), Other: { kind: "ref", name: "Self" } },
      };
    },
    errorsOf: () => [],
  };
}

function shapeFrom(dice: Dice, depth: number): Shape {
  const kinds = [
    "string",
    "number",
    "boolean",
    "null",
    "undefined",
    "never",
    "json",
    "literal",
    "ref",
    "foreign",
  ] as const;
  const kind =
    depth === 0 ? pick(dice, kinds) : pick(dice, [...kinds, "list", "tuple", "record", "union", "union"] as const);
  const some = (): readonly Shape[] => Array.from({ length: 1 + dice(3) }, () => shapeFrom(dice, depth - 1));
  switch (kind) {
    case "literal":
      return { kind, value: pick(dice, ["a", 1, true]) };
    case "ref":
      return { kind, name: pick(dice, ["Self", "Other"]) };
    case "foreign":
      return { kind, text: "Date" };
    case "list":
      return { kind, element: shapeFrom(dice, depth - 1) };
    case "tuple":
      return { kind, elements: some() };
    case "union":
      return { kind, members: some() };
    case "record":
      return { kind, fields: some().map((shape, at) => ({ name: `f${at}`, shape, optional: dice(3) === 0 })) };
    default:
      return { kind };
  }
}

/** The words of a text. */
export function wordsOf(text: string): readonly string[] {
  return [...new Set(text.match(/[A-Za-z_]\w*/g))];
}

function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}
