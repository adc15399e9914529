/** What strings mean: escapes, and the indentation that a text block does not have. */

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", '"': '"', "\\": "\\", "#{": "#{" };

/** The text that the content of a `"…"` stands for. An escape that there is none of stays as it is; the lexer reports it. */
export function cookEscapes(raw: string): string {
  if (!raw.includes("\\")) return raw;
  return raw.replace(/\\(?:u\{([0-9a-fA-F]{1,8})\}|(#\{|[nt"\\]))/g, (escape, hex: string | undefined, simple = "") => {
    if (hex === undefined) return escapes[simple] ?? escape;
    const code = Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : escape;
  });
}

/** The text of a string without interpolation, given with its quotes. */
export function cookString(image: string): string {
  if (!image.startsWith('"""') || image.length < 6) return cookEscapes(image.slice(1, -1));
  const [text = ""] = cookTextBlock([image.slice(3, -3)]);
  return text;
}

/**
 * The texts that the chunks of a `"""…"""` stand for; between two of them is an interpolation. The common indentation of the
 * lines that are not blank, and the first and the last line end, are removed; `\#{` is the only escape. Line ends become `\n`.
 */
export function cookTextBlock(chunks: readonly string[]): string[] {
  const lines = linesOf(chunks);
  const several = lines.length > 1;
  const first = several && isBlank(lines[0]) ? 1 : 0;
  const end = several && isBlank(lines.at(-1)) ? lines.length - 1 : lines.length;
  // A text that begins beside the opening quotes has no indentation before its first line.
  const indented = 1;
  const indent = commonIndent(lines.slice(indented, end));
  const texts = chunks.map(() => "");
  for (let at = first; at < end; at++) {
    const line = lines[at] ?? [];
    line.forEach(({ chunk, text }, piece) => {
      const start = piece === 0 && at >= indented ? Math.min(indent, blankStart(text)) : 0;
      texts[chunk] += (piece === 0 && at > first ? "\n" : "") + text.slice(start).replaceAll("\\#{", "#{");
    });
  }
  return texts;
}

interface Piece {
  readonly chunk: number;
  readonly text: string;
}

/** The lines of a text block; between two pieces of a line is an interpolation. */
function linesOf(chunks: readonly string[]): Piece[][] {
  const lines: Piece[][] = [[]];
  chunks.forEach((raw, chunk) => {
    raw.split(/\r\n|\n|\r/).forEach((text, index) => {
      if (index === 0) lines.at(-1)?.push({ chunk, text });
      else lines.push([{ chunk, text }]);
    });
  });
  return lines;
}

function isBlank(line: readonly Piece[] | undefined): boolean {
  return line?.length === 1 && line[0]?.text.trim() === "";
}

function blankStart(text: string): number {
  return /^[ \t]*/.exec(text)?.[0].length ?? 0;
}

function commonIndent(lines: readonly (readonly Piece[])[]): number {
  const indents = lines.filter((line) => !isBlank(line)).map(([first]) => blankStart(first?.text ?? ""));
  return indents.length === 0 ? 0 : Math.min(...indents);
}
