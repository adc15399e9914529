/** Tells an attempt to stop. */
export class Stop {
  #controller: AbortController | undefined;
  #reason: unknown;
  #isTold = false;

  /** Aborted once it is told. Most attempts never ask for it, and it is made for those that do. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isTold) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  abort(reason?: unknown): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}
