import { watch, type FSWatcher } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { JournalRecord } from "@adg/runtime/asked";
import { plainText } from "./plain-text.ts";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import type { Followed } from "./followed.ts";
import { replayed } from "./replayed-run.ts";

/** ms. What happens sooner one after the other is looked at together. */
const least = 250;
/** ms. Some file systems do not tell that something has changed. */
const most = 1000;

/** Prints what a node prints until it is over or nobody works on its run any more. */
export async function followNode(run: Followed, node: string): Promise<void> {
  const folder = join(run.folder, node);
  const texts = [new Growing(join(folder, "log")), new Growing(join(folder, "stdout"))];
  const bell = new Bell();
  try {
    for (let fate: Fate = { kind: "open" }; ; await bell.next()) {
      bell.watch(run.folder);
      bell.watch(folder);
      // In this order: who ends in between has written all by then.
      const isLive = await run.goesOn();
      for (const record of await run.news()) fate = fateAfter(fate, record, node);
      if (fate.kind === "failed" && !fate.isFinal && isLive && !(await isOver(run, node))) fate = { kind: "open" };
      // What was printed is there before the journal tells that the node is over.
      for (const text of texts) await text.print();
      if (fate.kind === "open" && isLive) continue;
      await print(endText(fate, node), process.stderr);
      return;
    }
  } finally {
    bell.close();
  }
}

type Fate =
  | { readonly kind: "open" }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly message: string; readonly isFinal: boolean };

function fateAfter(before: Fate, record: JournalRecord, node: string): Fate {
  if (record.kind === "resumed") return record.dropped.includes(node) ? { kind: "open" } : before;
  if (!("node" in record) || record.node !== node) return before;
  switch (record.kind) {
    case "begun":
      return { kind: "open" };
    case "succeeded":
      return { kind: "done" };
    case "failed":
      return { kind: "failed", message: record.failure.message, isFinal: record.final };
  }
}

/** Whether a node that failed is not tried again, which its program knows; where that has changed, the end of the run will tell. */
async function isOver(run: Followed, node: string): Promise<boolean> {
  const { graphNodes } = await import("@adg/runtime/asked");
  try {
    const { state, isSame } = await replayed(run.stateDir, await run.history(), true);
    const found = isSame ? graphNodes(state).find((each) => each.node === node) : undefined;
    return found !== undefined && found.state !== "running" && found.state !== "waiting";
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function endText(fate: Fate, node: string): string {
  switch (fate.kind) {
    case "open":
      return `"${node}" was not over when its run was.`;
    case "done":
      return `"${node}" is done.`;
    case "failed":
      return `"${node}" failed: ${plainText(fate.message.split("\n")[0] ?? "")}`;
  }
}

/** A file that grows, perhaps from a beginning that is anew. */
class Growing {
  readonly #path: string;
  #printed = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Prints what has come since. */
  async print(): Promise<void> {
    const file = await open(this.#path).catch(() => undefined);
    if (file === undefined) return;
    try {
      const { size } = await file.stat();
      if (size < this.#printed) this.#printed = 0;
      const chunk = Buffer.alloc(64 * 1024);
      for (;;) {
        const { bytesRead } = await file.read(chunk, 0, chunk.length, this.#printed);
        if (bytesRead === 0) return;
        this.#printed += bytesRead;
        const bytes = Uint8Array.from(chunk.subarray(0, bytesRead));
        await new Promise<void>((done) => process.stdout.write(bytes, () => done()));
      }
    } finally {
      await file.close();
    }
  }
}

/** Rings when something in a watched folder has changed, or a while has passed. */
class Bell {
  readonly #watched = new Map<string, FSWatcher>();
  #hasRung = false;
  #ring = (): void => {};

  /** Where the folder is there, and can be watched. */
  watch(folder: string): void {
    if (this.#watched.has(folder)) return;
    try {
      const watcher = watch(folder, () => {
        this.#hasRung = true;
        this.#ring();
      });
      watcher.on("error", () => watcher.close());
      this.#watched.set(folder, watcher);
    } catch {
      // It is not there yet, or is on a file system that tells nothing.
    }
  }

  async next(): Promise<void> {
    await new Promise((done) => setTimeout(done, least));
    if (!this.#hasRung)
      await new Promise<void>((done) => {
        const timer = setTimeout(done, most - least);
        this.#ring = () => {
          clearTimeout(timer);
          done();
        };
      });
    this.#ring = () => {};
    this.#hasRung = false;
  }

  close(): void {
    for (const watcher of this.#watched.values()) watcher.close();
  }
}
