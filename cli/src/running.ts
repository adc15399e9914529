/** When each node of a run that runs now has started: 4 bytes for each node there is, since a run may have a million. */
export class Starts {
  /** In ms, the first start of the run being 1; 0 for a node that does not run. */
  #since = new Uint32Array(1024);
  #zero: number | undefined;

  /** `time` is in ms since the epoch, here and below. */
  set(node: number, time: number): number {
    this.#zero ??= time - 1;
    if (node >= this.#since.length) this.#grow(node);
    return (this.#since[node] = Math.max(1, time - this.#zero));
  }

  /** 0 for a node that does not run. */
  get(node: number): number {
    return this.#since[node] ?? 0;
  }

  clear(node: number): void {
    this.#since[node] = 0;
  }

  timeOf(since: number): number {
    return since + (this.#zero ?? 0);
  }

  #grow(node: number): void {
    const longer = new Uint32Array(Math.max(node + 1, 2 * this.#since.length));
    longer.set(this.#since);
    this.#since = longer;
  }
}

/** What runs of one task, such that the node that does so longest is known. Starts and ends take constant time. */
export class Running {
  readonly #starts: Starts;
  /** In order of the starts, between two places; what has ended since may still be there. */
  #nodes = new Uint32Array(16);
  #since = new Uint32Array(16);
  #begin = 0;
  #end = 0;
  #size = 0;

  constructor(starts: Starts) {
    this.#starts = starts;
  }

  /** How many run. */
  get size(): number {
    return this.#size;
  }

  start(node: number, time: number): void {
    if (this.#starts.get(node) === 0) this.#size += 1;
    if (this.#end === this.#nodes.length) this.#makeRoom();
    this.#nodes[this.#end] = node;
    this.#since[this.#end] = this.#starts.set(node, time);
    this.#end += 1;
  }

  /** Answers when the node had started; `undefined` where it does not run. */
  end(node: number): number | undefined {
    const since = this.#starts.get(node);
    if (since === 0) return undefined;
    this.#starts.clear(node);
    this.#size -= 1;
    return this.#starts.timeOf(since);
  }

  /** Nothing runs. */
  clear(): void {
    for (let place = this.#begin; place < this.#end; place += 1)
      if (this.#runs(place)) this.#starts.clear(this.#nodes[place] as number);
    this.#begin = this.#end = this.#size = 0;
  }

  /** The node that has run longest, and when it started. */
  get longest(): readonly [node: number, start: number] | undefined {
    if (this.#size === 0) return undefined;
    while (!this.#runs(this.#begin)) this.#begin += 1;
    return [this.#nodes[this.#begin] as number, this.#starts.timeOf(this.#since[this.#begin] as number)];
  }

  #runs(place: number): boolean {
    return this.#starts.get(this.#nodes[place] as number) === this.#since[place];
  }

  /** Forgets what has ended. Where most still runs, there must be more room. */
  #makeRoom(): void {
    const [nodes, since] = [this.#nodes, this.#since];
    let kept = 0;
    for (let place = this.#begin; place < this.#end; place += 1) {
      if (!this.#runs(place)) continue;
      nodes[kept] = nodes[place] as number;
      since[kept] = since[place] as number;
      kept += 1;
    }
    this.#begin = 0;
    this.#end = kept;
    if (2 * kept < nodes.length) return;
    this.#nodes = new Uint32Array(2 * nodes.length);
    this.#nodes.set(nodes);
    this.#since = new Uint32Array(2 * nodes.length);
    this.#since.set(since);
  }
}
