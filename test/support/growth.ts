/**
 * How much longer something takes at a larger size: ratios hold on any machine, seconds do not. Time of the processor counts, so that
 * what else the machine does adds nothing; and only that of the program itself, since memory that is touched for the first time costs the
 * system many times what it costs again. Both sizes run once before they count.
 */
export function growthOf(run: (size: number) => void, small: number, large: number): number {
  const least = (size: number): number =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const before = process.threadCpuUsage();
        run(size);
        return process.threadCpuUsage(before).user;
      }),
    );
  run(small);
  run(large);
  return least(large) / least(small);
}
