/** A drawing of arrows between numbered places, and what can be reached in it. */
export class Drawing {
  readonly #next: number[][] = [];
  readonly #before: number[][] = [];

  /** Answers the number of a new place. */
  addPlace(): number {
    this.#before.push([]);
    return this.#next.push([]) - 1;
  }

  get size(): number {
    return this.#next.length;
  }

  connect(from: number, to: number): void {
    this.#next[from]?.push(to);
    this.#before[to]?.push(from);
  }

  /** A copy, to which arrows can be added. */
  copy(): Drawing {
    const copy = new Drawing();
    for (let place = 0; place < this.size; place += 1) copy.addPlace();
    for (const [from, successors] of this.#next.entries()) for (const to of successors) copy.connect(from, to);
    return copy;
  }

  /** Everything that can be reached from a place, itself included. */
  from(place: number): Reach {
    return new Reach(this.#next, place);
  }

  /** Everything from which a place can be reached, itself included. */
  to(place: number): Reach {
    return new Reach(this.#before, place);
  }

  /**
   * Whether a place can be reached from another. Looks from both ends by turns: where they lie near to each other, or one of them
   * near to an end of the drawing, the size of the drawing is no matter.
   */
  leads(from: number, to: number): boolean {
    const ahead = new Set([from]);
    const behind = new Set([to]);
    // A set hands out what is added to it while it is gone through: each is the queue of its side.
    const [forwards, backwards] = [ahead.values(), behind.values()];
    for (;;) {
      const front = forwards.next();
      if (front.done === true) return false;
      if (behind.has(front.value)) return true;
      for (const place of this.#next[front.value] ?? []) ahead.add(place);
      const back = backwards.next();
      if (back.done === true) return false;
      if (ahead.has(back.value)) return true;
      for (const place of this.#before[back.value] ?? []) behind.add(place);
    }
  }

  /**
   * For each place, a number that it shares with those on a circle with it. Kosaraju's algorithm, without recursion: a chain of
   * rules may be as long as the text.
   */
  components(): readonly number[] {
    const component = this.#next.map(() => -1);
    for (const [index, origin] of this.#finished().toReversed().entries()) {
      const todo = component[origin] === -1 ? [origin] : [];
      for (let place = todo.pop(); place !== undefined; place = todo.pop()) {
        if (component[place] !== -1) continue;
        component[place] = index;
        todo.push(...(this.#before[place] ?? []));
      }
    }
    return component;
  }

  /** All places, each after those that were first reached from it. */
  #finished(): readonly number[] {
    const seen = new Set<number>();
    const finished: number[] = [];
    for (let origin = 0; origin < this.size; origin += 1) {
      if (seen.has(origin)) continue;
      seen.add(origin);
      const path = [{ place: origin, at: 0 }];
      for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
        const next = this.#next[top.place]?.[top.at];
        top.at += 1;
        if (next === undefined) {
          finished.push(top.place);
          path.pop();
        } else if (!seen.has(next)) {
          seen.add(next);
          path.push({ place: next, at: 0 });
        }
      }
    }
    return finished;
  }
}

/** What was reached from a place, and on which shortest way. */
export class Reach {
  readonly #parents = new Map<number, number | undefined>();

  constructor(next: readonly (readonly number[])[], origin: number) {
    this.#parents.set(origin, undefined);
    // A map hands out what is added to it while it is gone through: it is the queue.
    for (const place of this.#parents.keys())
      for (const to of next[place] ?? []) if (!this.#parents.has(to)) this.#parents.set(to, place);
  }

  has(place: number): boolean {
    return this.#parents.has(place);
  }

  get size(): number {
    return this.#parents.size;
  }

  /** All places that were reached. */
  places(): Iterable<number> {
    return this.#parents.keys();
  }

  /** The way between a place that was reached and the origin: the place first, the origin last. */
  wayFrom(place: number): readonly number[] {
    const way: number[] = [];
    for (let each: number | undefined = place; each !== undefined; each = this.#parents.get(each)) way.push(each);
    return way;
  }
}
