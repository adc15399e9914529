import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { numbers, sum } from "../programs/tasks.ts";
import type { Floor } from "../workload.ts";

/** Bare threads that get so many tasks in one message; each has the next message waiting when it answers one. */
export function threads(task: "same" | "millisecond", batch: number): Floor {
  return {
    name: batch === 1 ? "threads" : `threads, ${batch} a message`,
    async run(n) {
      let next = 0;
      const take = (): readonly number[] | undefined => {
        if (next >= n) return undefined;
        const first = next;
        next = Math.min(n, first + batch);
        return numbers(next - first).map((k) => first + k);
      };
      return sum(await Promise.all(Array.from({ length: availableParallelism() }, () => workOff(task, take))));
    },
  };
}

/** One thread works until there is nothing to take; answers the sum of its results. */
async function workOff(task: "same" | "millisecond", take: () => readonly number[] | undefined): Promise<number> {
  const worker = new Worker(new URL("thread.ts", import.meta.url), { workerData: task });
  const total = await new Promise<number>((settle, reject) => {
    let sofar = 0;
    let waiting = 0;
    const send = (): void => {
      const message = take();
      if (message === undefined) return;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
      worker.postMessage(message);
      waiting += 1;
    };
    worker.on("error", reject);
    worker.on("message", (results: readonly number[]) => {
      sofar += sum(results);
      waiting -= 1;
      send();
      if (waiting === 0) settle(sofar);
    });
    send();
    send();
    if (waiting === 0) settle(0);
  });
  await worker.terminate();
  return total;
}
