import type { RunEvent, RunView } from "@adg/runtime";
import type { Paint } from "./paint.ts";

/** Shows a run to a person while it goes on. */
export interface Watch {
  see(event: RunEvent, view: RunView): void;
  /** The user wants the run to end: what runs is being stopped. */
  stopping(): void;
  /** The run is over: leaves the screen in order. */
  close(): void;
}

/** How to show a run. */
export interface WatchOptions {
  /** Whether each thing that happens is told, and not only what went wrong. */
  readonly isVerbose: boolean;
  readonly paint: Paint;
}
