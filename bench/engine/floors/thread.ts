/** A thread that calls one of the tasks' functions with each number of a message, and answers the results. */
import { parentPort, workerData } from "node:worker_threads";
import { millisecond, same } from "../programs/tasks.ts";

const task = workerData === "millisecond" ? millisecond : same;

// The rule means windows, which are told apart by where their page is from.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.on("message", (ks: readonly number[]) => parentPort?.postMessage(ks.map(task)));
