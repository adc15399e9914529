import { programFile } from "../program-file.ts";
import { same } from "../programs/tasks.ts";
import { promises, type Workload } from "../workload.ts";

const step = async (k: number): Promise<number> => same(k);

export const chain: Workload = {
  name: "W2",
  title: "a chain: the completion of node k adds node k + 1",
  sizes: [100, 1000, 10_000, 100_000],
  program: () => programFile("chain"),
  inputs: (n) => ({ n }),
  answer: (n) => n,
  floors: [
    promises(async (n) => {
      let k = await step(1);
      while (k < n) k = await step(k + 1);
      return k;
    }),
  ],
  values: () => [],
};
