import { expect, test } from "vitest";
import type { Call } from "../executor.ts";
import { farExecutor, type Way } from "./far-executor.ts";

const call = {} as Call;

/** An executor, with a log of what is asked of its way; the first attempts to make one fail. */
function executorWith(failures: number): { readonly executor: ReturnType<typeof farExecutor>; readonly log: string[] } {
  const log: string[] = [];
  const way: Way = {
    open: () => Promise.resolve(void log.push("open")),
    run: () => Promise.resolve({ ok: true, value: log.push("run") }),
    close: () => Promise.resolve(void log.push("close")),
  };
  const executor = farExecutor({ name: "far", runs: ["python"] }, () => {
    log.push("make");
    return failures-- > 0 ? Promise.reject(new Error("no server")) : Promise.resolve(way);
  });
  return { executor, log };
}

test("what could not be reached once is tried again by the next run", async () => {
  const { executor, log } = executorWith(1);
  await expect(executor.open?.()).rejects.toThrow("no server");
  await executor.open?.();
  await executor.start(call);
  expect(log).toEqual(["make", "make", "open", "run"]);
});

test("one way serves all calls until it is closed, and whoever comes then gets another", async () => {
  const { executor, log } = executorWith(0);
  await Promise.all([executor.start(call), executor.start(call)]);
  await executor.close();
  await executor.start(call);
  expect(log).toEqual(["make", "run", "run", "close", "make", "run"]);
});

test("to close what was never opened does nothing", async () => {
  const { executor, log } = executorWith(0);
  await executor.close();
  expect(log).toEqual([]);
});
