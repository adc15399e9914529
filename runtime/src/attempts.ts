/**
 * The attempts of a run, from when a node is to run until it is over: what waits, what runs, what is looked up in the cache. Who starts
 * next is decided by the schedule.
 */
import { Ahead } from "./ahead.ts";
import { Alarm } from "./alarm.ts";
import { attemptSeen } from "./attempt-seen.ts";
import { bindingsOf } from "./attempt-call.ts";
import { runAttempt, type AttemptResult } from "./attempt.ts";
import type { Cache } from "./cache/cache.ts";
import type { Core, EngineOptions } from "./engine.ts";
import type { Failure } from "./event.ts";
import { attemptFailed, Attempt, runFrame, type RunFrame } from "./engine-attempt.ts";
import { outcomeEvent, type OutcomeEvent } from "./outcome-event.ts";
import { isPromise } from "./promise.ts";
import { termsOf } from "./ready.ts";
import { Schedule, type Terms } from "./schedule.ts";
import { stubAttempt } from "./stub.ts";
import { planTask, unlimited, type TaskPlan } from "./task-plan.ts";
import { after } from "./timer.ts";
import type { AttemptSeen } from "./why/answer.ts";
import type { TaskId } from "./workflow.ts";

/** Where attempts tell what comes of them. */
export interface Outlet {
  /** Whether the run is over, and nothing shall start any more. */
  isOver(): boolean;
  /** Something has changed, so that more may start. */
  wake(): void;
  /** `isNow`: nothing else is going on, so that the event may be taken in at once. */
  tell(attempt: Attempt, event: OutcomeEvent, isNow: boolean): void;
  /** An attempt has begun to run. */
  begun(attempt: Attempt): void;
}

/** Which attempt of a node is to run. */
export interface Submission {
  /** From 1, as its rules count. */
  readonly attempt: number;
  /** How many there were beyond that, of which nothing came. */
  readonly lost: number;
  /** ms to wait before it. */
  readonly delay: number;
}

/** ms that are spent on starting tasks, and on those that are over at once, before others have a turn. */
const slice = 4;

/**
 * So many outcomes may be on their way to the disk before something begins from which more follows. Tasks that take longer than the disk
 * never come near it; of those that take less, fewer at a time would make the disk the measure of everything.
 */
const unkept = 256;

export class Attempts {
  readonly #core: Core;
  readonly #options: EngineOptions;
  readonly #outlet: Outlet;
  readonly #frame: RunFrame;
  readonly #schedule: Schedule;
  readonly #plans: (TaskPlan | undefined)[] = [];
  /** Begun, delayed or looked up, and not over; a cancelled one leaves at once, though it may run a little longer. */
  readonly #attempts = new Map<number, Attempt>();
  /** Numbers of attempts that wait for their turn, where it is not the first. */
  readonly #numbers = new Map<number, number>();
  /** Of nodes of which attempts were lost, how many: what is tried again is counted without them. */
  readonly #lost = new Map<number, number>();
  readonly #running = new Set<Promise<void>>();
  readonly #cache: Cache | undefined;
  readonly #ahead = new Ahead();
  #delayed = 0;
  /** Outcomes that are not kept yet: nothing follows from them before. */
  #unkept = 0;
  readonly #mostUnkept: number;
  /** Whether more could start at once, and others have a turn first. */
  isHeldBack = false;
  /** Nothing starts until the user says so. */
  isPaused = false;
  /** Set while a node waits for nothing but its task's rate. */
  readonly #due = new Alarm();

  constructor(core: Core, options: EngineOptions, outlet: Outlet) {
    this.#core = core;
    this.#options = options;
    this.#outlet = outlet;
    this.#schedule = new Schedule(options.budgets);
    this.#mostUnkept = Math.max(options.budgets.concurrency, unkept);
    this.#cache = options.stub === true ? undefined : options.cache;
    this.#frame = runFrame(core, options);
  }

