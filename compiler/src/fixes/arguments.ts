/** Fixes for the arguments of a call (ADG3002). */
import type * as ast from "../ast.ts";
import type { Scope } from "../check/scope.ts";
import type { Edit, Fix } from "../diagnostic.ts";
import type { TaskSymbol } from "../program.ts";
import { isAssignable } from "../type-relation.ts";
import { expand, nodesIn, resultsIn } from "../type-shape.ts";
import type { Type } from "../types.ts";
import { emptyValue } from "./empty-value.ts";
import { type FixedFile, removeElement } from "./remove.ts";

type Parameter = TaskSymbol["parameters"][number];

/** Where a call stands. */
export interface CallPlace {
  readonly file: string;
  readonly scope: Scope;
  /** Whether nodes may stand for their results. */
  readonly place: "argument" | "value";
}

/**
 * Gives each missing parameter a value by name: what bears its name, or else what is nearest of those that fit its type, or else the
 * emptiest value of the type. Whether it is meant, the user must say.
 */
export function addArguments(call: ast.Call, missing: readonly Parameter[], place: CallPlace): readonly Fix[] {
  const taken = new Set(call.arguments.flatMap(({ value }) => (value.kind === "name" ? [value.name.text] : [])));
  const given: string[] = [];
  for (const parameter of missing) {
    const name = findFitting(parameter, taken, place);
    if (name !== undefined) taken.add(name);
    const value = name ?? emptyValue(parameter.type);
    if (value === undefined) return [];
    given.push(`${parameter.name}: ${value}`);
  }
  const last = call.arguments.at(-1);
  const at = last?.span.end ?? call.close?.start;
  if (at === undefined) return [];
  const text = given.join(", ");
  const edits = [{ file: place.file, span: { start: at, end: at }, text: last === undefined ? text : `, ${text}` }];
  return [{ title: `Add "${text}"`, applicability: "suggested", edits }];
}

/** A name in sight whose value can be the argument. `json` fits everywhere, so it says nothing. */
function findFitting(
  parameter: Parameter,
  taken: ReadonlySet<string>,
  { scope, place }: CallPlace,
): string | undefined {
  const fitting = [...new Set(scope.names())].filter((name) => {
    const symbol = scope.find(name);
    if (symbol === undefined || taken.has(name) || !("type" in symbol) || symbol.kind === "special") return false;
    return fits(symbol.type, parameter.type, place, { isNamesake: name === parameter.name });
  });
  return fitting.find((name) => name === parameter.name) ?? fitting[0];
}

function fits(
  type: Type,
  wanted: Type,
  place: CallPlace["place"],
  { isNamesake }: { readonly isNamesake: boolean },
): boolean {
  const given = place === "argument" ? resultsIn(type) : type;
  const isVague = [given, wanted].some((each) => ["json", "unknown", "never"].includes(expand(each).kind));
  const hasEnded = nodesIn(type).some(({ known }) => known === "failed" || known === "settled");
  return !hasEnded && (isNamesake || !isVague) && isAssignable(given, wanted);
}

/** Takes an argument away that is given a second time. The same value says nothing new; of two others, either may be meant. */
export function removeRepeated(
  source: FixedFile,
  call: ast.Call,
  argument: ast.Argument,
  { name, isSame }: { readonly name: string; readonly isSame: boolean },
): readonly Fix[] {
  const edits = removeElement(source, call.arguments, call.arguments.indexOf(argument));
  return [{ title: `Remove the second "${name}"`, applicability: isSame ? "safe" : "suggested", edits }];
}

/** Takes away the arguments that are too many, where they are the last. */
export function removeSurplus(file: string, call: ast.Call, surplus: readonly ast.Argument[]): readonly Fix[] {
  const kept = call.arguments.slice(0, call.arguments.length - surplus.length);
  if (surplus.some((argument) => kept.includes(argument))) return [];
  const first = surplus[0]?.span.start ?? 0;
  const span = { start: kept.at(-1)?.span.end ?? first, end: surplus.at(-1)?.span.end ?? first };
  const title = surplus.length === 1 ? "Remove the argument" : `Remove the last ${surplus.length} arguments`;
  return [{ title, applicability: "suggested", edits: [{ file, span, text: "" }] }];
}

/** Takes `key`, `after` or `priority` away, with its value. */
export function removeOption(file: string, call: ast.Call, option: "key" | "after" | "priority"): readonly Fix[] {
  const value = call[option];
  const end = call.close?.end;
  if (value === undefined || end === undefined) return [];
  const before = [call.key, call.after, call.priority].flatMap((each) =>
    each !== undefined && each.span.end < value.span.start ? [each.span.end] : [],
  );
  const edit: Edit = { file, span: { start: Math.max(end, ...before), end: value.span.end }, text: "" };
  return [{ title: `Remove "${option}"`, applicability: "suggested", edits: [edit] }];
}
