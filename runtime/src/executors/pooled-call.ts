/** A call while the pool has it, and what the pool knows of calls of its type. */
import type { Call, CallOutcome } from "../executor.ts";
import type { CallType } from "./call-type.ts";
import { moduleFunctionOf } from "./module-call.ts";
import type { Places } from "./task-context.ts";
import type { SentCall, SentType } from "./thread-message.ts";
import type { Page } from "./thread-page.ts";

/** A task, as the pool sees it. */
export class PooledType {
  readonly sent: SentType;
  /** How many ms a call takes, by those that are over, the last ones above all; `undefined` before the first. */
  estimate: number | undefined;
  readonly #type: CallType;
  /** Whether its functions use their work directory, log, output or node id. Until it is known, all that is sent along. */
  #reads: "yes" | "no" | "unknown";
  #ended = 0;

  constructor(id: number, call: Call, type: CallType) {
    const { task } = call;
    const { optional, environment } = type;
    this.#type = type;
    this.#reads = task.out === undefined ? "unknown" : "yes";
    this.sent = {
      id,
      callee: moduleFunctionOf(call),
      result: task.result,
      types: type.types,
      ...(optional === undefined ? {} : { optional }),
      ...(environment === undefined || isEmpty(environment) ? {} : { environment }),
    };
  }

  sentCall(call: Call): SentCall {
    const { id } = this.sent;
    const own = this.#type.environment === undefined ? { environment: this.#type.environmentOf(call) } : {};
    if (this.#reads !== "no") return [id, call.attempt, call.args, { ...own, places: placesOf(call) }];
    return this.#type.environment === undefined ? [id, call.attempt, call.args, own] : [id, call.attempt, call.args];
  }

  reads(): void {
    this.#reads = "yes";
  }

  /** A call took so many ms. */
  took(time: number): void {
    this.estimate = weighted(this.estimate, time);
    if (this.#reads === "unknown" && ++this.#ended === trial) this.#reads = "no";
  }
}

/** The names of files that go with a call, and of its node. */
export function placesOf({ nodeId, workdir, log, out }: Call): Places {
  return { nodeId, workdir, log, out };
}

/** After so many calls that did not use their places, they are no longer sent: whoever wants them then asks. */
const trial = 32;

/** ms; a single call that takes for ever must not make a hundred short ones travel alone. */
export const longestTime = 10;

/**
 * An average in which what is new counts most, in ms. One call that takes long among many short ones, since its thread had to wait for a
 * processor or loaded a module, must not make hundreds travel alone: the average grows step by step, and falls quickly.
 */
export function weighted(average: number | undefined, time: number): number {
  const bearable = Math.min(time, longestTime);
  if (average === undefined) return bearable;
  if (bearable < average) return (average + bearable) / 2;
  return Math.min(average + (bearable - average) / 4, 3 * average + 0.01);
}

function isEmpty({ set, unset }: { readonly set: object; readonly unset: readonly string[] }): boolean {
  return unset.length === 0 && Object.keys(set).length === 0;
}

/** A call that is not over. */
export class PooledCall {
  readonly call: Call;
  readonly type: PooledType;
  /** The lower, the earlier it came. */
  readonly turn: number;
  /** Where it waits to be begun, or runs; `undefined` as long as no thread has it. */
  thread: { kill(call: PooledCall): void } | undefined;
  /** Its place there. */
  page: Page | undefined;
  slot = 0;
  isOver = false;
  /** It did not stop when it was told to. */
  isForced = false;
  /** Takes back what watches over it. */
  calm = (): void => {};
  readonly #settle: (outcome: CallOutcome) => void;

  constructor(call: Call, type: PooledType, turn: number, settle: (outcome: CallOutcome) => void) {
    this.call = call;
    this.type = type;
    this.turn = turn;
    this.#settle = settle;
  }

  settle(outcome: CallOutcome): void {
    this.isOver = true;
    this.calm();
    this.#settle(outcome);
  }
}
