import type { RunStory } from "@adg/runtime/asked";
import type { Paint } from "./paint.ts";

/** How the state of a run is set. */
export const stateStyles = {
  running: "cyan",
  paused: "yellow",
  succeeded: "green",
  failed: "red",
  interrupted: "yellow",
  "cut off": "yellow",
  refused: "red",
} as const satisfies Record<RunStory["state"] | "refused", Parameters<Paint>[0]>;
