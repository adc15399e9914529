/** How an executor hears that a call must stop, whichever way the call has of telling it. */
import type { Call } from "../executor.ts";
import type { StopSignal } from "./task-context.ts";

/** Calls back once, when the call must stop; at once where that is so already. The answer takes it back. */
export function whenStopped(call: Call, listener: () => void): () => void {
  if (call.onStop !== undefined) {
    call.onStop(listener);
    return nothing;
  }
  const { signal } = call;
  if (signal.aborted) listener();
  else signal.addEventListener("abort", listener, { once: true });
  return () => signal.removeEventListener("abort", listener);
}

const nothing = (): void => {};

/** For a function that runs in this process: the call's own signal, which is not made before it is asked for. */
export class CallStop implements StopSignal {
  readonly #call: Call;
  #stopped = false;
  #listener = (): void => {};

  constructor(call: Call) {
    this.#call = call;
    call.onStop?.(() => {
      this.#stopped = true;
      this.#listener();
    });
  }

  get aborted(): boolean {
    return this.#call.onStop === undefined ? this.signal.aborted : this.#stopped;
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }

  /** Calls back once the call must stop; at once where that is so already. */
  whenAborted(listener: () => void): void {
    if (this.aborted) listener();
    else if (this.#call.onStop !== undefined) this.#listener = listener;
    else this.signal.addEventListener("abort", listener, { once: true });
  }
}
