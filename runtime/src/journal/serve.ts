/** What the thread of a journal does: one commit after the other. */
import type { MessagePort } from "node:worker_threads";
import { JournalError } from "./journal-error.ts";
import type { ThreadOrder, ThreadReport, ThreadStart } from "./order.ts";
import { Store } from "./store.ts";

/** How tests make things go wrong. */
export interface ServeHooks {
  readonly onOpen?: (store: Store) => void;
  /** A commit is durable, and nobody knows yet. */
  readonly onCommit?: (count: number) => void;
}

export function serve(port: MessagePort, start: ThreadStart, { onOpen, onCommit }: ServeHooks = {}): void {
  const tell = (report: ThreadReport): void => port.postMessage(report);
  let store: Store | undefined;
  let count = 0;
  attempt(() => {
    store = new Store(start);
    onOpen?.(store);
    tell({ kind: "durable" });
  });
  port.on("message", (order: ThreadOrder) => {
    if (order.kind === "close") return attempt(end);
    if (store === undefined) return;
    attempt(() => {
      store?.commit(order.parts);
      count += 1;
      onCommit?.(count);
      tell({ kind: "durable" });
    });
  });

  /** After a failure nothing is written any more: what comes later must not stand where something is missing. */
  function attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      tell({ kind: "failed", trouble: error.trouble, file: error.file, message: error.message });
      attempt(end);
    }
  }

  function end(): void {
    const open = store;
    store = undefined;
    port.close();
    open?.close();
  }
}
