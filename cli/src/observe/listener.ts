import type { Observer } from "@adg/runtime";

/** Hears of a run, and makes something of it. */
export interface RunListener {
  readonly see: Observer;
  /** The run is over. Rejects with a sentence for the user where what was made of it is not whole. */
  close(): Promise<void>;
}
