/** How much longer something takes at a larger size: ratios hold on any machine, seconds do not. */
export function growthOf(run: (size: number) => void, small: number, large: number): number {
  const least = (size: number): number =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const before = performance.now();
        run(size);
        return performance.now() - before;
      }),
    );
  run(small);
  return least(large) / least(small);
}
