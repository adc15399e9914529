/** A worker of BullMQ's alone, whose tasks give back their number: what `bench/bullmq.ts` measures beside. Told its server, queue and concurrency. */
import { Worker } from "bullmq";

const [, , url = "", queue = "", concurrency = ""] = process.argv;
const worker = new Worker<{ readonly n: number }, number>(queue, async ({ data }) => data.n, {
  connection: { url, maxRetriesPerRequest: null },
  concurrency: Number(concurrency),
});
await worker.waitUntilReady();
console.log("Takes tasks");
