import { NotThere, type OpenRun, type RunsSource } from "../contract.ts";

/** ms that a run stays open when nobody looks at it any more: whoever turns from page to page comes back. */
const usualPatience = 30_000;

/** A run for as long as somebody looks at it. */
export interface Look {
  readonly run: OpenRun;
  /** Once over; more often does nothing. */
  release(): void;
}

interface Entry {
  readonly opened: Promise<OpenRun>;
  looks: number;
  idle?: NodeJS.Timeout;
}

/** Runs that are looked at: each is opened once, for all who do. */
export class OpenRuns {
  readonly #source: RunsSource;
  readonly #patience: number;
  readonly #entries = new Map<string, Entry>();
  #isClosed = false;

  constructor(source: RunsSource, patience = usualPatience) {
    this.#source = source;
    this.#patience = patience;
  }

  /** Rejects as the source does; the next to ask then makes it try again. */
  async take(id: string): Promise<Look> {
    // What a run is called is the name of a folder.
    if (!/^\w[\w.:-]{0,199}$/.test(id)) throw new NotThere(`There is no run ${JSON.stringify(id)}.`);
    if (this.#isClosed) throw new Error("the server is closed");
    const entry = this.#entries.get(id) ?? this.#open(id);
    entry.looks += 1;
    clearTimeout(entry.idle);
    const run = await entry.opened;
    let isOver = false;
    return {
      run,
      release: () => {
        if (isOver) return;
        isOver = true;
        entry.looks -= 1;
        if (entry.looks === 0 && !this.#isClosed) this.#closeLater(id, entry);
      },
    };
  }

  async look<T>(id: string, see: (run: OpenRun) => T | Promise<T>): Promise<T> {
    const { run, release } = await this.take(id);
    try {
      return await see(run);
    } finally {
      release();
    }
  }

  /** Closes all, whoever looks at them. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map(closed));
  }

  #open(id: string): Entry {
    const entry: Entry = { opened: this.#source.open(id), looks: 0 };
    this.#entries.set(id, entry);
    entry.opened.catch(() => this.#forget(id, entry));
    return entry;
  }

  #closeLater(id: string, entry: Entry): void {
    entry.idle = setTimeout(() => {
      this.#forget(id, entry);
      void closed(entry);
    }, this.#patience).unref();
  }

  #forget(id: string, entry: Entry): void {
    if (this.#entries.get(id) === entry) this.#entries.delete(id);
  }
}

/** Settles in any case: whoever looked has gone, and nobody is there to hear what went wrong. */
async function closed({ opened, idle }: Entry): Promise<void> {
  clearTimeout(idle);
  try {
    await (await opened).close();
  } catch {
    // It was never open, or is no longer.
  }
}
