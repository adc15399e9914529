import { type Reader, refuseSince, syntaxError } from "./shell-reader.ts";

/**
 * Reads `` `…` ``. The shell first takes the backslashes away that stand before `` ` ``, `$`, `\` (and `"`, inside `"…"`), then
 * reads what is left as commands; so does this.
 */
export function readBackticks(reader: Reader, around: "bare" | "double"): void {
  const opened = reader.position++;
  const origins: number[] = [];
  const holes = new Map<number, number>();
  let text = "";
  for (;;) {
    const at = reader.position;
    if (at >= reader.end) syntaxError(reader, opened, opened + 1, "This backtick has no end");
    let char = reader.text.charAt(at);
    if (char === "`") break;
    if (char === "\\" && at + 1 < reader.end && isTakenAway(reader.text.charAt(at + 1), around)) {
      reader.position++;
      char = reader.text.charAt(at + 1);
    }
    const hole = reader.holes.get(at);
    if (hole !== undefined) holes.set(text.length, hole);
    origins.push(reader.origin(at));
    text += char;
    reader.position++;
  }
  origins.push(reader.origin(reader.position));
  const inner: Reader = {
    text,
    holes,
    position: 0,
    end: text.length,
    nameEnd: -1,
    pending: [],
    found: reader.found,
    problems: reader.problems,
    backticks: around,
    document: undefined,
    level: reader.level + 1,
    levels: reader.levels,
    depth: reader.depth,
    notArithmetic: new Set(),
    origin: (offset) => origins[Math.min(offset, text.length)] ?? 0,
    readCommands: reader.readCommands,
  };
  inner.readCommands(inner, "end", 0);
  reader.problems = inner.problems;
  if (reader.backticks !== undefined || reader.document !== undefined)
    refuseSince(reader, opened, "The interpolation stands in backticks where its quoting cannot be told; write $(…)");
  reader.position++;
}

function isTakenAway(char: string, around: "bare" | "double"): boolean {
  return char === "`" || char === "$" || char === "\\" || (char === '"' && around === "double");
}
