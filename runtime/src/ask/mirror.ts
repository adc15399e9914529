/** A run made again from its journal, outcome by outcome, that goes on as the journal does. No task runs. Pure. */
import type { RecordedOutcome } from "../journal/history.ts";
import { nodeFacts, whateverRan, type RunPlace } from "../recall.ts";
import { Recorded } from "../recorded.ts";
import { Replay, type Open } from "../replay.ts";
import { begin, type RunState } from "../state.ts";
import type { Value, Workflow } from "../workflow.ts";

export interface MirrorOptions {
  /** As `givenInputs` and, for what the program has come to have since, as its defaults are. */
  readonly inputs: Readonly<Record<string, Value>>;
  readonly place: RunPlace;
  readonly failFast: boolean;
}

export class Mirror {
  readonly state: RunState;
  readonly #replay: Replay;
  #position = 0;

  constructor(workflow: Workflow, { inputs, place, failFast }: MirrorOptions) {
    this.state = begin(workflow, { failFast });
    // It is to show what came of tasks, whatever has become of these since.
    const facts = whateverRan(nodeFacts(this.state, place));
    this.#replay = new Replay(this.state, new Recorded([], facts));
    this.#replay.begin(inputs);
  }

  /** So many outcomes were heard. */
  get position(): number {
    return this.#position;
  }

  /** Attempts that are to run and of which nothing is known, by node. */
  get open(): ReadonlyMap<number, Open> {
    return this.#replay.open;
  }

  /** They come in the order in which the journal has them. */
  hear(outcome: RecordedOutcome): void {
    this.#position += 1;
    this.#replay.hear(outcome);
  }

  interrupt(): void {
    this.#replay.interrupt();
  }
}
