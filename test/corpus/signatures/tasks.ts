interface Point {
  kind: "point";
  at: [number, number];
}
interface Shaped {
  sum: number;
  tags: string[];
  note?: string;
}
export function plain(text: string, times: number): string {
  return text.repeat(times);
}
export async function promised(numbers: readonly number[]): Promise<number> {
  return numbers.reduce((a, b) => a + b, 0);
}
export const optional = (text: string, times?: number): string => `${text}${times === undefined ? "?" : times}`;
export function withDefault(n = 7): number {
  return n;
}
export function shaped(point: Point, mode: "fast" | "exact"): Shaped {
  return { sum: point.at[0] + point.at[1], tags: [point.kind, mode] };
}
export function nothing(): void {}
export function contextual(n: number, ctx: { attempt: number; nodeId: string }): string {
  return `${n} ${ctx.attempt} ${ctx.nodeId.startsWith("contextual")}`;
}
export function taken(n: number): string | null {
  return n > 5 ? "big" : null;
}
