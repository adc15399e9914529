/** An executor whose work goes to a server: the way there is made when something first needs it, and tried anew where that failed. */
import type { Call, CallOutcome, Executor } from "../executor.ts";

/** The way to a server, by which calls go. */
export interface Way {
  /** Asked before each run that needs it, where it may have been lost since; rejects with a sentence for the user. */
  open?(): Promise<void>;
  /** As `start` of an `Executor`. */
  run(call: Call): Promise<CallOutcome>;
  close(): Promise<void>;
}

/** `make` rejects with a sentence for the user where there is no way. */
export function farExecutor({ name, runs }: Pick<Executor, "name" | "runs">, make: () => Promise<Way>): Executor {
  let made: Promise<Way> | undefined;
  const way = (): Promise<Way> =>
    (made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    }));
  return {
    name,
    runs,
    async open() {
      await (await way()).open?.();
    },
    start: async (call) => (await way()).run(call),
    async close() {
      const old = await made?.catch(() => undefined);
      made = undefined;
      await old?.close();
    },
  };
}
