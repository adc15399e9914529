import type { RunEvent } from "@adg/runtime";

/** Shows a run to a person while it goes on. */
export interface Watch {
  see(event: RunEvent): void;
  /** Shows a line that stays. */
  say(line: string): void;
  /** The run is over: leaves the screen in order. */
  close(): void;
}
