/** A binary heap: what comes before all others is on top. */
export class Heap<T> {
  readonly #items: T[] = [];
  readonly #comesBefore: (a: T, b: T) => boolean;

  constructor(comesBefore: (a: T, b: T) => boolean) {
    this.#comesBefore = comesBefore;
  }

  get first(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    this.#rise(item, this.#items.push(item) - 1);
  }

  /** Takes the first away. */
  pop(): void {
    const item = this.#items.pop();
    if (item !== undefined && this.#items.length > 0) this.#sinkFromTop(item);
  }

  /** The first has changed, and may have to come later. */
  sink(): void {
    const item = this.#items[0];
    if (item !== undefined) this.#sinkFromTop(item);
  }

  /** One of them may have come to be earlier. */
  raise(item: T): void {
    const at = this.#items.indexOf(item);
    if (at >= 0) this.#rise(item, at);
  }

  #rise(item: T, from: number): void {
    const items = this.#items;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#comesBefore(item, items[parent] as T)) break;
      items[at] = items[parent] as T;
      at = parent;
    }
    items[at] = item;
  }

  #sinkFromTop(item: T): void {
    const items = this.#items;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.#comesBefore(items[child + 1] as T, items[child] as T)) child++;
      if (!this.#comesBefore(items[child] as T, item)) break;
      items[at] = items[child] as T;
      at = child;
    }
    items[at] = item;
  }
}
