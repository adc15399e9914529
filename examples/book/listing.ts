import { colour, text, type Style } from "./page.ts";

/** A stretch of a line of code in one style. */
export interface Stretch {
  readonly text: string;
  readonly style: Style;
}

const plain = text.listing;
const keyword = { ...plain, font: "Courier-Bold" };
const comment = { ...plain, font: "Courier-Oblique", colour: colour.quiet };
const quoted = { ...plain, colour: colour.code };

/** Opens and closes a string over several lines. */
const longQuote = '"""';

const adgWords =
  /\b(?:input|output|type|task|edge|start|rule|when|where|workflow|from|as|under|despite|failures|no more|all|succeeded|settled|done|failed|added|key|after|for|in|if|then|else|let|not|and|or|fail|sh|out|retry|backoff|timeout|limit)\b/;
const adgParts = new RegExp(
  String.raw`(?<comment>\/\/.*$)|(?<quoted>"""|"(?:\\.|[^"\\])*")|(?<keyword>${adgWords.source})`,
  "g",
);
const shellParts = /(?<comment>(?<=^|\s)#.*$)|(?<keyword>^\$ )/g;

/**
 * Lines of code in the styles of a listing. A line of more than `columns` characters goes on in the next one, two places
 * further in.
 */
export function listingLines(lines: readonly string[], language: string, columns: number): Stretch[][] {
  let isQuoted = false;
  return lines.flatMap((line) => {
    const close = isQuoted ? line.indexOf(longQuote) : 0;
    const end = close < 0 ? line.length : isQuoted ? close + longQuote.length : 0;
    const rest = line.slice(end);
    if (close >= 0) isQuoted = language === "adg" && rest.split(longQuote).length % 2 === 0;
    const stretches = [{ text: line.slice(0, end), style: quoted }, ...stretchesOf(rest, language)];
    return fold(stretches, line.search(/\S|$/), columns);
  });
}

function stretchesOf(line: string, language: string): Stretch[] {
  const parts = language === "adg" ? adgParts : /^(?:sh|shell|bash)$/.test(language) ? shellParts : undefined;
  if (parts === undefined) return [{ text: line, style: plain }];
  const stretches: Stretch[] = [];
  let end = 0;
  for (const match of line.matchAll(parts)) {
    if (match.index > end) stretches.push({ text: line.slice(end, match.index), style: plain });
    const style = match.groups?.["comment"] ? comment : match.groups?.["quoted"] ? quoted : keyword;
    stretches.push({ text: match[0], style });
    end = match.index + match[0].length;
  }
  if (end < line.length || stretches.length === 0) stretches.push({ text: line.slice(end), style: plain });
  return stretches;
}

function fold(stretches: readonly Stretch[], indent: number, columns: number): Stretch[][] {
  const margin = " ".repeat(Math.min(indent + 2, Math.floor(columns / 2)));
  const folded: Stretch[][] = [[]];
  let column = 0;
  for (const { text: whole, style } of stretches) {
    let rest = whole;
    while (column + rest.length > columns) {
      const room = columns - column;
      const space = rest.lastIndexOf(" ", room);
      // A cut within a word only where the line has no space to cut at.
      const cut = space > 0 ? space : column > margin.length ? 0 : room;
      folded.at(-1)!.push({ text: rest.slice(0, cut), style });
      folded.push([{ text: margin, style: plain }]);
      rest = rest.slice(cut).trimStart();
      column = margin.length;
    }
    folded.at(-1)!.push({ text: rest, style });
    column += rest.length;
  }
  return folded;
}
