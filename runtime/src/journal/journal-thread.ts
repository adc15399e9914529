/** The thread of a journal: to wait for the disk must keep nobody else waiting. */
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import type { ThreadStart } from "./order.ts";
import { serve } from "./serve.ts";

serve(parentPort as MessagePort, workerData as ThreadStart);
