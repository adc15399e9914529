/** The run that is looked at, as the server tells of it. */
import { batch, effect, signal, untracked } from "@preact/signals";
import type { Change, RunFacts, Snapshot } from "../../contract.ts";
import { ask, open, runPath, sentenceOf } from "../client/api.ts";
import { pause, waitBefore } from "../client/backoff.ts";
import { Refused } from "../client/refused.ts";
import { follow, type Line } from "../client/stream.ts";
import { token } from "../client/token.ts";
import { Visibility } from "../client/visibility.ts";
import { Attempts } from "../timeline/attempts.ts";
import { place } from "./choice.ts";

export const facts = signal<RunFacts | undefined>(undefined);

/** As the run is now. */
export const live = signal<Snapshot | undefined>(undefined);

/** Why the run cannot be shown. */
export const runTrouble = signal<string | undefined>(undefined);

/** Whether the server can be reached. */
export const isOnline = signal(true);

/** The token is missing or wrong. */
export const isRefused = signal(false);

/** One object for as long as it grows; `size` tells that it did. */
export const attempts = signal<{ readonly all: Attempts; readonly size: number }>({ all: new Attempts(), size: 0 });

/** Follows the run that the address names. */
export function followRun(): void {
  const visibility = new Visibility(document, longestUnseen);
  let stop = new AbortController();
  let followed: string | undefined;
  let by: string | undefined;
  effect(() => {
    const { run } = place.value;
    const key = token.value;
    if (run === followed && key === by) return;
    followed = run;
    by = key;
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    untracked(() => {
      forget();
      if (run !== undefined && key !== undefined) void show(run, visibility, signal);
    });
  });
}

function forget(): void {
  batch(() => {
    facts.value = undefined;
    live.value = undefined;
    runTrouble.value = undefined;
    isRefused.value = false;
    attempts.value = { all: new Attempts(), size: 0 };
  });
}

/** A page that nobody has seen for so many ms hears nothing. */
const longestUnseen = 60_000;

/** After a stream that ended well, in ms. */
const beforeNext = 1_500;

async function show(run: string, visibility: Visibility, stopped: AbortSignal): Promise<void> {
  const path = runPath(run);
  if (!(await learn(path, stopped))) return;
  const listener = {
    onEvent: (data: string) => take(path, JSON.parse(data) as Change, stopped),
    onLine: (isOpen: boolean) => (isOnline.value = isOpen),
    onRefused: refuse,
  };
  const wait = async (failures: number): Promise<void> => {
    await visibility.whenSeen;
    await pause(failures === 0 ? beforeNext : waitBefore(failures, Math.random()), stopped);
  };
  const events: Line["open"] = ({ headers, signal }) =>
    open(`${path}/events`, { headers, signal: AbortSignal.any([signal, visibility.signal]) });
  await follow({ open: events, wait }, listener, stopped);
}

/** What does not change; tries until the run can be shown. Whether it can. */
async function learn(path: string, stopped: AbortSignal): Promise<boolean> {
  for (let failures = 1; !stopped.aborted; failures += 1) {
    try {
      const known = await ask<{ facts: RunFacts; snapshot: Snapshot }>(path, stopped);
      batch(() => {
        isOnline.value = true;
        isRefused.value = false;
        runTrouble.value = undefined;
        facts.value = known.facts;
        // What the stream has told meanwhile is newer.
        if (live.peek() === undefined) live.value = known.snapshot;
      });
      return true;
    } catch (error) {
      if (stopped.aborted) return false;
      if (error instanceof Refused) {
        refuse(error);
        if (error.status === 401) return false;
        // Its program may be put in order, or the run may be about to begin.
      } else isOnline.value = false;
      await pause(waitBefore(failures, Math.random()), stopped);
    }
  }
  return false;
}

export function refuse(refused: Refused): void {
  if (refused.status === 401) isRefused.value = true;
  else runTrouble.value = sentenceOf(refused);
}

function take(path: string, { snapshot, ended, isAnew }: Change, stopped: AbortSignal): void {
  const isOther = live.peek() !== undefined && live.peek()?.epoch !== snapshot.epoch;
  batch(() => {
    const all = isAnew ? new Attempts() : attempts.peek().all;
    all.add(ended);
    if (isAnew || ended.length > 0) attempts.value = { all, size: all.count };
    live.value = snapshot;
  });
  // Its program may have changed since.
  if (isOther) void learn(path, stopped);
}
