/** Text blocks, `"""…"""`, at another indentation: what they stand for stays the same. */

/** A part of a string's source: text, or an interpolation with its `#{` and `}`. */
export interface StringPart {
  readonly kind: "text" | "hole";
  readonly source: string;
}

/**
 * The source of a text block whose line begins at column `indent`: its lines two columns deeper, its closing quotes, where they
 * have a line of their own, at that column. `parts` are those between the quotes.
 */
export function indentTextBlock(parts: readonly StringPart[], indent: number): string {
  const lines = linesOf(parts);
  const last = lines.length - 1;
  const closes = last > 0 && isBlank(lines[last]);
  const content = lines.slice(1, closes ? last : lines.length);
  const depths = content.filter((line) => !isBlank(line)).map((line) => blankStart(sourceOf(line)));
  const removed = Math.min(...depths);
  // Blank lines alone have no common indentation: each of their spaces is text.
  if (depths.length === 0 && content.length > 0) return `"""${lines.map(sourceOf).join("\n")}"""`;
  const first = isBlank(lines[0]) && last > 0 ? "" : sourceOf(lines[0] ?? []);
  const moved = content.map((line) => {
    const rest = sourceOf(line).slice(Math.min(removed, blankStart(sourceOf(line))));
    return rest === "" ? "" : " ".repeat(indent + 2) + rest;
  });
  return `"""${[first, ...moved, ...(closes ? [" ".repeat(indent)] : [])].join("\n")}"""`;
}

/** A line end inside an interpolation ends no line of the text. */
function linesOf(parts: readonly StringPart[]): StringPart[][] {
  const lines: StringPart[][] = [[]];
  for (const part of parts) {
    const [first = "", ...others] = part.kind === "hole" ? [part.source] : part.source.split("\n");
    lines.at(-1)?.push({ ...part, source: first });
    for (const source of others) lines.push([{ kind: "text", source }]);
  }
  return lines;
}

function sourceOf(line: readonly StringPart[]): string {
  return line.map(({ source }) => source).join("");
}

function isBlank(line: readonly StringPart[] | undefined): boolean {
  return line?.length === 1 && line[0]?.source.trim() === "";
}

function blankStart(source: string): number {
  return /^[ \t]*/.exec(source)?.[0].length ?? 0;
}
