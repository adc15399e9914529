/** What has happened and was not taken in yet. */
import type { Event } from "./event.ts";
import { Queue } from "./queue.ts";

export class Mailbox {
  readonly #events = new Queue<Event>();
  #isInterrupted = false;
  #wake = (): void => {};

  get isEmpty(): boolean {
    return this.#events.first === undefined && !this.#isInterrupted;
  }

  post(event: Event): void {
    this.#events.push(event);
    this.#wake();
  }

  /** The user wants the run to end: that is taken in before all else. */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#wake();
  }

  /** Something has changed that is no event. */
  wake(): void {
    this.#wake();
  }

  /** Settles with the next event, or when woken. */
  wait(): Promise<void> {
    return new Promise((wake) => (this.#wake = wake));
  }

  takeInterruption(): Event | undefined {
    if (!this.#isInterrupted) return undefined;
    this.#isInterrupted = false;
    return { kind: "interrupted" };
  }

  /** The first of the events that came. */
  take(): Event | undefined {
    return this.#events.shift();
  }
}
