import { GenMapping, maybeAddSegment, setSourceContent, toEncodedMap } from "@jridgewell/gen-mapping";
import type { Span } from "../ast.ts";
import type { MapSource } from "./code.ts";

/** A source map of version 3, as JSON. */
export type SourceMap = ReturnType<typeof toEncodedMap>;

/** From this offset of the output on, the text stands for the span of the source. */
export interface Place {
  readonly offset: number;
  readonly span: Span;
  readonly source: MapSource;
}

/** The map of an output from the places in it, which are in the order of the output. */
export function sourceMapOf(output: string, places: readonly Place[], main: MapSource): SourceMap {
  const map = new GenMapping();
  const generated = lineStarts(output);
  const sources = new Set([main, ...places.map(({ source }) => source)]);
  const originals = new Map([...sources].map((each) => [each, lineStarts(each.text)]));
  for (const { url, text } of originals.keys()) setSourceContent(map, url, text);
  for (const { offset, span, source } of places) {
    const to = position(generated, pastBlanks(output, offset));
    const from = position(originals.get(source) ?? [0], span.start);
    maybeAddSegment(map, to.line, to.column, source.url, from.line, from.column);
  }
  return toEncodedMap(map);
}

/** Places are noted before the writer puts a line's indentation. */
function pastBlanks(text: string, offset: number): number {
  let end = offset;
  while (text[end] === " ") end += 1;
  return end;
}

/** Offset of the start of each line. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let i = text.indexOf("\n"); i !== -1; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  return starts;
}

/** Line and column of an offset, both from 0. */
export function position(
  starts: readonly number[],
  offset: number,
): { readonly line: number; readonly column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, column: offset - (starts[low] ?? 0) };
}
