import type { Change, OpenRun } from "../contract.ts";

/** Attempts in one event. */
const longest = 5_000;

/** How much of a run a reader knows. */
export interface Known {
  readonly epoch: number;
  readonly position: number;
}

/** The id of an event, as a reader gives it back: `EPOCH.POSITION`. `undefined` where it is none. */
export function knownOf(id: string | undefined): Known | undefined {
  const [, epoch, position] = /^(\d{1,15})\.(\d{1,15})$/.exec(id ?? "") ?? [];
  return epoch === undefined ? undefined : { epoch: Number(epoch), position: Number(position) };
}

export interface Told {
  readonly id: string;
  readonly change: Change;
  /** Whether there is more to tell already. */
  readonly isMore: boolean;
}

/** What one reader is to be told, one change after the other: each follows on the last, without a gap. */
export class ChangeFeed {
  readonly #run: OpenRun;
  #known: Known | undefined;

  constructor(run: OpenRun, known: Known | undefined) {
    this.#run = run;
    this.#known = known;
  }

  /** The run as it is now, with the attempts that have ended since what was told last, or the first of them. */
  async next(): Promise<Told> {
    const snapshot = await this.#run.snapshot();
    const { epoch } = snapshot;
    const known = this.#known;
    const isAnew = known === undefined || known.epoch !== epoch || known.position > snapshot.position;
    const from = isAnew ? 0 : known.position;
    const most = Math.min(longest, snapshot.position - from);
    const ended = most > 0 ? this.#run.ended(from).slice(0, most) : [];
    const position = from + ended.length;
    this.#known = { epoch, position };
    return {
      id: `${epoch}.${position}`,
      change: { snapshot: { ...snapshot, position }, ended, isAnew },
      isMore: ended.length > 0 && position < snapshot.position,
    };
  }
}
