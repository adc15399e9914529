import { afterBackslash, asName, charAt, isHole, place, type Reader, refuse } from "./shell-reader.ts";

/** How expansions are read; given from outside, as arithmetic and expansions hold each other. */
type ReadExpansion = (reader: Reader) => void;

/**
 * Reads an expression that the shell computes, up to and including `closer`. A hole in it must be a number. Answers `false`,
 * at the place reached, when the brackets show that it is none.
 */
export function readArithmetic(reader: Reader, closer: "))" | "]" | "}", readExpansion: ReadExpansion): boolean {
  let depth = 0;
  while (reader.position < reader.end) {
    const at = reader.position;
    const char = reader.text.charAt(at);
    if (depth === 0 && reader.text.startsWith(closer, at) && at + closer.length <= reader.end) {
      reader.position += closer.length;
      return true;
    }
    if (isHole(reader, at)) readHole(reader);
    else if (char === "\\") {
      if (isHole(reader, at + 1)) refuse(reader, at + 1, afterBackslash);
      reader.position += 2;
    } else if (char === "$" || char === "`") readExpansion(reader);
    else if (char === '"' || char === "'") {
      if (!readQuotes(reader, char, readExpansion)) return false;
    } else {
      if (char === "(" || char === "[") depth++;
      if (char === ")" || (char === "]" && depth > 0)) depth--;
      if (depth < 0) return false;
      reader.position++;
    }
  }
  return false;
}

/** Reads `"…"` or `'…'`, in which brackets do not count; answers whether it has an end. Quotes do not keep the shell from computing. */
function readQuotes(reader: Reader, quote: string, readExpansion: ReadExpansion): boolean {
  reader.position++;
  while (reader.position < reader.end) {
    const char = reader.text.charAt(reader.position);
    if (isHole(reader, reader.position)) readHole(reader);
    else if (quote === '"' && (char === "$" || char === "`")) readExpansion(reader);
    else {
      reader.position += quote === '"' && char === "\\" ? 2 : 1;
      if (char === quote) return true;
    }
  }
  return false;
}

function readHole(reader: Reader): void {
  const at = reader.position++;
  place(reader, at, { context: "arithmetic" });
  const before = reader.text.charAt(at - 1);
  const after = charAt(reader, at + 1);
  const touches = /[A-Za-z0-9_]/.test(after) || /[A-Za-z0-9_$]/.test(before) || reader.nameEnd === at;
  if (touches || isHole(reader, at - 1))
    refuse(reader, at, asName.replace("the name of a variable", "a number or a name"));
}
