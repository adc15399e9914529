/** A run rebuilt from what came of its nodes: its rules are replayed, and no task runs. Pure. */
import type { Recorded } from "./recorded.ts";
import type { RunState } from "./state.ts";
import { step } from "./step.ts";
import type { Command, Event } from "./event.ts";
import type { RecordedOutcome } from "./journal/history.ts";
import type { Value } from "./workflow.ts";

/** An attempt that is to run and of which nothing is known. */
export type Open = Extract<Command, { readonly kind: "submit" }>;

/**
 * Takes a run, of which nothing has happened yet, as far as is known, or up to so many outcomes. Answers the attempts that were to run
 * then, by node.
 */
export function replay(
  state: RunState,
  inputs: Readonly<Record<string, Value>>,
  recorded: Recorded,
  until = Infinity,
): ReadonlyMap<number, Open> {
  const replay = new Replay(state, recorded);
  replay.begin(inputs, until);
  return replay.open;
}

/** A run of which nothing has happened yet, and then what is known of it; more may become known meanwhile. */
export class Replay {
  /** Attempts that are to run and of which nothing is known, by node. */
  readonly open = new Map<number, Open>();
  readonly #state: RunState;
  readonly #recorded: Recorded;

  constructor(state: RunState, recorded: Recorded) {
    this.#state = state;
    this.#recorded = recorded;
  }

  /** Begins the run, and goes as far as is known, or up to so many outcomes. */
  begin(inputs: Readonly<Record<string, Value>>, until = Infinity): void {
    this.#goOn({ kind: "started", inputs }, until);
  }

  /** Takes in an outcome that has become known, as soon as the run has come so far. */
  hear(outcome: RecordedOutcome): void {
    const { number, node } = outcome.record;
    this.#recorded.add(outcome);
    const open = this.open.has(number) && this.#recorded.isNamed(number, node) ? number : this.#find(node);
    if (open === undefined || !this.#recorded.offer(open)) return;
    this.open.delete(open);
    const event = this.#recorded.next();
    if (event !== undefined) this.#goOn(event, Infinity);
  }

  /** The run was interrupted. */
  interrupt(): void {
    this.#goOn({ kind: "interrupted" }, 0);
  }

  #goOn(first: Event, until: number): void {
    for (let event: Event | undefined = first; event !== undefined;) {
      let isUnfinished = false;
      for (const command of step(this.#state, event)) {
        if (command.kind === "submit") {
          if (!this.#recorded.offer(command.node)) this.open.set(command.node, command);
        } else if (command.kind === "cancel") this.open.delete(command.node);
        else if (command.kind === "continue") isUnfinished = true;
      }
      event = isUnfinished ? { kind: "continued" } : nextOf(this.#recorded, until);
    }
  }

  /** The open attempt of a node whose number is another than it was, since the program is. */
  #find(id: string): number | undefined {
    for (const node of this.open.keys()) if (this.#recorded.isNamed(node, id)) return node;
    return undefined;
  }
}

function nextOf(recorded: Recorded, until: number): ReturnType<Recorded["next"]> {
  return recorded.recalled < until ? recorded.next() : undefined;
}
