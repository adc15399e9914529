import { programFile } from "../program-file.ts";
import { both, keyed, numbers, sum } from "../programs/tasks.ts";
import { promises, sumBelow, type Workload } from "../workload.ts";

const item = async (k: number): Promise<{ k: number; v: number }> => keyed(k);
const pair = async (a: { v: number }, b: { v: number }): Promise<number> => both(a, b);
const items = (n: number) => numbers(n).map(keyed);

export const join: Workload = {
  name: "W4",
  title: "a join of N nodes with N nodes, with N matches",
  sizes: [1000, 10_000, 100_000],
  program: () => programFile("join"),
  inputs: (n) => ({ n }),
  answer: (n) => 4 * sumBelow(n),
  floors: [
    promises(async (n) => {
      const left = await Promise.all(numbers(n).map(item));
      const right = await Promise.all(numbers(n).map((k) => item(n - 1 - k)));
      const byKey = new Map(right.map((each) => [each.k, each]));
      return sum(await Promise.all(left.map((a) => pair(a, byKey.get(a.k) ?? a))));
    }),
  ],
  values: (n) => [items(n), items(n), numbers(n)],
};
