/** What has happened and was not taken in yet. */
import type { Event } from "./event.ts";

export class Mailbox {
  #events: Event[] = [];
  #wake = (): void => {};

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  post(event: Event): void {
    this.#events.push(event);
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

  /** Everything that comes in one turn of the event loop, together. */
  async take(): Promise<readonly Event[]> {
    await new Promise<void>((turn) => setImmediate(turn));
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
