/**
 * How much longer something takes at a larger size: ratios hold on any machine, seconds do not. Time of the processor counts, so that
 * what else the machine does adds nothing.
 */
export function growthOf(run: (size: number) => void, small: number, large: number): number {
  const least = (size: number): number =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const before = process.threadCpuUsage();
        run(size);
        const { user, system } = process.threadCpuUsage(before);
        return user + system;
      }),
    );
  run(small);
  return least(large) / least(small);
}
