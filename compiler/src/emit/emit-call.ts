import type * as ast from "../ast.ts";
import { firm, within } from "./brackets.ts";
import { code, dotted, joined, quoted, types, type Code } from "./code.ts";
import type { Emitted } from "./context.ts";
import { emitAdd } from "./emit-add.ts";
import { emitItems, emitNumber, emitString } from "./emit-operator.ts";
import { emitImportedCall } from "./emit-imported-call.ts";
import { holdsJson, kindOf } from "./type-kind.ts";
import type { Sight } from "./sight.ts";

/** What the parameters of a function take, in order; the last one stands for all further ones. */
type Wanted = "number" | "string" | "list" | "lists" | "record" | "value";

const builtins: ReadonlyMap<string, readonly Wanted[]> = new Map<string, readonly Wanted[]>([
  ["range", ["number"]],
  ["zip", ["list"]],
  ["product", ["list"]],
  ["chunk", ["list", "number"]],
  ["flatten", ["lists"]],
  ["unique", ["list"]],
  ["sorted", ["list"]],
  ["group", ["list"]],
  ["sum", ["list"]],
  ["min", ["value"]],
  ["max", ["value"]],
  ["count", ["list"]],
  ["floor", ["number"]],
  ["ceil", ["number"]],
  ["round", ["number"]],
  ["abs", ["number"]],
  ["keys", ["record"]],
  ["values", ["record"]],
  ["entries", ["record"]],
  ["basename", ["string"]],
  ["dirname", ["string"]],
  ["stem", ["string"]],
  ["extension", ["string"]],
]);

/** Methods of strings that JavaScript's own do as adg wants them, with what they take. */
const plainStringMethods: ReadonlyMap<string, readonly Wanted[]> = new Map<string, readonly Wanted[]>([
  ["trim", []],
  ["split", ["string"]],
  ["startsWith", ["string"]],
  ["endsWith", ["string"]],
  ["includes", ["string"]],
  ["indexOf", ["string"]],
  ["slice", ["number"]],
  ["toUpperCase", []],
  ["toLowerCase", []],
  ["padStart", ["number", "string"]],
  ["concat", ["string"]],
]);

/** Methods that the library has as functions, with what they take. */
const libraryMethods: Readonly<Record<"string" | "list", ReadonlyMap<string, readonly Wanted[]>>> = {
  string: new Map<string, readonly Wanted[]>([
    ["replace", ["string"]],
    ["at", ["number"]],
  ]),
  list: new Map<string, readonly Wanted[]>([
    ["includes", ["value"]],
    ["indexOf", ["value"]],
    ["join", ["string"]],
    ["at", ["number"]],
  ]),
};

const plainListMethods: ReadonlyMap<string, readonly Wanted[]> = new Map<string, readonly Wanted[]>([
  ["slice", ["number"]],
  ["concat", ["list"]],
]);

/** A call: of a task, which adds a node, of a function or of a method. */
export function emitCall(call: ast.Call, sight: Sight): Emitted {
  const { context } = sight;
  if (context.program.sites.has(call)) return firm(emitAdd(call, sight));
  if (call.callee.kind === "member") return emitMethod(call, call.callee, sight);
  if (call.callee.kind !== "name") throw new Error("Internal fault: a call of what is no function.");
  const symbol = context.symbol(call.callee.name);
  return symbol.kind === "imported-function"
    ? emitImportedCall(call, symbol, sight)
    : emitBuiltin(call, symbol.name, sight);
}

function emitBuiltin(call: ast.Call, name: string, sight: Sight): Emitted {
  const wanted = builtins.get(name);
  if (wanted === undefined) throw new Error(`Internal fault: there is no built-in function "${name}".`);
  return firm(code`${sight.context.runtime("library")}.${name}(${emitArguments(call, wanted, sight)})`);
}

function emitArguments(call: ast.Call, wanted: readonly Wanted[], sight: Sight): Code {
  const emitted = call.arguments.map(({ value }, i) => emitWanted(value, wanted[i] ?? wanted.at(-1) ?? "value", sight));
  return joined(emitted, ", ");
}

function emitWanted(value: ast.Expression, wanted: Wanted, sight: Sight): Code {
  const { context } = sight;
  switch (wanted) {
    case "number":
      return emitNumber(value, sight).code;
    case "string":
      return emitString(value, sight).code;
    case "list":
      return emitItems(value, sight);
    case "lists": {
      const items = emitItems(value, sight);
      // Whether the elements are lists, the function finds out.
      return holdsJson(context.typeOf(value))
        ? code`${items}${types` as readonly (readonly ${context.runtime("Value")}[])[]`}`
        : items;
    }
    case "record": {
      const emitted = context.expression(value, sight);
      // Whether it is one, the function finds out.
      return kindOf(context.typeOf(value)) === "any"
        ? code`${within(emitted, "comparison")}${types` as Readonly<Record<string, ${context.runtime("Value")}>>`}`
        : emitted.code;
    }
    case "value":
      return context.expression(value, sight).code;
  }
}

function emitMethod(call: ast.Call, callee: ast.Expression & { readonly kind: "member" }, sight: Sight): Emitted {
  const { context } = sight;
  const { object, member } = callee;
  const name = member.text;
  const emitted = context.expression(object, sight);
  const kind = kindOf(context.typeOf(object));
  if (kind === "string" || kind === "list") {
    const plain = (kind === "string" ? plainStringMethods : plainListMethods).get(name);
    if (plain !== undefined) {
      return firm(code`${within(emitted, "firm")}${dotted(name)}(${emitArguments(call, plain, sight)})`);
    }
    const wanted = libraryMethods[kind].get(name);
    if (wanted === undefined) throw new Error(`Internal fault: a ${kind} has no method "${name}".`);
    const values = call.arguments.length === 0 ? "" : code`, ${emitArguments(call, wanted, sight)}`;
    return firm(code`${context.runtime("library")}.${name}(${emitted.code}${values})`);
  }
  const values = call.arguments.map(({ value }) => code`, ${context.expression(value, sight).code}`);
  return firm(code`${context.runtime("library")}.method(${emitted.code}, ${quoted(name)}${values})`);
}
