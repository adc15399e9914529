/**
 * What is known already of the nodes of a run, from its journal. A node that is to run gets the outcome that it had, if it is the
 * same node with the same arguments and its task is what it was; among those that are to run, the one that ended first comes first.
 * So the same program makes the same graph again, and a changed one keeps what still stands. Pure: no IO, no clock.
 */
import type { Event, Rejection } from "./event.ts";
import { Heap } from "./heap.ts";
import type { RecordedOutcome } from "./journal/history.ts";
import type { Value } from "./workflow.ts";

/** How a program that is run sees its nodes. */
export interface NodeFacts {
  idOf(node: number): string;
  /** As `argsTextOf` gives it. */
  argsOf(node: number): string;
  /** Digest of the implementation of the node's task; `undefined` where it does not matter what ran. */
  codeOf(node: number): string | undefined;
  /** A recorded result as the task gives it now; `undefined` where it is none any more. */
  resultOf(node: number, outcome: RecordedOutcome): { readonly value: Value } | undefined;
}

interface Due {
  readonly node: number;
  readonly outcome: RecordedOutcome;
  readonly event: Event;
}

export class Recorded {
  readonly #facts: NodeFacts;
  /** By the node's id; in order where there are several. */
  readonly #outcomes = new Map<string, RecordedOutcome | RecordedOutcome[]>();
  readonly #due = new Heap<Due>((a, b) => a.outcome.index < b.outcome.index);
  /** How many outcomes were handed over. */
  recalled = 0;
  /** The last of them, and the node that got it. */
  last: { readonly node: number; readonly outcome: RecordedOutcome } | undefined;
  /** Ids of nodes that run again, and why. */
  readonly again = new Map<string, Rejection>();

  constructor(outcomes: readonly RecordedOutcome[], facts: NodeFacts) {
    this.#facts = facts;
    for (const outcome of outcomes) this.add(outcome);
  }

  /** One more has become known; it is later than all others. */
  add(outcome: RecordedOutcome): void {
    const { node } = outcome.record;
    const known = this.#outcomes.get(node);
    if (known === undefined) this.#outcomes.set(node, outcome);
    else if (Array.isArray(known)) known.push(outcome);
    else this.#outcomes.set(node, [known, outcome]);
  }

  /** Whether a node has this id. */
  isNamed(node: number, id: string): boolean {
    return this.#facts.idOf(node) === id;
  }

  /** Whether nothing is known of any node that has not run yet. */
  get isEmpty(): boolean {
    return this.#outcomes.size === 0 && this.#due.first === undefined;
  }

  /** A node is to run. Answers whether it need not, because `next` will give what came of it. */
  offer(node: number): boolean {
    if (this.#outcomes.size === 0) return false;
    const id = this.#facts.idOf(node);
    let rejection: Rejection | undefined;
    for (let outcome = this.#take(id); outcome !== undefined; outcome = this.#take(id)) {
      const event = this.#eventOf(node, outcome);
      if (typeof event !== "string") {
        this.#due.push({ node, outcome, event });
        this.again.delete(id);
        return true;
      }
      rejection = event;
    }
    if (rejection !== undefined) this.again.set(id, rejection);
    return false;
  }

  /** The first outcome that is known of the node and was not taken yet. */
  #take(id: string): RecordedOutcome | undefined {
    const known = this.#outcomes.get(id);
    if (known === undefined) return undefined;
    if (Array.isArray(known) && known.length > 1) return known.shift();
    this.#outcomes.delete(id);
    return Array.isArray(known) ? known[0] : known;
  }

  /** What happens next by the journal; `undefined` where it depends on what happens now. */
  next(): Event | undefined {
    const due = this.#due.first;
    if (due === undefined) return undefined;
    this.#due.pop();
    this.recalled += 1;
    this.last = due;
    return due.event;
  }

  /** Outcomes of nodes that were not to run so far, in order. */
  get left(): readonly RecordedOutcome[] {
    return [...this.#outcomes.values()].flat().sort((a, b) => a.index - b.index);
  }

  #eventOf(node: number, outcome: RecordedOutcome): Event | Rejection {
    const { record, code } = outcome;
    if (record.args !== this.#facts.argsOf(node)) return "arguments";
    const wanted = this.#facts.codeOf(node);
    if (wanted !== undefined && code !== wanted) return "code";
    if (record.kind === "failed") {
      const { failure, final } = record;
      return final ? { kind: "failed", node, failure, final } : { kind: "failed", node, failure };
    }
    const result = this.#facts.resultOf(node, outcome);
    if (result === undefined) return "result";
    const { spawned } = record;
    const event = { kind: "succeeded", node, result: result.value } as const;
    return spawned === undefined ? event : { ...event, spawned };
  }
}
