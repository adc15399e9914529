/** What is wrong with something that is looked at again and again. Once may be chance: what lasts is told. Pure. */

/** ms that looks may fail before that is told. */
const passing = 1_000;

export class LastingTrouble {
  #since: number | undefined;
  #text: string | undefined;

  /** A sentence; `undefined` while nothing is wrong, or has not been for long. */
  get text(): string | undefined {
    return this.#text;
  }

  /** A look has failed that began then, in ms on a clock that only goes forwards. Whether that changes what is told. */
  failed(text: string, begun: number, now: number): boolean {
    this.#since ??= begun;
    return now - this.#since < passing ? false : this.#tell(text);
  }

  /** A look went well. Whether that changes what is told. */
  ended(): boolean {
    this.#since = undefined;
    return this.#tell(undefined);
  }

  #tell(text: string | undefined): boolean {
    const isNew = this.#text !== text;
    this.#text = text;
    return isNew;
  }
}
