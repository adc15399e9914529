/** What an argument, a field or a type may be called. */
import type * as ast from "../../ast.ts";
import { primitiveNames } from "../../resolve-type.ts";
import { membersOf } from "../../type-shape.ts";
import { typeText } from "../../type-text.ts";
import { wantedType } from "../expected-type.ts";
import type { Offer } from "./completion.ts";
import type { Cursor } from "./cursor.ts";
import { importOffers } from "./imports.ts";
import { CURSOR } from "../cursor-tree.ts";

/** The parameters of a task or function that a call does not give yet. */
export function argumentNameOffers(call: ast.Call, { checker }: Cursor): readonly Offer[] {
  const symbol = call.callee.kind === "name" ? checker.symbols.get(call.callee.name) : undefined;
  if (symbol?.kind !== "task" && symbol?.kind !== "imported-function") return [];
  const parameters = symbol.kind === "task" ? symbol.parameters : (symbol.signature?.parameters ?? []);
  const before = call.arguments.findIndex(
    ({ name, value }) => name?.text === CURSOR || (value.kind === "name" && value.name.text === CURSOR),
  );
  const given = new Set(call.arguments.flatMap(({ name }) => name?.text ?? []));
  // What stands before it by position is given, too.
  return parameters
    .slice(Math.max(0, before))
    .filter(({ name }) => !given.has(name))
    .map(({ name, type, optional }) => ({
      label: `${name}: `,
      kind: "argument",
      detail: `${typeText(type)}${optional ? ", may be left out" : ""}`,
      likelihood: "good",
      then: "completions",
    }));
}

/** The fields of the wanted record that are not written yet. */
export function fieldOffers(
  record: ast.Expression & { readonly kind: "record" },
  { tree, checker }: Cursor,
): readonly Offer[] {
  const wanted = wantedType(tree.path.slice(0, tree.path.indexOf(record) + 1), checker);
  const given = new Set(record.fields.map(({ name }) => name.text));
  return membersOf(wanted?.type ?? { kind: "unknown" }).flatMap((member) =>
    member.kind !== "record"
      ? []
      : member.fields
          .filter(({ name }) => !given.has(name))
          .map(({ name, type, optional }): Offer => {
            const likelihood = optional ? "good" : "best";
            return { label: `${name}: `, kind: "field", detail: typeText(type), likelihood, then: "completions" };
          }),
  );
}

/** Types by name. */
export function typeOffers(cursor: Cursor): readonly Offer[] {
  const { typeSymbols } = cursor.checked.checker.module;
  const own = [...typeSymbols].map(([name, symbol]): Offer => {
    const doc = symbol.kind === "type" && "doc" in symbol.declaration ? symbol.declaration.doc : undefined;
    const [only, ...others] = symbol.kind === "type" ? membersOf(symbol.type) : [];
    const detail = only === undefined || others.length > 0 ? undefined : typeText(only);
    return { label: name, kind: "type", detail, documentation: doc, likelihood: "best" };
  });
  const primitives = [...primitiveNames].map((name): Offer => ({ label: name, kind: "type", likelihood: "good" }));
  const outcome: Offer = {
    label: "Outcome",
    kind: "type",
    detail: "{ ok: true, value: T } | { ok: false, error: string }",
    insertText: "Outcome<${1:T}>",
    format: "snippet",
    likelihood: "fair",
  };
  return [...own, ...primitives, outcome, ...importOffers(cursor, "types")];
}
