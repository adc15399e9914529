export function risky(n: number): number {
  if (n > 1) throw new Error("too risky");
  return n;
}
