/** Which attempts were running after so many outcomes of a run, as its journal tells. Pure. */
import type { RecordedOutcome } from "@adg/runtime/asked";

/** The time after so many outcomes, in ms since the epoch. */
export function timeAt(outcomes: readonly RecordedOutcome[], position: number, start: number): number {
  return outcomes[position - 1]?.record.ended ?? start;
}

/** Outcomes that were still to come after so many, of attempts that had begun by then; those that come first before the others. */
export class RunningAt {
  readonly #outcomes: readonly RecordedOutcome[];
  /** When the first of these and of all later attempts began. */
  readonly #earliest: Float64Array;

  constructor(outcomes: readonly RecordedOutcome[]) {
    this.#outcomes = outcomes;
    this.#earliest = new Float64Array(outcomes.length + 1);
    this.#earliest[outcomes.length] = Infinity;
    for (let i = outcomes.length - 1; i >= 0; i -= 1)
      this.#earliest[i] = Math.min(this.#earliest[i + 1] ?? Infinity, outcomes[i]?.record.begun ?? Infinity);
  }

  /** Whether these are the outcomes that it knows of. */
  isOf(outcomes: readonly RecordedOutcome[]): boolean {
    return this.#outcomes === outcomes && this.#earliest.length === outcomes.length + 1;
  }

  after(position: number, time: number): readonly RecordedOutcome[] {
    const found: RecordedOutcome[] = [];
    for (let i = position; (this.#earliest[i] ?? Infinity) <= time; i += 1) {
      const outcome = this.#outcomes[i];
      if (outcome !== undefined && outcome.record.begun <= time) found.push(outcome);
    }
    return found;
  }
}
