/** How a run stands, and what it was of. Pure. */
import { fileURLToPath } from "node:url";
import type { History } from "../journal/history.ts";

/** How a run stands. `cut off`: it has not ended, and no process works on it. `paused`: as only the process tells that has it. */
export type RunStanding = "running" | "paused" | "succeeded" | "failed" | "interrupted" | "cut off";

/** How a run stands, by its journal and whether a process writes it. */
export function standingOf({ ended }: Pick<History, "ended">, isLive: boolean): RunStanding {
  if (isLive) return "running";
  return ended === undefined ? "cut off" : ended.status;
}

/** The path of a program that a journal names by its `file:` URL. */
export function programOf(source: string): string {
  return source.startsWith("file:") ? fileURLToPath(source) : source;
}
