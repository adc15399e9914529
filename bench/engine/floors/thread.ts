/** A thread that calls one of the tasks' functions with each number of a message, and answers the results. */
import { parentPort, workerData } from "node:worker_threads";
import { millisecond, same } from "../programs/tasks.ts";

const task = workerData === "millisecond" ? millisecond : same;

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
parentPort?.on("message", (ks: readonly number[]) => parentPort?.postMessage(ks.map(task)));
