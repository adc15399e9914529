import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import { numbers, sum } from "../programs/tasks.ts";
import type { Floor } from "../workload.ts";

const tasks = new URL("../programs/tasks.ts", import.meta.url).href;

/** A bare pool of threads that gets each task in a message of its own. `task`: which of the tasks' functions. */
export function piscina(task: "same" | "millisecond"): Floor {
  return {
    name: "piscina",
    async run(n) {
      const size = availableParallelism();
      const pool = new Piscina({ filename: tasks, name: task, minThreads: size, maxThreads: size });
      const results = await Promise.all(numbers(n).map((k) => pool.run(k) as Promise<number>));
      await pool.destroy();
      return sum(results);
    },
  };
}
