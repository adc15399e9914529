import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { dotOf, type Direction } from "./dot.ts";
import type { Drawing } from "./drawing.ts";
import { layoutOf, type Layout } from "./layout.ts";

/** Places a drawing. Rejects where Graphviz cannot. */
export async function place(drawing: Drawing, direction: Direction): Promise<Layout> {
  const thread = new Worker(new URL(`./layout-thread${extname(import.meta.url)}`, import.meta.url), {
    workerData: dotOf(drawing, direction),
  });
  const answer = await new Promise<string>((placed, failed) => {
    thread.once("message", placed);
    thread.once("error", failed);
    thread.once("exit", () => failed(new Error("Graphviz ended without an answer")));
  });
  await thread.terminate();
  return layoutOf(drawing, answer);
}
