/** What a box of the type graph says, as far as it has room. Pure. Lengths are in CSS pixels. */
import type { TypeBox } from "../../contract.ts";
import { progressTexts } from "../words.ts";

export interface BoxLine {
  readonly text: string;
  readonly kind: "name" | "implementation" | "progress";
  /** The text's base line, from the box's middle. */
  readonly y: number;
}

export interface BoxText {
  readonly lines: readonly BoxLine[];
  /** Where the bar is, from the box's middle; none of what has no nodes of its own. */
  readonly bar?: { readonly y: number; readonly width: number; readonly height: number };
}

const sizes = { name: 12.5, implementation: 10.5, progress: 10.5 } as const;
const heights = { name: 15, implementation: 13, progress: 13 } as const;
const bar = { height: 5, gap: 3 };

/** `counts`: of the box's nodes, in the order of `nodeStates`; `undefined` for the start. */
export function boxText(box: TypeBox, counts: readonly number[] | undefined): BoxText {
  const room = box.width - 12;
  const hasBar = counts !== undefined;
  const barHeight = hasBar ? bar.height + bar.gap : 0;
  const wanted: { text: string; kind: BoxLine["kind"] }[] = [
    { text: fitted([box.name], room, sizes.name), kind: "name" },
  ];
  const needed = heights.name + heights.implementation + (hasBar ? heights.progress : 0) + barHeight;
  if (box.implementation !== undefined && needed <= box.height - 4)
    wanted.push({ text: fitted([box.implementation], room, sizes.implementation), kind: "implementation" });
  if (hasBar) wanted.push({ text: fitted(progressTexts(counts), room, sizes.progress), kind: "progress" });
  let y = -(wanted.reduce((sum, { kind }) => sum + heights[kind], 0) + barHeight) / 2;
  const lines = wanted.map(({ text, kind }): BoxLine => {
    y += heights[kind];
    return { text, kind, y: y - 3.5 };
  });
  if (!hasBar) return { lines };
  return { lines, bar: { y: y + bar.gap - 1, width: box.width - 20, height: bar.height } };
}

/** The first that has room; the last one cut where none has. */
export function fitted(texts: readonly string[], room: number, size: number): string {
  const found = texts.find((text) => widthOf(text, size) <= room);
  if (found !== undefined) return found;
  let cut = texts.at(-1) ?? "";
  while (cut.length > 1 && widthOf(`${cut}…`, size) > room) cut = cut.slice(0, -1);
  return `${cut}…`;
}

/** As wide as a text is about to be in a common font without serifs. */
function widthOf(text: string, size: number): number {
  let width = 0;
  for (const each of text)
    width += /[ ijl.,:;'|!()[\]]/.test(each) ? 0.3 : /[mwMW@]/.test(each) ? 0.88 : each < "ÿ" ? 0.56 : 1;
  return width * size;
}

/** One part for each state, in the order of `nodeStates`, from 0 to 1. */
export function barParts(counts: readonly number[]): readonly { readonly from: number; readonly share: number }[] {
  const total = Math.max(
    1,
    counts.reduce((sum, each) => sum + each, 0),
  );
  let from = 0;
  return counts.map((each) => {
    const part = { from, share: each / total };
    from += part.share;
    return part;
  });
}
