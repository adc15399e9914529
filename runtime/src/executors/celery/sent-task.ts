/** A task that is with workers, or waits for one. */
import type { Call, CallOutcome } from "../../executor.ts";
import { messageOf, type Message, type Order } from "./message.ts";

/** A call and what is known of its task. Times are ms on the clock of `performance`. */
export interface SentTask {
  /** `undefined` where it is of an earlier attempt that is only to be ended. */
  readonly call: Call | undefined;
  readonly order: Omit<Order, "id">;
  message: Message;
  /** What was sent later has a higher number. */
  number: number;
  /** `undefined` until the broker has it. */
  sentAt: number | undefined;
  /** Whether what workers tell of its id is told of it: it was handed to the broker, or is about to be. */
  isHeard: boolean;
  /** It was sent by an earlier process of the run. */
  isAdopted: boolean;
  /** Workers that were there when it was sent. */
  workers: ReadonlySet<string>;
  wasHeld: boolean;
  /** A worker has taken it for good, so that it is in no queue any more. */
  isAcknowledged: boolean;
  missingSince: number | undefined;
  restored: number;
  mustStop: boolean;
  isTold: boolean;
  /** The last state that a worker told. */
  state: string;
  isOver: boolean;
  settle(outcome: CallOutcome): void;
}

/** What a task is made of. */
export interface TaskBegin extends Pick<SentTask, "call" | "order" | "number" | "workers"> {
  readonly id: string;
}

/** One that was not sent yet. */
export function newTask({ id, order, ...begin }: TaskBegin, settle: SentTask["settle"]): SentTask {
  return {
    ...begin,
    order,
    message: messageOf({ ...order, id }),
    sentAt: undefined,
    isHeard: false,
    isAdopted: false,
    wasHeld: false,
    isAcknowledged: false,
    missingSince: undefined,
    restored: 0,
    mustStop: false,
    isTold: false,
    state: "",
    isOver: false,
    settle,
  };
}

/** Whether a worker that was there when a task was sent is no longer there. */
export function hasLostWorker({ workers }: SentTask, now: ReadonlySet<string>): boolean {
  return !workers.isSubsetOf(now);
}
