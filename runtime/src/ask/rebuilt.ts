/** A run as its program makes it again from what its journal tells. */
import { nodeFacts, whateverRan, type RunPlace } from "../recall.ts";
import { Recorded } from "../recorded.ts";
import { replay, type Open } from "../replay.ts";
import { begin, type RunState } from "../state.ts";
import { step } from "../step.ts";
import { programDigest } from "../task-code.ts";
import type { History } from "../journal/history.ts";
import type { Value, Workflow } from "../workflow.ts";

export interface Rebuilt {
  readonly state: RunState;
  /** Attempts that were to run and of which nothing has come, by node. */
  readonly open: ReadonlyMap<number, Open>;
  /** What of the journal was taken up. */
  readonly recorded: Recorded;
}

export interface RebuildOptions {
  /** As `givenInputs` and, for what the program has come to have since, as its defaults are. */
  readonly inputs: Readonly<Record<string, Value>>;
  readonly place: RunPlace;
  /** Take in so many outcomes only. */
  readonly until?: number;
  /** Outcomes of tasks whose implementation is another now do not count. */
  readonly codeMatters?: boolean;
  /**
   * Sees each outcome that is taken up, the node that gets it, and how many were before; with the run as it was until then, which goes on
   * to change.
   */
  readonly onTaken?: (recorded: Recorded, state: RunState) => void;
}

/** Runs no task. Where the run was interrupted, so is what is made of it, unless only a part of it is wanted. */
export function rebuild(workflow: Workflow, history: History, options: RebuildOptions): Rebuilt {
  const { inputs, place, until = Infinity, codeMatters = false, onTaken } = options;
  const { created, outcomes, ended } = history;
  const state = begin(workflow, { failFast: created.settings.failFast });
  const known = nodeFacts(state, place);
  const facts = codeMatters ? known : whateverRan(known);
  const recorded = new Watched(outcomes, facts, (recorded) => onTaken?.(recorded, state));
  const open = replay(state, inputs, recorded, until);
  if (ended?.status === "interrupted" && until >= outcomes.length) interrupt(state);
  return { state, open, recorded };
}

function interrupt(state: RunState): void {
  let commands = step(state, { kind: "interrupted" });
  while (commands.some(({ kind }) => kind === "continue")) commands = step(state, { kind: "continued" });
}

class Watched extends Recorded {
  readonly #onTaken: (recorded: Recorded) => void;

  constructor(
    outcomes: ConstructorParameters<typeof Recorded>[0],
    facts: ConstructorParameters<typeof Recorded>[1],
    onTaken: (recorded: Recorded) => void,
  ) {
    super(outcomes, facts);
    this.#onTaken = onTaken;
  }

  override next(): ReturnType<Recorded["next"]> {
    const event = super.next();
    if (event !== undefined) this.#onTaken(this);
    return event;
  }
}

/** Whether a run's journal was written by this very program, at last. */
export function isProgramOf(workflow: Workflow, { created, resumed }: History): boolean {
  return programDigest(workflow) === (resumed.at(-1)?.program ?? created.program);
}
