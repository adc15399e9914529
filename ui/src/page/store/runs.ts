/** All runs, asked for again and again while somebody looks. */
import { effect, signal } from "@preact/signals";
import type { RunLine } from "../../contract.ts";
import { ask } from "../client/api.ts";
import { pause, waitBefore } from "../client/backoff.ts";
import { Refused } from "../client/refused.ts";
import { token } from "../client/token.ts";
import { isOnline, isRefused } from "./run.ts";

export const runs = signal<readonly RunLine[] | undefined>(undefined);

/** In ms. */
const every = 2_000;

export function followRuns(): void {
  let stop = new AbortController();
  effect(() => {
    stop.abort();
    stop = new AbortController();
    if (token.value !== undefined) void watch(stop.signal);
  });
}

async function watch(stopped: AbortSignal): Promise<void> {
  for (let failures = 0; !stopped.aborted;) {
    try {
      runs.value = await ask<readonly RunLine[]>("/runs", stopped);
      failures = 0;
      isOnline.value = true;
      isRefused.value = false;
    } catch (error) {
      if (stopped.aborted) return;
      if (error instanceof Refused) {
        isRefused.value = error.status === 401;
        if (isRefused.peek()) return;
      } else isOnline.value = false;
      failures += 1;
    }
    await pause(failures === 0 ? every : waitBefore(failures, Math.random()), stopped);
    while (document.visibilityState === "hidden" && !stopped.aborted) await pause(60_000, stopped);
  }
}
