/** A size as the language writes it, in bytes; `undefined` where it is none. */
export function sizeOf(text: string): number | undefined {
  const [, digits, prefix = "", binary] = /^(\d{1,9}(?:\.\d{1,6})?)([KMGTP]?)(i?)B$/.exec(text) ?? [];
  if (digits === undefined || Number(digits) === 0 || (binary === "i" && prefix === "")) return undefined;
  return Math.floor(Number(digits) * (binary === "i" ? 1024 : 1000) ** " KMGTP".indexOf(prefix || " "));
}
