import type { Point, TypeArrow } from "../../contract.ts";

/** `isThere`: nodes have come where it leads to. */
export function Arrow({ arrow, isThere }: { readonly arrow: TypeArrow; readonly isThere: boolean }) {
  const [first, ...rest] = arrow.curve;
  if (first === undefined) return null;
  return (
    <g class={`arrow ${arrow.kind} ${isThere ? "there" : "to-come"}`}>
      {arrow.title !== undefined && <title>{arrow.title}</title>}
      <path class="near" d={`M${at(first)}C${rest.map(at).join(" ")}`} />
      <path class="line" d={`M${at(first)}C${rest.map(at).join(" ")}`} />
      {arrow.tip !== undefined && <polygon points={headOf(arrow.curve.at(-1) ?? first, arrow.tip)} />}
      {arrow.label !== undefined && arrow.labelAt !== undefined && (
        <text x={arrow.labelAt.x} y={arrow.labelAt.y + 3}>
          {shortened(arrow.label)}
        </text>
      )}
    </g>
  );
}

function headOf(from: Point, tip: Point): string {
  const length = Math.hypot(tip.x - from.x, tip.y - from.y) || 1;
  const [dx, dy] = [(3 * (tip.x - from.x)) / length, (3 * (tip.y - from.y)) / length];
  return [tip, { x: from.x - dy, y: from.y + dx }, { x: from.x + dy, y: from.y - dx }].map(at).join(" ");
}

const at = ({ x, y }: Point): string => `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
