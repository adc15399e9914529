/** Whether anybody can see the page. A browser has few connections for all its tabs: one that is hidden for long needs none. */

/** What there is of a document. */
export interface Showing {
  readonly hidden: boolean;
  addEventListener(kind: "visibilitychange", listen: () => void): void;
}

export class Visibility {
  readonly #document: Showing;
  readonly #patience: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hidden = new AbortController();
  #shown = Promise.withResolvers<void>();

  /** `patience`: ms that the page may be hidden before that counts. */
  constructor(document: Showing, patience: number) {
    this.#document = document;
    this.#patience = patience;
    document.addEventListener("visibilitychange", () => this.#look());
    this.#look();
  }

  /** Aborted once the page has been hidden for long; another one from when it is seen again. */
  get signal(): AbortSignal {
    return this.#hidden.signal;
  }

  /** Settles as soon as the page is not hidden for long. */
  get whenSeen(): Promise<void> {
    return this.#hidden.signal.aborted ? this.#shown.promise : Promise.resolve();
  }

  #look(): void {
    clearTimeout(this.#timer);
    if (this.#document.hidden) {
      this.#timer = setTimeout(() => this.#hidden.abort(new Error("The page is hidden.")), this.#patience);
      return;
    }
    if (!this.#hidden.signal.aborted) return;
    this.#hidden = new AbortController();
    this.#shown.resolve();
    this.#shown = Promise.withResolvers<void>();
  }
}
