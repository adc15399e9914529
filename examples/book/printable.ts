/**
 * `text` with every character that the standard PDF fonts lack (they know Windows-1252 only) replaced by the nearest that they
 * have: an arrow by `->`, an accent they do not know by none, all else by `?`.
 */
export function printable(text: string): string {
  let result = "";
  for (const character of text) result += isDrawable(character) ? character : substituteFor(character);
  return result;
}

const beyondLatin1 = new Set("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ");

function isDrawable(character: string): boolean {
  return /^[ -~\u00a0-\u00ac\u00ae-\u00ff]$/.test(character) || beyondLatin1.has(character);
}

const substitutes = new Map([
  ["→", "->"],
  ["←", "<-"],
  ["↔", "<->"],
  ["⇒", "=>"],
  ["⇐", "<="],
  ["↓", "v"],
  ["↑", "^"],
  ["↳", "\u00bb"],
  ["≤", "<="],
  ["≥", ">="],
  ["≠", "!="],
  ["≈", "~"],
  ["−", "-"],
  ["‐", "-"],
  ["‑", "-"],
  ["∞", "infinity"],
  ["✓", "yes"],
  ["✔", "yes"],
  ["✗", "no"],
  ["✘", "no"],
  ["\t", "  "],
  ["\n", " "],
  ["\r", ""],
]);

function substituteFor(character: string): string {
  const known = substitutes.get(character);
  if (known !== undefined) return known;
  if (/[─━]/.test(character)) return "-";
  if (/[│┃]/.test(character)) return "|";
  if (/[\u2500-\u257f]/.test(character)) return "+";
  if (/\p{Space_Separator}/u.test(character)) return " ";
  if (/[\p{Cc}\p{Cf}\p{Mn}]/u.test(character)) return "";
  const plain = [...character.normalize("NFKD")].filter(isDrawable).join("");
  return plain === "" ? "?" : plain;
}
