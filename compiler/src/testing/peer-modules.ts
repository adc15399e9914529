/** TypeScript modules of a test, as data: what the compiler would be told of them. */
import type { FunctionFacts, Shape, TypeFacts, TypeScriptError, TypeScriptReader } from "../typescript.ts";

/** A module: its functions, its types, and what is wrong with it. */
export interface PeerModule {
  readonly functions?: Readonly<Record<string, FunctionFacts>>;
  readonly types?: Readonly<Record<string, TypeFacts>>;
  readonly errors?: readonly TypeScriptError[];
}

/** A reader of these modules and no others. */
export function peerModules(modules: Readonly<Record<string, PeerModule>>): TypeScriptReader {
  const find = <T>(known: Readonly<Record<string, T>> = {}, name: string) =>
    known[name] ?? ({ kind: "missing", names: Object.keys(known) } as const);
  return {
    signatureOf: (module, name) => find(modules[module]?.functions, name),
    typeOf: (module, name) => find(modules[module]?.types, name),
    errorsOf: (module) => modules[module]?.errors ?? [],
  };
}

/** Shapes in a few words: `"string"`, `["string"]` for a list, `{ id: "string" }` for a record, `"note?"` for an optional field. */
export type ShapeSketch = string | readonly [ShapeSketch] | { readonly [field: string]: ShapeSketch };

/** The shape of a sketch. A word in capitals (`Date`) is foreign; words with `|` between them are a union. */
export function shapeOf(sketch: ShapeSketch): Shape {
  if (Array.isArray(sketch)) return { kind: "list", element: shapeOf(sketch[0] as ShapeSketch) };
  if (typeof sketch === "object")
    return {
      kind: "record",
      fields: Object.entries(sketch as Readonly<Record<string, ShapeSketch>>).map(([name, field]) => ({
        name: name.replace("?", ""),
        shape: shapeOf(field),
        optional: name.endsWith("?"),
      })),
    };
  if (sketch.includes("|")) return { kind: "union", members: sketch.split("|").map(shapeOf) };
  if (sketch.startsWith("'")) return { kind: "literal", value: sketch.slice(1, -1) };
  if (sketch.startsWith("@")) return { kind: "ref", name: sketch.slice(1) };
  if (/^[A-Z]/.test(sketch)) return { kind: "foreign", text: sketch };
  return { kind: sketch as "string" };
}

/** A function. A parameter `name?` may be left out, `...name` takes any number, and `context` is a task's context. */
export function functionOf(
  parameters: Readonly<Record<string, ShapeSketch>>,
  result: ShapeSketch,
  more: Partial<FunctionFacts> = {},
): FunctionFacts {
  const given = Object.entries(parameters).map(([name, sketch]) => ({
    name: name.replace("?", "").replace("...", ""),
    text: textOf(sketch),
    shape: shapeOf(sketch),
    optional: name.endsWith("?"),
  }));
  const rest = Object.keys(parameters).some((name) => name.startsWith("...")) ? given.pop() : undefined;
  return {
    kind: "function",
    parameters: given.filter(({ name }) => name !== "context"),
    ...(rest === undefined ? {} : { rest }),
    takesContext: given.at(-1)?.name === "context",
    result: { text: textOf(result), shape: shapeOf(result) },
    gives: "value",
    shapes: {},
    ...more,
  };
}

/** A type. */
export function typeOf(sketch: ShapeSketch, shapes: Readonly<Record<string, ShapeSketch>> = {}): TypeFacts {
  const named = Object.fromEntries(Object.entries(shapes).map(([name, each]) => [name, shapeOf(each)]));
  return { kind: "type", text: textOf(sketch), shape: shapeOf(sketch), shapes: named };
}

function textOf(sketch: ShapeSketch): string {
  if (typeof sketch === "string") return sketch;
  return Array.isArray(sketch) ? `${textOf(sketch[0] as ShapeSketch)}[]` : "{ … }";
}
