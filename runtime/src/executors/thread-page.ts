/**
 * The memory that the pool and one of its threads share for a batch of calls: what becomes of each is written there as it happens. So
 * a result is there even if its thread never says another word, and a call is taken back, or begun, by one of the two sides alone.
 */
import type { CallOutcome } from "../executor.ts";
import type { Value } from "../workflow.ts";
import type { ModuleAnswer } from "./module-answer.ts";

/** So many calls go into a batch at most. With more of them under way at once, what is made for each would outlive its youth in the heap. */
export const mostCalls = 128;

const textBytes = 128 * 1024;

/** What may be found in a call's state. From `null` on it is over. */
const states = {
  waiting: 0,
  begun: 1,
  /** Begun, and to stop. */
  stopping: 2,
  /** Not begun, and never to be. */
  recalled: 3,
  null: 4,
  true: 5,
  false: 6,
  number: 7,
  /** The value as JSON, in the page's text. */
  value: 8,
  /** The whole answer as JSON, in the page's text. */
  answer: 9,
  /** The whole answer as JSON, too long for the page: it comes as a message. */
  posted: 10,
} as const;

/** What is known of a call of the batch: most give a value, and no more needs to be said of these. */
export type Progress = Extract<CallOutcome, { ok: true }> | ModuleAnswer | "waiting" | "begun" | "recalled" | "posted";

/** Both sides make one over the same memory. */
export class Page {
  readonly #states: Int32Array<SharedArrayBuffer>;
  /** Where in the text each ends. */
  readonly #ends: Int32Array<SharedArrayBuffer>;
  readonly #numbers: Float64Array<SharedArrayBuffer>;
  /** How long each ran, in ms. */
  readonly #times: Float64Array<SharedArrayBuffer>;
  readonly #text: Buffer<SharedArrayBuffer>;
  #written = 0;
  #read = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#numbers = new Float64Array(memory, 0, mostCalls);
    this.#times = new Float64Array(memory, 8 * mostCalls, mostCalls);
    this.#states = new Int32Array(memory, 16 * mostCalls, mostCalls);
    this.#ends = new Int32Array(memory, 20 * mostCalls, mostCalls);
    this.#text = Buffer.from(memory, 24 * mostCalls, textBytes);
  }

  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(24 * mostCalls + textBytes);
  }

  /** The pool is about to send a batch of so many calls; nothing of the one before is needed any more. */
  reset(calls: number): void {
    this.#states.fill(states.waiting, 0, calls);
    this.#read = 0;
  }

  /** The pool takes a call back; whether it had not begun. */
  recall(slot: number): boolean {
    return this.#change(slot, states.waiting, states.recalled);
  }

  /** The pool wants a call that has begun to stop. */
  stop(slot: number): void {
    if (this.#change(slot, states.begun, states.stopping)) Atomics.notify(this.#states, slot);
  }

  /** Whether the thread is at a call. */
  isRunning(slot: number): boolean {
    const state = Atomics.load(this.#states, slot);
    return state === states.begun || state === states.stopping;
  }

  /** ms that a call took that is over. */
  time(slot: number): number {
    return this.#times[slot] as number;
  }

  /** The pool looks at a call. What became of each is read once, in order. */
  read(slot: number): Progress {
    const state = Atomics.load(this.#states, slot);
    switch (state) {
      case states.waiting:
        return "waiting";
      case states.begun:
      case states.stopping:
        return "begun";
      case states.recalled:
        return "recalled";
      case states.posted:
        return "posted";
      case states.null:
        return valueOf(null);
      case states.true:
        return valueOf(true);
      case states.false:
        return valueOf(false);
      case states.number:
        return valueOf(this.#numbers[slot] as number);
      case states.value:
        return valueOf(JSON.parse(this.#nextText(slot)) as Value);
      default:
        return JSON.parse(this.#nextText(slot)) as ModuleAnswer;
    }
  }

  #nextText(slot: number): string {
    const from = this.#read;
    this.#read = this.#ends[slot] as number;
    return this.#text.toString("utf8", from, this.#read);
  }

  /** The thread begins with a batch. */
  open(): void {
    this.#written = 0;
  }

  /** The thread wants to begin a call; whether it may. */
  begin(slot: number): boolean {
    return this.#change(slot, states.waiting, states.begun);
  }

  /** Whether a call that the thread has begun must stop. */
  isStopping(slot: number): boolean {
    return Atomics.load(this.#states, slot) === states.stopping;
  }

  /** Settles once a call that the thread has begun must stop, or is let go of; `undefined` where it must stop already. */
  change(slot: number): Promise<unknown> | undefined {
    const change = Atomics.waitAsync(this.#states, slot, states.begun);
    return change.async ? change.value : undefined;
  }

  /** The thread says what became of a call. What it gets back is too long for the page, and has to be sent before it says `posted`. */
  write(slot: number, answer: ModuleAnswer, time: number): string | undefined {
    this.#times[slot] = time;
    if (answer.kind !== "value" || answer.spawned.length > 0) {
      const text = JSON.stringify(answer);
      return this.#put(slot, states.answer, text) ? undefined : text;
    }
    const { value } = answer;
    if (value === null) this.#end(slot, states.null);
    else if (typeof value === "boolean") this.#end(slot, value ? states.true : states.false);
    else if (typeof value === "number") {
      this.#numbers[slot] = value;
      this.#end(slot, states.number);
    } else {
      const text = JSON.stringify(value);
      if (!this.#put(slot, states.value, text)) return `{"kind":"value","value":${text},"spawned":[]}`;
    }
    return undefined;
  }

  /** The thread has sent the answer. */
  posted(slot: number): void {
    this.#end(slot, states.posted);
  }

  /** Lets go of whoever waits for the call to stop. */
  release(slot: number): void {
    Atomics.notify(this.#states, slot);
  }

  #put(slot: number, state: number, text: string): boolean {
    const room = textBytes - this.#written;
    if (text.length > room || (text.length * 3 > room && Buffer.byteLength(text) > room)) return false;
    this.#written += this.#text.write(text, this.#written, "utf8");
    this.#ends[slot] = this.#written;
    this.#end(slot, state);
    return true;
  }

  #end(slot: number, state: number): void {
    Atomics.store(this.#states, slot, state);
  }

  #change(slot: number, from: number, to: number): boolean {
    return Atomics.compareExchange(this.#states, slot, from, to) === from;
  }
}

function valueOf(value: Value): Extract<Progress, { ok: true }> {
  return { ok: true, value };
}
