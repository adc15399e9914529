/** One timer that is set anew again and again. */
import { after } from "./timer.ts";

export class Alarm {
  #cancel: (() => void) | undefined;

  get isSet(): boolean {
    return this.#cancel !== undefined;
  }

  /** Calls back once, `ms` milliseconds from now, in the place of what it was set to before. */
  set(ms: number, call: () => void): void {
    this.clear();
    this.#cancel = after(ms, () => {
      this.#cancel = undefined;
      call();
    });
  }

  clear(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
