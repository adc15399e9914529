/** Where boxes and arrows of a drawing are, as Graphviz places them. */
import type { Drawing } from "./drawing.ts";

/** Lengths in points; x grows to the right and y downwards, from the upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedBox extends Point {
  readonly width: number;
  readonly height: number;
}

export interface PlacedArrow {
  /** A cubic Bézier curve: its first point, then three for each part. */
  readonly curve: readonly Point[];
  /** Where it points to, from the curve's end. */
  readonly tip?: Point;
  /** Middle of its text. */
  readonly label?: Point;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** In the drawing's order; x and y are those of a box's middle. */
  readonly boxes: readonly PlacedBox[];
  /** In the drawing's order; `undefined` where an arrow has no end. */
  readonly arrows: readonly (PlacedArrow | undefined)[];
}

/** What Graphviz answers in its format `json`. */
interface Answer {
  readonly bb: string;
  readonly objects?: readonly {
    readonly id: string;
    readonly pos: string;
    readonly width: string;
    readonly height: string;
  }[];
  readonly edges?: readonly { readonly id: string; readonly pos: string; readonly lp?: string }[];
}

/** Room around the picture. */
const margin = 8;

export function layoutOf({ boxes, arrows }: Drawing, json: string): Layout {
  const { bb, objects = [], edges = [] } = JSON.parse(json) as Answer;
  const [left = 0, bottom = 0, right = 0, top = 0] = bb.split(",").map(Number);
  const at = (text: string): Point => {
    const [x = 0, y = 0] = text.split(",").map(Number);
    return { x: x - left + margin, y: top - y + margin };
  };
  const placedBoxes = new Map(
    objects.map(({ id, pos, width, height }) => [
      id,
      { ...at(pos), width: Number(width) * 72, height: Number(height) * 72 },
    ]),
  );
  const placedArrows = new Map(edges.map(({ id, pos, lp }) => [id, arrowAt(pos, lp, at)]));
  return {
    width: right - left + 2 * margin,
    height: top - bottom + 2 * margin,
    boxes: boxes.map((_, index) => placedBoxes.get(`n${index}`) ?? { x: 0, y: 0, width: 0, height: 0 }),
    arrows: arrows.map((_, index) => placedArrows.get(`e${index}`)),
  };
}

/** `e,X,Y` is where it points to. */
function arrowAt(pos: string, lp: string | undefined, at: (text: string) => Point): PlacedArrow {
  const parts = pos.split(" ");
  const tip = parts.find((part) => part.startsWith("e,"));
  const curve = parts.filter((part) => !/^[es],/.test(part)).map(at);
  return {
    curve,
    ...(tip === undefined ? {} : { tip: at(tip.slice(2)) }),
    ...(lp === undefined ? {} : { label: at(lp) }),
  };
}
