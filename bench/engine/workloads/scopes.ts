import { programFile } from "../program-file.ts";
import { numbers, same, sum } from "../programs/tasks.ts";
import { promises, sumBelow, type Workload } from "../workload.ts";

const PARTS = 8;

const split = async (n: number): Promise<readonly number[]> => numbers(n);
const work = async (k: number): Promise<number> => same(k);
const merge = async (ks: readonly number[]): Promise<number> => sum(ks);

export const scopes: Workload = {
  name: "W6",
  title: "N uses of a workflow of 10 nodes",
  sizes: [100, 1000, 10_000],
  warmUp: 100,
  program: () => programFile("scopes"),
  inputs: (n) => ({ n }),
  answer: (n) => n * sumBelow(PARTS),
  floors: [
    promises(async (n) => {
      const ten = async (): Promise<number> => merge(await Promise.all((await split(PARTS)).map(work)));
      return sum(await Promise.all(numbers(n).map(ten)));
    }),
  ],
  values: (n) => [numbers(n).map(() => [numbers(PARTS), numbers(PARTS)]), numbers(n)],
};
