/** What takes tasks to workers. */
import { after } from "../../timer.ts";
import type { Place } from "./fate.ts";
import type { Mark, Marks } from "./marks.ts";
import type { Message } from "./message.ts";

/** What workers say when all are asked. */
export interface Answers {
  /** By the worker's name. */
  readonly byWorker: ReadonlyMap<string, unknown>;
  /** Whether all have answered that are connected. */
  readonly isComplete: boolean;
}

/** A task that is looked for. */
export interface Sought {
  readonly message: Message;
  /** A worker has sent it anew, by the task's own wish, in words of its own. */
  readonly isRenewed: boolean;
}

export interface Broker {
  /** Host and port. */
  readonly address: string;
  /** Whether it can be reached, as far as is known. */
  readonly isAway: boolean;
  /** What is noted of tasks. */
  readonly marks: Marks;
  /** Sends a task unless it is noted that it was; what was. Settles once the broker has it: while that is away, that is waited for. */
  send(message: Message): Promise<Mark | undefined>;
  /** The same, whatever is noted. */
  sendAgain(message: Message): Promise<void>;
  /** Takes a task back that no worker has taken; whether it did. Not all brokers can. */
  takeBack(message: Message): Promise<boolean>;
  placesOf(tasks: readonly Sought[]): Promise<readonly Place[]>;
  /** Puts a task that is unacknowledged into the queue again; nothing happens where it no longer is. */
  restore(message: Message): Promise<void>;
  /** Asks all workers: what `celery inspect` and `celery control` do. */
  ask(method: string, args: Readonly<Record<string, unknown>>): Promise<Answers>;
  close(): Promise<void>;
}

/** ms that workers have to answer; one that is busy in the thread that answers is taken to be silent. */
const answerTime = 1_500;

/** A worker's answer. */
export interface Reply {
  readonly ticket: string;
  readonly byWorker: Readonly<Record<string, unknown>>;
}

/** Collects what workers answer. */
export class Replies {
  readonly #asked = new Map<string, { readonly byWorker: Map<string, unknown>; heard(): void }>();

  hear({ ticket, byWorker }: Reply): void {
    const asked = this.#asked.get(ticket);
    if (asked === undefined) return;
    for (const [worker, answer] of Object.entries(byWorker)) asked.byWorker.set(worker, answer);
    asked.heard();
  }

  /** Begins to collect the answers with a ticket; `heard` is called at each. */
  open(ticket: string, heard: () => void): ReadonlyMap<string, unknown> {
    const byWorker = new Map<string, unknown>();
    this.#asked.set(ticket, { byWorker, heard });
    return byWorker;
  }

  close(ticket: string): void {
    this.#asked.delete(ticket);
  }
}

/** Waits until the answers are enough, or their time is over; whether they are. `listen` gets what is to be called at each of them. */
export async function untilEnough(isEnough: () => boolean, listen: (heard: () => void) => void): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const calm = after(answerTime, resolve);
  const heard = (): void => {
    if (isEnough()) resolve();
  };
  listen(heard);
  heard();
  await promise;
  calm();
  return isEnough();
}
