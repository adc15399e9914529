import { isNode } from "../brand.ts";

/** `==`: by value. A missing value is null; two nodes are equal when they are the same node. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a == null || b == null) return a == null && b == null;
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (isNode(a) || isNode(b)) return isNode(a) && isNode(b) && a.node === b.node;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && equalLists(a, b);
  return equalRecords(a as Fields, b as Fields);
}

type Fields = Readonly<Record<string, unknown>>;

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((element, i) => equal(element, b[i]));
}

function equalRecords(a: Fields, b: Fields): boolean {
  const names = namesOf(a);
  return names.length === namesOf(b).length && names.every((name) => b[name] !== undefined && equal(a[name], b[name]));
}

/** A field without a value is no field. */
function namesOf(record: Fields): string[] {
  return Object.keys(record).filter((name) => record[name] !== undefined);
}
