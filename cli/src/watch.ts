import type { RunEvent, RunView } from "@adg/runtime";

/** Shows a run to a person while it goes on. */
export interface Watch {
  see(event: RunEvent, view: RunView): void;
  /** The user wants the run to end: what runs is being stopped. */
  stopping(): void;
  /** The run is over: leaves the screen in order. */
  close(): void;
}

/** How much to tell while a run goes on: what went wrong, or each thing that happens to a node. */
export interface WatchOptions {
  readonly isVerbose: boolean;
}
