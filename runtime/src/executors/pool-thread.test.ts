import type { Piscina } from "piscina";
import { expect, test } from "vitest";
import { moduleTask, orderOf } from "../../../test/support/attempt-order.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import type { Call } from "../executor.ts";
import { CallTypes } from "./call-type.ts";
import { PooledCall, PooledType } from "./pooled-call.ts";
import { PoolThread } from "./pool-thread.ts";
import type { ThreadSession } from "./thread-message.ts";
import { Page } from "./thread-page.ts";

const folder = tempFolder();
const order = orderOf(folder, moduleTask("tasks.mjs", "f", { kind: "void" }), []);
const call: Call = {
  ...order,
  workdir: "",
  log: "",
  stdout: "",
  argsByName: {},
  out: "",
  env: {},
  signal: new AbortController().signal,
};
const type = new PooledType(0, call, new CallTypes().of(call));

/** Two batches of three calls, and the thread that has them, which begins nothing by itself. */
function sentBatches(): {
  readonly thread: PoolThread;
  readonly calls: readonly PooledCall[];
  readonly pages: readonly Page[];
  readonly returned: Set<PooledCall>;
} {
  const sessions: ThreadSession[] = [];
  const pool = { run: (session: ThreadSession) => (sessions.push(session), new Promise(() => {})) };
  const returned = new Set<PooledCall>();
  const thread = new PoolThread(pool as unknown as Piscina, {
    hasRoom: () => {},
    settle: () => {},
    giveBack: (given) => given.forEach((one) => returned.add(one)),
    lost: () => {},
  });
  const calls = Array.from({ length: 6 }, (_, turn) => new PooledCall(call, type, turn, () => {}));
  thread.send(calls.slice(0, 3));
  thread.send(calls.slice(3));
  const pages = (sessions[0]?.pages ?? []).map((memory) => new Page(memory));
  sessions[0]?.port.close();
  return { thread, calls, pages, returned };
}

test.each([0, 1, 2, 3, 4, 5])(
  "what a thread begins while calls are taken from it came before all that are (at call %i)",
  (at) => {
    const { thread, calls, pages, returned } = sentBatches();
    const begun: number[] = [];
    // As soon as the pool looks at that call, the thread goes on to the first that it may begin.
    Object.defineProperty(calls[at], "isOver", {
      get() {
        const next = calls.findIndex((_, n) => pages[Math.floor(n / 3)]?.begin(n % 3) === true);
        if (next >= 0) begun.push(next);
        return false;
      },
    });
    thread.recall();
    expect(begun).toEqual([0]);
    expect(calls.filter((one) => !returned.has(one)).map(({ turn }) => turn)).toEqual([0]);
  },
);
