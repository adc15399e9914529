/** What ran when, as SVG: a bar for each attempt, in the first lane that was free. Pure. */
import { escaped, ink, paleInk, stateColours } from "@adg/pictures";
import { timeStep } from "@adg/ui/time-step";
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

/** Where the axis is marked: at steps that people count in, with the last where the run ends. */
export function marksOf(length: number): readonly number[] {
  const step = timeStep(length / mostMarks);
  const marks = Array.from({ length: Math.floor(length / step) + 1 }, (_, i) => i * step);
  const last = marks.at(-1) ?? 0;
  // The end has a mark of its own, and the one before must not run into it.
  return last === length ? marks : [...((length - last) / step < 0.5 && last > 0 ? marks.slice(0, -1) : marks), length];
}

const mostMarks = 10;
/** What half a text at a mark takes. */
const textRoom = 30;

export function timeline(bars: readonly Bar[], length: number): string {
  const lanes = lanesOf(bars);
  const scale = width / Math.max(1, length);
  const height = lanes.length * lane.height + 24;
  const marks = marksOf(length).map((time) => {
    const x = (time * scale).toFixed(1);
    const anchor = time === 0 ? "start" : time * scale > width - textRoom ? "end" : "middle";
    return `<line x1="${x}" x2="${x}" y1="0" y2="${height - 20}" stroke="${stateColours.waiting}"/><text x="${x}" y="${height - 6}" text-anchor="${anchor}" font-size="11" fill="${paleInk}">${durationText(time)}</text>`;
  });
  const drawn = lanes.flatMap((each, index) =>
    each.map(({ begun, ended, state, title, isCritical }) => {
      const x = (begun * scale).toFixed(1);
      const wide = Math.max(1, (ended - begun) * scale).toFixed(1);
      const edge = isCritical ? ` stroke="${ink}" stroke-width="1.5"` : "";
      return `<rect x="${x}" y="${index * lane.height + 2}" width="${wide}" height="${lane.bar}" fill="${stateColours[state]}"${edge}><title>${escaped(title)}</title></rect>`;
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 16}" height="${height}" viewBox="-8 0 ${width + 16} ${height}" font-family="system-ui, sans-serif" role="img"><title>Timeline</title>\n${[...marks, ...drawn].join("\n")}\n</svg>`;
}