  /** How many attempts run. */
  get running(): number {
    return this.#running.size;
  }

  /** Nothing runs and nothing will start by itself: whatever could start has been started before this is asked. */
  get isIdle(): boolean {
    return !this.isPaused && this.#running.size === 0 && this.#delayed === 0 && !this.#due.isSet;
  }

  submit(node: number, { attempt, lost, delay }: Submission): void {
    const plan = this.#planOf(this.#core.taskOf(node));
    if (attempt + lost > 1) this.#numbers.set(node, attempt + lost);
    if (lost > 0) this.#lost.set(node, lost);
    if (attempt === 1 && plan.isKept && this.#cache !== undefined)
      this.#lookUp(this.#attemptOf(node, plan), this.#cache);
    else if (delay > 0) this.#delay(this.#attemptOf(node, plan), delay);
    else this.#ready(node, plan);
  }

  #delay(attempt: Attempt, delay: number): void {
    this.#delayed++;
    attempt.due = Date.now() + delay;
    const cancelTimer = after(delay, () => {
      attempt.undelay?.();
      this.#ready(attempt.node, attempt.plan);
      this.#outlet.wake();
    });
    attempt.undelay = () => {
      cancelTimer();
      this.#delayed--;
      attempt.due = 0;
      attempt.undelay = undefined;
    };
  }

  /** Before the node waits for its turn: what need not run needs none. */
  #lookUp(attempt: Attempt, cache: Cache): void {
    const { node, task } = attempt;
    attempt.isLookedUp = true;
    const looking = cache.find(attempt).then((kept) => {
      attempt.isLookedUp = false;
      this.#running.delete(looking);
      if (this.#attempts.get(node) !== attempt) cache.forget(attempt.nodeId);
      else if (kept === undefined) this.#ready(node, attempt.plan);
      else {
        attempt.reused = kept;
        this.#options.emit?.({ kind: "node-reused", node, task: task.name });
        this.#settle(attempt, { ok: true, value: kept.value });
      }
      this.#outlet.wake();
    });
    this.#running.add(looking);
  }

  #ready(node: number, plan: TaskPlan, turn?: number): void {
    const { id: group } = plan;
    const depth = this.#core.depthOf(node);
    if (this.#options.stub === true) return this.#schedule.add({ node, group, depth, terms: unlimited });
    const terms = plan.terms ?? this.#termsOf(node, plan);
    if (terms !== undefined)
      this.#schedule.add({ node, group, depth, terms, priority: this.#core.priorityOf(node), turn });
  }

  /** Terms of this attempt alone; `undefined` where it can never start, and has failed. */
  #termsOf(node: number, plan: TaskPlan): Terms | undefined {
    const attempt = this.#attemptOf(node, plan);
    const terms = termsOf(plan.task, bindingsOf(attempt), this.#options.budgets);
    if (!("failure" in terms)) return terms;
    this.#settle(attempt, { ok: false, final: true, failure: terms.failure });
    return undefined;
  }

  /** Starts what may start; what is over at once is taken in at once. */
  startReady(): void {
    this.#due.clear();
    this.isHeldBack = false;
    if (this.isPaused) return this.#ahead.recall(true);
    let now = performance.now();
    for (const end = now + slice; !this.#outlet.isOver(); now = performance.now()) {
      if (now > end) {
        this.isHeldBack = true;
        return;
      }
      if (this.#unkept >= this.#mostUnkept && this.#wouldBegin()) return;
      const node = this.#schedule.next(now);
      if (node === undefined) break;
      this.#begin(this.#attempts.get(node) ?? this.#newAttempt(node, this.#planOf(this.#core.taskOf(node))));
    }
    if (this.#outlet.isOver()) return;
    this.#handAhead();
    this.#waitForRates(now);
  }

  /** Executors that are done sooner than they can be told of the next call get some beforehand. */
  #handAhead(): void {
    const somethingBetter = this.#schedule.outranksAhead;
    this.#ahead.recall(somethingBetter);
    // What comes back is put in order with what waits, before more is handed over.
    if (somethingBetter) return;
    const fits = (node: number): boolean => this.#mayGoAhead(this.#planOf(this.#core.taskOf(node)));
    for (let taken = this.#schedule.takeAhead(fits); taken !== undefined; taken = this.#schedule.takeAhead(fits)) {
      const { node, turn } = taken;
      const plan = this.#planOf(this.#core.taskOf(node));
      const { executor } = plan;
      if (typeof executor === "string") return;
      const attempt = this.#attempts.get(node) ?? this.#newAttempt(node, plan);
      attempt.turn = turn;
      this.#ahead.hand(executor, node);
      this.#begin(attempt, this.#ahead.running(executor));
    }
  }

  #mayGoAhead(plan: TaskPlan): boolean {
    const { concurrency } = this.#options.budgets;
    return this.#schedule.running >= concurrency && this.#ahead.hasRoom(plan, concurrency, this.#unkept);
  }

