/**
 * The level of lines that are indented by tabs. Each of them is a mistake of its own; so that no other follows from it, such a
 * line is taken to stand where its neighbours, which are indented by spaces, let it stand.
 */
import type { PhysicalLine } from "./lexer.ts";
import type { TokenList } from "./token-list.ts";
import * as t from "./tokens.ts";

/** The same lines, those with tabs at the level at which they are taken to stand. */
export function withTabLevels(lines: readonly PhysicalLine[], tokens: TokenList): readonly PhysicalLine[] {
  if (lines.every(({ tab }) => tab === undefined)) return lines;
  const levelled: PhysicalLine[] = [];
  for (let line = lines[0]; line !== undefined; line = lines[levelled.length]) {
    const at = levelled.length;
    const run = lines.slice(at, endOfRun(lines, at));
    if (run.length === 0) levelled.push(line);
    else levelled.push(...levelledRun(run, levelOfFirst(lines, at, tokens)));
  }
  return levelled;
}

/** Lines with tabs that follow one another, the first of them at `level`. A level more or less is a tab, or as many spaces. */
function levelledRun(run: readonly PhysicalLine[], level: number): readonly PhysicalLine[] {
  const offsets = run.map(({ indent }) => indent - (run[0]?.indent ?? 0));
  const perColumn = offsets.every((offset) => offset % TAB === 0) ? STEP / TAB : 1;
  return run.map((line, i) => ({ ...line, indent: Math.max(0, level + (offsets[i] ?? 0) * perColumn) }));
}

/** Columns of a tab. */
const TAB = 8;

/** Columns of a level, as `adg fmt` writes it. */
const STEP = 2;

/** The first line from `at` on that has no tab. */
function endOfRun(lines: readonly PhysicalLine[], at: number): number {
  let end = at;
  while (lines[end]?.tab !== undefined) end++;
  return end;
}

/** The level of the first of several lines with tabs: that of the line before, or of the block which that opens. */
function levelOfFirst(lines: readonly PhysicalLine[], at: number, tokens: TokenList): number {
  const line = lines[at];
  const before = lines[at - 1];
  if (line === undefined || before === undefined) return 0;
  if (tokens.typeAt(line.token - 1) !== t.Colon) return before.indent;
  const next = lines[endOfRun(lines, at)]?.indent ?? 0;
  return next > before.indent ? next : before.indent + STEP;
}
