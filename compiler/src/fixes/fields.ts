import type * as ast from "../ast.ts";
import type { Fix } from "../diagnostic.ts";
import type { FieldType } from "../types.ts";
import { emptyValue } from "./empty-value.ts";

/** Adds a field that a record lacks (ADG3001), with the emptiest value of its type. */
export function addField(
  file: string,
  record: ast.Expression & { readonly kind: "record" },
  field: FieldType,
): readonly Fix[] {
  const value = emptyValue(field.type);
  if (value === undefined) return [];
  const text = `${field.name}: ${value}`;
  const last = record.fields.at(-1);
  const at = last?.span.end ?? record.span.start + 1;
  const edits = [{ file, span: { start: at, end: at }, text: last === undefined ? ` ${text} ` : `, ${text}` }];
  return [{ title: `Add "${text}"`, applicability: "suggested", edits }];
}
