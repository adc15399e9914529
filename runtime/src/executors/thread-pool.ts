/**
 * Which call runs in which thread, and when. They begin in the order in which they came. Short ones travel together, as many as make
 * about a millisecond of work by what others of their task have taken; what waits behind one that is longer is taken back.
 */
import type { Piscina } from "piscina";
import type { Call, CallOutcome } from "../executor.ts";
import { failureOf } from "../failure.ts";
import { after } from "../timer.ts";
import { whenStopped } from "./call-stop.ts";
import { CallTypes, type CallType } from "./call-type.ts";
import { longestTime, PooledCall, PooledType, weighted } from "./pooled-call.ts";
import { PoolThread, type ThreadOwner } from "./pool-thread.ts";
import { lostThread, unbegun, unstopped } from "./thread-loss.ts";
import { mostCalls } from "./thread-page.ts";
import { WaitingCalls } from "./waiting-calls.ts";

/** What a pool may take. */
export interface ThreadPoolOptions {
  /** How many threads at most. */
  readonly size: number;
  /** ms that a call that must stop has to end by itself before its thread is ended. */
  readonly grace: number;
  readonly open: () => Promise<Piscina>;
}

/** ms of work that travel together. */
const together = 1;

/** Where a call takes up to so many ms the next one is there before it ends: to send for it would cost time. */
const short = 4;

/** ms after which a thread is looked at that has not said anything. */
const glance = 2;

/** ms in which a thread ends no call before what waits there is taken back. */
const patience = 8;

/** ms after which threads without work no longer keep the process alive. */
const idle = 200;

/** So many threads in a row may die before they have begun with anything. */
const mostDeaths = 3;

