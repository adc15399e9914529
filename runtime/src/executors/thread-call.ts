/** What a call in a thread finds out only when its function asks for it. */
import type { Value } from "../workflow.ts";
import type { Places, StopSignal } from "./task-context.ts";
import type { Page } from "./thread-page.ts";

/** Hears of a stop through the page that the call's batch is written to. */
export class SlotStop implements StopSignal {
  readonly #page: Page;
  readonly #slot: number;
  #controller: AbortController | undefined;
  /** From then on the slot belongs to another call. */
  #over = false;

  constructor(page: Page, slot: number) {
    this.#page = page;
    this.#slot = slot;
  }

  get aborted(): boolean {
    return this.#controller?.signal.aborted ?? (!this.#over && this.#page.isStopping(this.#slot));
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (!this.#over) void this.#listen(this.#controller);
    }
    return this.#controller.signal;
  }

  async #listen(controller: AbortController): Promise<void> {
    const change = this.#page.change(this.#slot);
    if (change !== undefined) await change;
    if (!this.#over && this.#page.isStopping(this.#slot)) controller.abort();
  }

  /** The call is over. */
  end(): void {
    this.#over = true;
    if (this.#controller !== undefined) this.#page.release(this.#slot);
  }
}

/** Gets the places of a call when one of them is read. */
export class LazyPlaces implements Places {
  readonly #find: () => Places;
  #found: Places | undefined;

  constructor(find: () => Places) {
    this.#find = find;
  }

  get #all(): Places {
    return (this.#found ??= this.#find());
  }

  get nodeId(): string {
    return this.#all.nodeId;
  }

  get workdir(): string {
    return this.#all.workdir;
  }

  get log(): string {
    return this.#all.log;
  }

  get out(): Value {
    return this.#all.out;
  }
}
