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

  /** Whether the user wants the run to end, and that was not taken in yet. */
  get isInterrupted(): boolean {
    return this.#isInterrupted;
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

  /** All that came, for a run that ends here. */
  takeAll(): readonly Event[] {
    const all: Event[] = [];
    for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) all.push(event);
    return all;
  }

  /** The first of the events that came. */
  take(): Event | undefined {
    return this.#events.shift();
  }
}