export class ThreadPool implements ThreadOwner {
  readonly #options: ThreadPoolOptions;
  readonly #callTypes = new CallTypes();
  readonly #types = new WeakMap<CallType, PooledType>();
  readonly #waiting = new WaitingCalls();
  #pool: Promise<Piscina> | undefined;
  #opened: Piscina | undefined;
  #threads: PoolThread[] = [];
  /** Calls that are not over. */
  #held = 0;
  /** How many of them may run at once: no more than there may be threads. */
  #atOnce: number;
  #turns = 0;
  #typeCount = 0;
  /** ms that a call takes, by the last ones. */
  #average: number | undefined;
  /** How many calls were last said to travel together. */
  #batch = 1;
  #deaths = 0;
  #willDeal = false;
  #isWatching = false;
  #isResting = false;
  /** When it had nothing to do for the last time. */
  #rested = 0;
  #isClosed = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
    this.#atOnce = options.size;
  }

  /** As in an `Executor`. */
  get ahead(): number {
    if (this.#average === undefined || this.#average > short) return 0;
    const fit = Math.min(mostCalls, Math.max(1, Math.floor(together / this.#average)));
    // What changes with every call would have calls taken back and handed over again.
    if (fit > this.#batch || fit < this.#batch / 2) this.#batch = fit;
    // One batch that runs and one that waits, for each thread.
    return this.#atOnce * (2 * this.#batch - 1);
  }

  start(call: Call): Promise<CallOutcome> {
    return new Promise((settle) => {
      const pooled = new PooledCall(call, this.#typeOf(call), this.#turns++, settle);
      this.#held += 1;
      this.#atOnce = Math.min(call.atOnce ?? Infinity, this.#options.size);
      this.#waiting.push(pooled);
      pooled.calm = whenStopped(call, () => this.#stop(pooled));
      this.#dealSoon();
    });
  }

  /** As in an `Executor`. */
  recall(keep: number): void {
    const excess = this.#held - this.#atOnce - keep;
    if (excess <= 0) return;
    if (excess > this.#waiting.length) this.#threads.forEach((thread) => thread.recall());
    for (const call of this.#waiting.takeLast(excess)) this.#end(call, unbegun);
    this.#dealSoon();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#giveUp(unbegun);
    const pool = await this.#pool?.catch(() => undefined);
    await pool?.destroy();
  }

  hasRoom(): void {
    this.#deal();
  }

  settle(call: PooledCall, outcome: CallOutcome, time: number): void {
    call.type.took(time);
    this.#average = weighted(this.#average, time);
    this.#deaths = 0;
    this.#end(call, outcome);
  }

  giveBack(calls: readonly PooledCall[]): void {
    this.#waiting.giveBack(calls);
  }

  lost(thread: PoolThread, error: unknown, ran: PooledCall | undefined): void {
    const others = this.#threads.filter((other) => other !== thread);
    if (ran !== undefined) this.#end(ran, ran.isForced ? unstopped : lostThread(error));
    // What a task left behind may end a thread that has been let go of.
    else if (others.length < this.#threads.length) this.#deaths += 1;
    this.#threads = others;
    if (this.#isClosed || this.#deaths >= mostDeaths) this.#giveUp(lostThread(error));
    this.#deal();
  }

  #typeOf(call: Call): PooledType {
    const type = this.#callTypes.of(call);
    let known = this.#types.get(type);
    if (known === undefined) this.#types.set(type, (known = new PooledType(this.#typeCount++, call, type)));
    return known;
  }

  #end(call: PooledCall, outcome: CallOutcome): void {
    this.#held -= 1;
    call.settle(outcome);
    if (this.#held === 0) this.#rest();
  }

  #stop(call: PooledCall): void {
    if (call.isOver) return;
    const { thread, page, slot } = call;
    if (thread === undefined) this.#waiting.drop();
    if (thread === undefined || page?.recall(slot) === true) return this.#end(call, unbegun);
    page?.stop(slot);
    const deaf = call.calm;
    const calm = after(this.#options.grace, () => thread.kill(call));
    call.calm = () => {
      deaf();
      calm();
    };
  }

  /** Once all that is started in this turn of the event loop has been. */
  #dealSoon(): void {
    if (this.#willDeal) return;
    this.#willDeal = true;
    setImmediate(() => {
      this.#willDeal = false;
      this.#deal();
    });
  }

  /** Gives what waits to the threads, as far as they have room. */
  #deal(): void {
    if (this.#isClosed) return;
    for (let { first } = this.#waiting; first !== undefined; first = this.#waiting.first) {
      const taker = this.#takerOf(first);
      if (taker === undefined) break;
      this.#send(taker.thread, this.#take(taker.most));
    }
    this.#open();
    this.#watch();
  }

  /** A thread that has nothing to do, which shares what waits with others like it, or else one that soon will have. */
  #takerOf({ type }: PooledCall): { readonly thread: PoolThread; readonly most: number } | undefined {
    const busy = this.#threads.filter((thread) => !thread.isIdle);
    const free = this.#threads.filter((thread) => thread.isIdle && thread.hasRoom);
    const places = Math.min(free.length, this.#atOnce - busy.length);
    const { length } = this.#waiting;
    if (places > 0) return { thread: free[0] as PoolThread, most: Math.ceil(length / places) };
    // To wake a thread costs more than a hundred short calls: better few large batches than many small ones.
    if (busy.length >= this.#atOnce && length < this.#batch / 2) return undefined;
    if (type.estimate === undefined || type.estimate > short) return undefined;
    const thread = busy.find(({ hasRoom }) => hasRoom);
    return thread === undefined ? undefined : { thread, most: length };
  }

  /** The first calls, so many at most. */
  #take(most: number): readonly PooledCall[] {
    const taken: PooledCall[] = [];
    let work = 0;
    for (let { first } = this.#waiting; first !== undefined; first = this.#waiting.first) {
      work += first.type.estimate ?? longestTime;
      if (taken.length > 0 && (work > together || taken.length >= Math.min(most, mostCalls))) break;
      taken.push(first);
      this.#waiting.shift();
    }
    return taken;
  }

  #send(thread: PoolThread, calls: readonly PooledCall[]): void {
    try {
      thread.send(calls);
    } catch (error) {
      const [only, ...others] = calls;
      if (only !== undefined && others.length === 0)
        return this.#end(only, { ok: false, final: true, failure: failureOf("ADG7004", error, "cannot be sent") });
      // Too much for one message: one by one, then.
      for (const { type } of calls) type.took(longestTime * 4);
      this.#waiting.giveBack(calls);
    }
  }

  /** Makes threads for what waits and, once one is busy, another for what may come of that: to start one takes long. */
  #open(): void {
    const busy = this.#threads.filter((thread) => !thread.isIdle).length;
    const needed = Math.min(this.#atOnce, busy + this.#waiting.length) + (busy > 0 && this.#deaths === 0 ? 1 : 0);
    const wanted = Math.min(this.#options.size, needed) - this.#threads.length;
    if (wanted <= 0) return;
    if (this.#opened === undefined) {
      this.#pool ??= this.#openPool();
      this.#pool.catch((error: unknown) => this.#giveUp(lostThread(error)));
      return;
    }
    for (let i = 0; i < wanted; i++) this.#threads.push(new PoolThread(this.#opened, this));
  }

  async #openPool(): Promise<Piscina> {
    const pool = await this.#options.open();
    const starting = (): readonly PoolThread[] => this.#threads.filter(({ isReady }) => !isReady);
    // One that dies before it is there, or without anything to do.
    pool.on("error", (error: unknown) => starting().forEach((thread) => thread.fail(error)));
    pool.on("workerDestroy", () =>
      setImmediate(() => {
        const missing = this.#threads.length - pool.threads.length;
        // Those that were asked for last: nothing will ever run them.
        const left = missing > 0 ? starting().slice(-missing) : [];
        for (const thread of left) thread.fail(new Error("it ended before it had started"));
      }),
    );
    this.#opened = pool;
    this.#deal();
    return pool;
  }

  /** Results that a thread has not told of are fetched, and what waits too long is taken back. */
  #watch(): void {
    if (this.#isWatching || !this.#threads.some((thread) => thread.keepsWaiting)) return;
    this.#isWatching = true;
    after(glance, () => {
      this.#isWatching = false;
      const now = performance.now();
      for (const thread of this.#threads) if (thread.keepsWaiting) thread.look(now, patience);
      const isIdle = this.#threads.filter((thread) => !thread.isIdle).length < this.#atOnce;
      if (isIdle && this.#waiting.length === 0) this.#threads.forEach((thread) => thread.recall());
      this.#deal();
    });
  }

  /** Nothing is to be done: the threads are let go of, unless that changes soon. */
  #rest(): void {
    this.#rested = performance.now();
    if (this.#isResting) return;
    this.#isResting = true;
    const wait = (ms: number): void => {
      // Nothing may have come only because something else took all that time.
      after(ms, () => setImmediate(look));
    };
    const look = (): void => {
      const left = this.#rested + idle - performance.now();
      if (this.#held === 0 && left > 0) return wait(left);
      this.#isResting = false;
      if (this.#held === 0) for (const thread of this.#threads.splice(0)) thread.release();
    };
    wait(idle);
  }

  #giveUp(outcome: CallOutcome): void {
    this.#deaths = 0;
    for (let call = this.#waiting.shift(); call !== undefined; call = this.#waiting.shift()) this.#end(call, outcome);
  }
}
