import type { RunEvent, RunView } from "./event.ts";

/** Listens to a run. What it throws is reported as a warning of the process and does not touch the run. */
export type Observer = (event: RunEvent, view: RunView) => void;
