/** What ran when, as SVG: a bar for each attempt, in the first lane that was free. Pure. */
import { escaped, stateColours } from "@adg/pictures";
import { durationText } from "../words.ts";

/** Times in ms from the beginning of the run. */
export interface Bar {
  readonly begun: number;
  readonly ended: number;
  readonly state: "done" | "failed" | "running";
  /** Told when it is pointed at. */
  readonly title: string;
  /** On the path that the run waited for. */
  readonly isCritical: boolean;
}

const width = 1_100;
const lane = { height: 14, bar: 10 };

/** Lanes of bars, one for each that was at work at once. */
export function lanesOf<B extends Pick<Bar, "begun" | "ended">>(bars: readonly B[]): readonly (readonly B[])[] {
  const lanes: B[][] = [];
  for (const bar of [...bars].sort((a, b) => a.begun - b.begun || a.ended - b.ended)) {
    const free = lanes.find((each) => (each.at(-1)?.ended ?? 0) <= bar.begun);
    if (free === undefined) lanes.push([bar]);
    else free.push(bar);
  }
  return lanes;
}

export function timeline(bars: readonly Bar[], length: number): string {
  const lanes = lanesOf(bars);
  const scale = width / Math.max(1, length);
  const height = lanes.length * lane.height + 24;
  const marks = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const anchor = part === 0 ? "start" : part === 1 ? "end" : "middle";
    const x = part * width;
    return `<line x1="${x}" x2="${x}" y1="0" y2="${height - 20}" stroke="#d0d7de"/><text x="${x}" y="${height - 6}" text-anchor="${anchor}" font-size="11" fill="#59636e">${durationText(part * length)}</text>`;
  });
  const drawn = lanes.flatMap((each, index) =>
    each.map(({ begun, ended, state, title, isCritical }) => {
      const x = (begun * scale).toFixed(1);
      const wide = Math.max(1, (ended - begun) * scale).toFixed(1);
      const edge = isCritical ? ` stroke="#1f2328" stroke-width="1.5"` : "";
      return `<rect x="${x}" y="${index * lane.height + 2}" width="${wide}" height="${lane.bar}" fill="${stateColours[state]}"${edge}><title>${escaped(title)}</title></rect>`;
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 16}" height="${height}" viewBox="-8 0 ${width + 16} ${height}" font-family="system-ui, sans-serif" role="img"><title>Timeline</title>\n${[...marks, ...drawn].join("\n")}\n</svg>`;
}
