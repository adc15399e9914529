/** A film as SVG: each look of a box, of an arrow and of the clock is shown for the scenes in which it is seen. */
import type { Drawing } from "./drawing.ts";
import type { Layout } from "./layout.ts";
import { arrowText, boxText, clockText, framed, type Scene } from "./svg.ts";

/** ms. */
export interface Timing {
  /** Of each scene. */
  readonly scene: number;
  /** How much longer the last one stays. */
  readonly rest: number;
}

/** Plays again and again; still, with all that there is in the end, for those who do not want anything to move. */
export function filmOf(drawing: Drawing, layout: Layout, scenes: readonly Scene[], { scene, rest }: Timing): string {
  const spans = new Spans(scenes.length, scene, rest);
  const parts = [
    ...drawing.arrows.flatMap((arrow, i) =>
      spans.looks(scenes.map(({ arrows }) => (arrows[i] === true ? arrowText(arrow, layout.arrows[i]) : ""))),
    ),
    ...drawing.boxes.flatMap((box, i) =>
      spans.looks(
        scenes.map(({ counts }) => {
          const now = counts[i];
          return now === undefined ? "" : boxText(box, layout.boxes[i], now);
        }),
      ),
    ),
    ...spans.looks(scenes.map(({ clock }) => clockText(layout, clock))),
  ];
  return framed(drawing, layout, parts, { isFilm: true, style: spans.style() });
}

class Spans {
  readonly #count: number;
  readonly #length: number;
  readonly #scene: number;
  readonly #used = new Map<string, string>();

  constructor(count: number, scene: number, rest: number) {
    this.#count = count;
    this.#scene = scene;
    this.#length = count * scene + rest;
  }

  /** What is seen in each scene; empty where nothing is. */
  looks(texts: readonly string[]): readonly string[] {
    const parts: string[] = [];
    for (let from = 0; from < texts.length;) {
      let to = from + 1;
      while (to < texts.length && texts[to] === texts[from]) to += 1;
      const text = texts[from] ?? "";
      if (text !== "") parts.push(`<g class="${this.#classes(from, to)}">${text}</g>`);
      from = to;
    }
    return parts;
  }

  #classes(from: number, to: number): string {
    const isLast = to === this.#count;
    if (from === 0 && isLast) return "always";
    const name = `s${from}-${to}`;
    const shown = `${this.#percent(from)}%{visibility:visible}`;
    const frames = [
      ...(from === 0 ? [] : ["0%{visibility:hidden}"]),
      shown,
      ...(isLast ? [] : [`${this.#percent(to)}%{visibility:hidden}`]),
    ];
    this.#used.set(name, frames.join(""));
    return `${isLast ? "last" : "past"} ${name}`;
  }

  #percent(scene: number): string {
    return ((100 * scene * this.#scene) / this.#length).toFixed(3);
  }

  style(): string {
    const timing = `${this.#length / 1000}s step-end infinite`;
    return [
      ".past{visibility:hidden}",
      ...[...this.#used].flatMap(([name, frames]) => [
        `@keyframes ${name}{${frames}}`,
        `.${name}{animation:${name} ${timing}}`,
      ]),
      "@media (prefers-reduced-motion:reduce){.past,.last{animation:none}}",
    ].join("\n");
  }
}
