/** What the thread of a journal does: one commit after the other. */
import type { MessagePort } from "node:worker_threads";
import { JournalError } from "./journal-error.ts";
import type { ThreadOrder, ThreadReport, ThreadStart } from "./order.ts";
import { Store } from "./store.ts";

/** How tests make things go wrong. */
export interface ServeHooks {
  readonly onOpen?: (store: Store) => void;
  /** A commit of the thread, counted from 1, is durable, and nobody knows yet. */
  readonly onCommit?: (count: number) => void;
}

export function serve(port: MessagePort, start: ThreadStart, { onOpen, onCommit }: ServeHooks = {}): void {
  const tell = (report: ThreadReport): void => port.postMessage(report);
  let store: Store | undefined;
  let count = 0;
  port.on("message", (order: ThreadOrder) => {
    try {
      obey(order);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      tell({ kind: "failed", trouble: error.trouble, file: error.file, message: error.message });
      // What comes later must not stand where something is missing.
      end();
    }
  });
  tell({ kind: "ready" });

  function obey(order: ThreadOrder): void {
    switch (order.kind) {
      case "open":
        store = new Store(start, order.after);
        return onOpen?.(store);
      case "commit":
        store?.commit(order.parts);
        count += 1;
        onCommit?.(count);
        return tell({ kind: "durable" });
      case "close":
        return end();
    }
  }

  function end(): void {
    port.close();
    store?.close();
    store = undefined;
  }
}
