import { piscina } from "../floors/piscina.ts";
import { threads } from "../floors/threads.ts";
import { programFile } from "../program-file.ts";
import { sumBelow, type Workload } from "../workload.ts";

export const pool: Workload = {
  name: "pool",
  title: "W1 with its tasks in the pool of threads",
  sizes: [1000, 10_000, 100_000],
  program: () => programFile("pool"),
  inputs: (n) => ({ n }),
  answer: sumBelow,
  floors: [piscina("same"), threads("same", 64)],
};

export const busyPool: Workload = {
  name: "pool-1ms",
  title: "W1 with tasks of 1 ms in the pool of threads",
  sizes: [100, 4000],
  warmUp: 100,
  program: () => programFile("pool-busy"),
  inputs: (n) => ({ n }),
  answer: sumBelow,
  floors: [piscina("millisecond"), threads("millisecond", 1)],
};
