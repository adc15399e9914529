/** First in, first out, at constant cost. */
export class Queue<T> {
  #items: (T | undefined)[] = [];
  #head = 0;
  #tail = 0;

  get first(): T | undefined {
    return this.#head === this.#tail ? undefined : this.#items[this.#head];
  }

  push(item: T): void {
    this.#items[this.#tail] = item;
    this.#tail += 1;
  }

  shift(): T | undefined {
    if (this.#head === this.#tail) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === this.#tail) this.#restart();
    else if (this.#head > 1024 && this.#head * 2 > this.#tail) this.#compact();
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
    this.#tail = 0;
  }

  /** It is empty: what it holds its items in is used again, unless it has become large. */
  #restart(): void {
    if (this.#tail > 1024) this.#items = [];
    this.#head = 0;
    this.#tail = 0;
  }

  #compact(): void {
    this.#items = this.#items.slice(this.#head, this.#tail);
    this.#tail -= this.#head;
    this.#head = 0;
  }
}
