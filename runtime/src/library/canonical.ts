/** One text for each value: what makes values equal, whatever the order of a record's fields. */
import { isNode } from "../brand.ts";

/**
 * The text that equal values share and others do not: JSON with sorted field names, where `-0` is `0` and a field without a
 * value is left out. A node is its number after a `#`, which no JSON starts with.
 */
export function canonical(value: unknown): string {
  if (typeof value === "number") return JSON.stringify(value === 0 ? 0 : value);
  if (typeof value !== "object" || value === null) return value === undefined ? "null" : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (isNode(value)) return `#${value.node}`;
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(",")}}`;
}
