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
import { missing, short, takerOf, wouldHelp, type Demand } from "./thread-use.ts";
import { WaitingCalls } from "./waiting-calls.ts";

/** What a pool may take. */
export interface ThreadPoolOptions {
  /** How many threads at most. */
  readonly size: number;
  /** ms that a call that must stop has to end by itself before its thread is ended. */
  readonly grace: number;
  readonly open: () => Promise<Piscina>;
  /** See `ThreadsOptions`. */
  readonly onTook?: ((call: Call, ms: number) => void) | undefined;
}

/** ms of work that travel together. */
const together = 1;

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
    this.#options.onTook?.(call.call, time);
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
    while (this.#waiting.first !== undefined) {
      const taker = takerOf(this.#threads, this.#demand);
      if (taker === undefined) break;
      this.#send(taker.thread, this.#take(taker.most));
    }
    this.#open();
    this.#watch();
  }

  /** What waits, the first of it above all. */
  get #demand(): Demand {
    const { length, first } = this.#waiting;
    return { length, estimate: first?.type.estimate, atOnce: this.#atOnce, batch: this.#batch };
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

  #open(): void {
    const wanted = missing(this.#threads, this.#demand, { size: this.#options.size, hasSpare: this.#deaths === 0 });
    if (wanted === 0) return;
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
    if (this.#isWatching || !this.#threads.some((thread) => this.#isAwaited(thread))) return;
    this.#isWatching = true;
    after(glance, () => {
      this.#isWatching = false;
      const now = performance.now();
      for (const thread of this.#threads) if (this.#isAwaited(thread)) thread.look(now, patience);
      if (this.#waiting.length === 0 && wouldHelp(this.#threads, this.#atOnce))
        this.#threads.forEach((thread) => thread.recall());
      this.#deal();
    });
  }

  /** Whether something waits for what it runs, there or until it is known to take longer than it seems. */
  #isAwaited(thread: PoolThread): boolean {
    return thread.keepsWaiting || (this.#waiting.length > 0 && !thread.isIdle && thread.isBrief);
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
