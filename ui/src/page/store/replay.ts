/** The moment of the run that is shown: now, or as it was after so many outcomes. */
import { batch, computed, effect, signal } from "@preact/signals";
import type { Snapshot } from "../../contract.ts";
import { ask, runPath } from "../client/api.ts";
import { newest } from "../client/newest.ts";
import { place } from "./choice.ts";
import { live } from "./run.ts";

/** `undefined`: now. */
export const at = signal<number | undefined>(undefined);

const past = signal<Snapshot | undefined>(undefined);

/** What all views show. */
export const shown = computed<Snapshot | undefined>(() =>
  at.value === undefined ? live.value : (past.value ?? live.value),
);

/** 1: forwards, -1: backwards. */
export const playing = signal<-1 | 0 | 1>(0);

const asking = newest<string>(async (path, stopped) => {
  try {
    const snapshot = await ask<Snapshot>(path, stopped);
    if (at.peek() !== undefined && path.startsWith(`${runPath(place.peek().run ?? "")}/at/`)) past.value = snapshot;
  } catch {
    // The page says already that the server is away; the next position asks again.
  }
});

export function followReplay(): void {
  let run: string | undefined;
  let epoch: number | undefined;
  effect(() => {
    const current = { run: place.value.run, epoch: live.value?.epoch };
    if (run !== current.run || (epoch !== undefined && epoch !== current.epoch)) backToNow();
    ({ run, epoch } = current);
  });
  effect(() => {
    const path = place.value.run;
    if (at.value !== undefined && path !== undefined) asking.want(`${runPath(path)}/at/${at.value}`);
  });
  effect(() => {
    if (playing.value === 0) return;
    const timer = setInterval(play, 100);
    return () => clearInterval(timer);
  });
}

/** Shows a position; at the end, it is now again. */
export function moveTo(position: number): void {
  const total = live.peek()?.total ?? 0;
  const to = Math.max(0, Math.round(position));
  if (to >= total) backToNow();
  else at.value = to;
}

export function step(by: number): void {
  playing.value = 0;
  moveTo((at.peek() ?? live.peek()?.total ?? 0) + by);
}

export function backToNow(): void {
  batch(() => {
    at.value = undefined;
    past.value = undefined;
    playing.value = 0;
  });
}

/** Plays, or stops. Forwards from the end, it begins anew. */
export function togglePlay(direction: -1 | 1): void {
  if (playing.peek() === direction) {
    playing.value = 0;
    return;
  }
  if (direction === 1 && at.peek() === undefined) at.value = 0;
  playing.value = direction;
}

/** So many pictures a whole run has. */
const pictures = 200;

function play(): void {
  const total = live.peek()?.total ?? 0;
  const from = at.peek() ?? total;
  const to = from + playing.peek() * Math.max(1, Math.round(total / pictures));
  moveTo(to);
  if (to <= 0) playing.value = 0;
}

/** `&at=N`, where it is not now. */
export const atQuery = computed(() => (at.value === undefined ? "" : `&at=${at.value}`));
