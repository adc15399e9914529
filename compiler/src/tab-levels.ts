/**
 * The level of lines that are indented by tabs. Each of them is a mistake of its own; so that no other follows from it, such a
 * line is taken to stand where its neighbours, which are indented by spaces, let it stand.
 */
import type { IToken } from "chevrotain";
import type { PhysicalLine } from "./lexer.ts";
import * as t from "./tokens.ts";

/** The same lines, those with tabs at the level at which they are taken to stand. */
export function withTabLevels(lines: readonly PhysicalLine[], tokens: readonly IToken[]): readonly PhysicalLine[] {
  if (lines.every(({ tab }) => tab === undefined)) return lines;
  const levelled: PhysicalLine[] = [];
  let first: { readonly width: number; readonly level: number } | undefined;
  lines.forEach((line, at) => {
    if (line.tab === undefined) first = undefined;
    else first ??= { width: line.indent, level: levelOfFirst(lines, at, tokens) };
    const indent = first === undefined ? line.indent : Math.max(0, first.level + line.indent - first.width);
    levelled.push({ ...line, indent });
  });
  return levelled;
}

/** The level of the first of several lines with tabs: that of the line before, or of the block which that opens. */
function levelOfFirst(lines: readonly PhysicalLine[], at: number, tokens: readonly IToken[]): number {
  const line = lines[at];
  const before = lines[at - 1];
  if (line === undefined || before === undefined) return 0;
  if (tokens[line.token - 1]?.tokenType !== t.Colon) return before.indent;
  let next = at + 1;
  while (lines[next]?.tab !== undefined) next++;
  return Math.max(lines[next]?.indent ?? 0, before.indent + 1);
}
