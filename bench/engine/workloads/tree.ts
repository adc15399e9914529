import { programFile } from "../program-file.ts";
import { halves, numbers, treeSize } from "../programs/tasks.ts";
import { promises, type Workload } from "../workload.ts";

const branch = async (size: number): Promise<readonly number[]> => halves(size);

export const tree: Workload = {
  name: "W7",
  title: "a tree of N nodes by recursion, one gather",
  sizes: [100, 1000, 10_000, 100_000, 1_000_000],
  program: () => programFile("tree"),
  inputs: (n) => ({ n }),
  answer: (n) => n,
  floors: [
    promises(async (n) => {
      const all: (readonly number[])[] = [];
      const grow = async (size: number): Promise<void> => {
        const below = await branch(size);
        all.push(below);
        await Promise.all(below.map(grow));
      };
      await grow(n);
      return treeSize(all);
    }),
  ],
  // Half of the nodes have two nodes below them, the others none.
  values: (n) => [numbers(n).map((k) => (k % 2 === 0 ? [k, k] : [])), numbers(n)],
};
