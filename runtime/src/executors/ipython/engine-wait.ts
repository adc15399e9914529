/** How long calls wait for something that can run them. */
import { after } from "../../timer.ts";

/** What is missing. */
export type Need = "none" | "controller" | "engine";

/** Whose wait it is. */
export interface WaitPlace {
  /** Of the executor. */
  readonly name: string;
  /** ms for which calls wait for an engine, and as long for the controller. */
  readonly wait: number;
  /** Called when that is over, with why what waits has failed. */
  readonly giveUp: (why: string) => void;
  /** Tells the user of a wait that begins. */
  readonly warn: (message: string) => void;
}

/** A wait for an engine begins anew when the controller is back: engines find back to it after that. */
export class EngineWait {
  readonly #place: WaitPlace;
  #need: Need = "none";
  #why = "";
  #calm = (): void => {};

  constructor(place: WaitPlace) {
    this.#place = place;
  }

  /** What is missing now. `unreachable`: why there is no way to the controller, a sentence without its end. */
  note(need: Need, unreachable?: string): void {
    const { name, wait, giveUp, warn } = this.#place;
    const seconds = `${wait / 1_000} s`;
    if (need === "controller" && (this.#need !== need || unreachable !== undefined)) {
      const noWay = unreachable ?? `the executor "${name}" cannot reach its IPython cluster`;
      this.#why = `${noWay}; waited ${seconds} for it`;
    }
    if (need === this.#need) return;
    this.#calm();
    this.#need = need;
    if (need === "none") return;
    if (need === "engine") {
      this.#why = `the IPython cluster of the executor "${name}" has no engine, and none came within ${seconds}`;
      warn(`the IPython cluster of the executor "${name}" has no engine; tasks wait ${seconds} for one`);
    }
    this.#calm = after(wait, () => {
      this.#need = "none";
      giveUp(this.#why);
    });
  }

  /** Nobody waits any more. */
  close(): void {
    this.#calm();
  }
}
