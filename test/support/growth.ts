/**
 * How much longer something takes at a larger size: ratios hold on any machine, seconds do not. Time of the processor counts, so that
 * what else the machine does adds nothing. It is told in steps of some milliseconds: so the smaller size runs as often as it takes to
 * come to about as much. Both run once before they count.
 */
export function growthOf(run: (size: number) => void, small: number, large: number): number {
  const times = Math.ceil(large / small);
  const least = (size: number, times: number): number =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const before = process.threadCpuUsage();
        for (let time = 0; time < times; time += 1) run(size);
        const { user, system } = process.threadCpuUsage(before);
        return user + system;
      }),
    );
  run(small);
  run(large);
  return (least(large, 1) * times) / Math.max(1, least(small, times));
}
