/** Tells an attempt to stop. */
export class Stop {
  #controller: AbortController | undefined;
  #reason: unknown;
  #listener: (() => void) | undefined;
  #isTold = false;

  /** Aborted once it is told. Most attempts never ask for it, and it is made for those that do. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isTold) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Calls back once when it is told; at once, where it was already. Takes one listener, and needs no signal for it. */
  onStop(listener: () => void): void {
    if (this.#isTold) listener();
    else this.#listener = listener;
  }

  abort(reason?: unknown): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
    this.#listener?.();
  }
}
