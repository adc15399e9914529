import type * as ast from "../ast.ts";
import type { FunctionSignature, ImportedFunction } from "../program.ts";
import { membersOf } from "../type-shape.ts";
import { firm, within } from "./brackets.ts";
import { code, joined, quoted, types, type Code } from "./code.ts";
import type { Emitted } from "./context.ts";
import { emitType } from "./emit-type.ts";
import type { Sight } from "./sight.ts";

/** A call of a TypeScript function. What it gives is checked, since TypeScript's word for it counts only there. */
export function emitImportedCall(call: ast.Call, symbol: ImportedFunction, sight: Sight): Emitted {
  const { context } = sight;
  const { callee, result } = context.importedFunction(symbol);
  const values = context.program.callArguments.get(call) ?? [];
  const last = values.findLastIndex((value) => value !== undefined);
  const given = values.slice(0, last + 1).map((value, place) => {
    if (value === undefined) return "undefined";
    return emitArgument(value, place, { callee, signature: symbol.signature }, sight);
  });
  const returned = code`${context.runtime("library")}.returned(${quoted(symbol.name)}, ${callee}(${joined(given, ", ")})`;
  const type = emitType(context.typeOf(call), context);
  return firm(code`(${returned}, ${result}, workflow.types)${types` as ${type}`})`);
}

interface Called {
  readonly callee: string;
  readonly signature: FunctionSignature | undefined;
}

/** Values are frozen: a function may be given a list where it wants one that it could change. */
function emitArgument(value: ast.Expression, place: number, { callee, signature }: Called, sight: Sight): Code {
  const parameter = signature?.parameters[place];
  const wanted = parameter?.type ?? signature?.rest;
  const emitted = sight.context.expression(value, sight);
  const isPlain = wanted !== undefined && membersOf(wanted).every(({ kind }) => plainKinds.has(kind));
  // What is left out for adg is null, and undefined for TypeScript.
  const made =
    parameter?.optional === true && mayBeNull(value, sight)
      ? code`(${within(emitted, "comparison")} ?? undefined)`
      : within(emitted, "comparison");
  const given = sight.context.typeOf(value);
  if (isPlain && membersOf(given).every(({ kind }) => plainKinds.has(kind) || kind === "literal")) return made;
  return code`${sight.context.runtime("library")}.frozen(${made})${types` as unknown as Parameters<typeof ${callee}>[${String(place)}]`}`;
}

const plainKinds: ReadonlySet<string> = new Set(["string", "file", "dir", "number", "int", "boolean", "null"]);

function mayBeNull(value: ast.Expression, { context }: Sight): boolean {
  return membersOf(context.typeOf(value)).some(({ kind }) => kind === "null" || kind === "json" || kind === "unknown");
}
