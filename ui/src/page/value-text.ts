/** A value as text: short ones in a line, others over several. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  const line = JSON.stringify(value);
  if (line === undefined) return String(value);
  return line.length <= 60 ? line : JSON.stringify(value, undefined, 2);
}
