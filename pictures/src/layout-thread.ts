/** Graphviz, in a thread of its own: to place thousands of boxes takes it seconds. */
import { parentPort, workerData } from "node:worker_threads";
import { Graphviz } from "@hpcc-js/wasm-graphviz";

const graphviz = await Graphviz.load();
parentPort?.postMessage(graphviz.layout(String(workerData), "json", "dot"));
