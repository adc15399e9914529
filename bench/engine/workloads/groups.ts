import { programFile } from "../program-file.ts";
import { numbers, same, sum } from "../programs/tasks.ts";
import { promises, sumBelow, type Workload } from "../workload.ts";

const MEMBERS = 1000;

const work = async (k: number): Promise<number> => same(k);
const reduce = async (ks: readonly number[]): Promise<number> => sum(ks);

export const groups: Workload = {
  name: "W5",
  title: "N nodes in groups of 1,000, each reduced when it is complete (`under`)",
  sizes: [1000, 10_000, 100_000, 1_000_000],
  program: () => programFile("groups"),
  inputs: (n) => ({ groups: n / MEMBERS, members: MEMBERS }),
  answer: (n) => MEMBERS * sumBelow(n / MEMBERS) + (n / MEMBERS) * sumBelow(MEMBERS),
  floors: [
    promises(async (n) => {
      const group = async (g: number): Promise<number> => {
        const first = await work(g);
        return reduce(await Promise.all(numbers(MEMBERS).map((k) => work(first + k))));
      };
      return sum(await Promise.all(numbers(n / MEMBERS).map(group)));
    }),
  ],
  values: (n) => [numbers(n / MEMBERS).map(() => numbers(MEMBERS))],
};