  #waitForRates(now: number): void {
    const due = this.#schedule.nextDue(now);
    if (due === undefined) return;
    this.#due.set(Math.max(1, due - now), () => this.#outlet.wake());
  }

  /** `atOnce`: given where the call is handed over ahead of its time. */
  #begin(attempt: Attempt, atOnce?: number): void {
    const { node, plan } = attempt;
    const { executor } = plan;
    if (atOnce === undefined) this.#tellStarted(attempt);
    // How many may run there is told only where it may get more than that.
    if (typeof executor !== "string" && executor.ahead !== undefined)
      attempt.atOnce = atOnce ?? this.#ahead.begin(executor);
    const result = this.#start(attempt);
    if (!isPromise(result)) {
      this.#ended(attempt);
      if (this.#attempts.size > 0) this.#attempts.delete(node);
      this.#tell(attempt, result, true);
      return;
    }
    this.#attempts.set(node, attempt);
    const running = result.then((late) => {
      this.#running.delete(running);
      this.#ended(attempt);
      if (!late.ok && late.unbegun === true) this.#putBack(attempt);
      else this.#settle(attempt, late);
      this.#outlet.wake();
    });
    this.#running.add(running);
  }

  /** An attempt no longer runs; one that waited in the executor takes its place. */
  #ended(ended: Attempt): void {
    const { node, plan, atOnce } = ended;
    const { executor } = plan;
    ended.isRunning = false;
    this.#schedule.ended(node);
    if (atOnce === undefined || typeof executor === "string") return;
    const next = this.#ahead.end(executor, node);
    if (next === undefined) return;
    this.#schedule.promote(next);
    const attempt = this.#attempts.get(next);
    if (attempt !== undefined) this.#tellStarted(attempt);
  }

  /** It was taken back before it had begun. */
  #putBack(attempt: Attempt): void {
    const { node, plan } = attempt;
    if (this.#attempts.get(node) !== attempt) return;
    this.#attempts.delete(node);
    if (attempt.attempt > 1) this.#numbers.set(node, attempt.attempt);
    this.#ready(node, plan, attempt.turn);
  }

  #tellStarted(running: Attempt): void {
    const { node, task, attempt, plan } = running;
    if (typeof plan.executor === "string" && this.#options.stub !== true) return;
    running.begun = Date.now();
    running.isRunning = true;
    this.#outlet.begun(running);
    this.#options.emit?.({ kind: "node-started", node, task: task.name, attempt });
  }

  #start(attempt: Attempt): AttemptResult | Promise<AttemptResult> {
    const { plan, stop } = attempt;
    const { executor } = plan;
    if (this.#options.stub === true) return stubAttempt(attempt);
    if (typeof executor === "string")
      return { ok: false, final: true, failure: { code: "ADG7004", message: executor } };
    const result = runAttempt(attempt, executor, stop);
    return plan.isKept && this.#cache !== undefined ? this.#keep(attempt, result, this.#cache) : result;
  }

  async #keep(attempt: Attempt, result: AttemptResult | Promise<AttemptResult>, cache: Cache): Promise<AttemptResult> {
    const over = await result;
    await cache.keep(attempt, over);
    return over;
  }

  #settle(attempt: Attempt, result: AttemptResult): void {
    // Cancelled: nobody wants to know any more.
    if (this.#attempts.get(attempt.node) !== attempt) return;
    this.#attempts.delete(attempt.node);
    this.#tell(attempt, result, false);
  }

  #tell(attempt: Attempt, result: AttemptResult, isNow: boolean): void {
    const { node, plan } = attempt;
    if (plan.isKept && !result.ok) this.#cache?.release(attempt.nodeId);
    const event = outcomeEvent(node, result);
    if (event.kind === "failed") this.#options.emit?.(attemptFailed(attempt, event, this.#lost.get(node) ?? 0));
    if (this.#options.recorder !== undefined) this.#unkept += 1;
    this.#outlet.tell(attempt, event, isNow);
  }

  /** The user wants a node to fail that runs or waits for its turn; whether it did. What it still reports is not heard. */
  fail(node: number, failure: Failure): boolean {
    const plan = this.#planOf(this.#core.taskOf(node));
    const attempt = this.#attempts.get(node) ?? this.#newAttempt(node, plan);
    if (!this.#attempts.has(node) && !this.#schedule.drop(node)) return false;
    this.cancel(node);
    this.#tell(attempt, { ok: false, final: true, failure }, false);
    return true;
  }

  /** What came of an attempt can be acted on. */
  kept(): void {
    this.#unkept -= 1;
  }

  /** Whether what starts next has something following from it: what was begun before is to be ended first. */
  #wouldBegin(): boolean {
    const { first } = this.#schedule;
    return first !== undefined && this.#planOf(this.#core.taskOf(first)).isFollowed;
  }

  /** How it goes with a node that was submitted; `undefined` where what came of it is on its way to the rules. */
  seen(node: number): AttemptSeen | undefined {
    const attempt = this.#attempts.get(node);
    if (attempt === undefined && !this.#schedule.waits(node)) return undefined;
    const { id, terms } = this.#planOf(this.#core.taskOf(node));
    return attemptSeen(attempt, {
      number: this.#numbers.get(node) ?? 1,
      turn: this.isPaused ? { kind: "paused" } : this.#schedule.turnOf(id, terms ?? unlimited, performance.now()),
    });
  }

  /** Stops all that runs; settles once nothing does. */
  async stop(): Promise<void> {
    this.#due.clear();
    for (const node of [...this.#attempts.keys()]) this.cancel(node);
    await Promise.all(this.#running);
  }

  cancel(node: number): void {
    if (this.#numbers.size > 0) this.#numbers.delete(node);
    this.#schedule.drop(node);
    const attempt = this.#attempts.get(node);
    if (attempt === undefined) return;
    this.#attempts.delete(node);
    if (attempt.plan.isKept) this.#cache?.forget(attempt.nodeId);
    attempt.undelay?.();
    attempt.isRunning = false;
    attempt.stop.abort(new Error("cancelled"));
  }

  /** The attempt of a node that something is to be done for before it can run. */
  #attemptOf(node: number, plan: TaskPlan): Attempt {
    const known = this.#attempts.get(node);
    if (known !== undefined) return known;
    const attempt = this.#newAttempt(node, plan);
    this.#attempts.set(node, attempt);
    return attempt;
  }

  #newAttempt(node: number, plan: TaskPlan): Attempt {
    if (this.#numbers.size === 0) return new Attempt(this.#frame, plan, node, 1);
    const number = this.#numbers.get(node) ?? 1;
    this.#numbers.delete(node);
    return new Attempt(this.#frame, plan, node, number);
  }

  #planOf(id: TaskId): TaskPlan {
    return (this.#plans[id] ??= planTask(id, this.#core.workflow, this.#options));
  }
}
