/**
 * The engine: a mailbox. What happens comes in as events, `step` decides, and the engine performs the commands: it starts
 * attempts, waits out delays and stops what must stop. It decides nothing but who starts next.
 */
import { bindingsOf } from "./attempt-call.ts";
import { runAttempt, type AttemptResult } from "./attempt.ts";
import type { Cache } from "./cache/cache.ts";
import { Ahead } from "./ahead.ts";
import { Attempt, type RunFrame } from "./engine-attempt.ts";
import type { Command, Event, RunEvent } from "./event.ts";
import type { Call, Executor } from "./executor.ts";
import { Mailbox } from "./mailbox.ts";
import { isPromise } from "./promise.ts";
import { termsOf } from "./ready.ts";
import { Schedule, type Budgets, type Terms } from "./schedule.ts";
import { Shuffle } from "./shuffle.ts";
import { stubAttempt } from "./stub.ts";
import { planTask, unlimited, type TaskPlan } from "./task-plan.ts";
import { after } from "./timer.ts";
import type { TaskId, Value, Workflow } from "./workflow.ts";

/** The pure core, as the engine sees it. */
export interface Core {
  readonly workflow: Workflow;
  /** Decides what an event means. Throws only when the engine itself is at fault. */
  step(event: Event): readonly Command[];
  taskOf(node: number): TaskId;
  /** How many nodes lie between it and the start, on the longest way. */
  depthOf(node: number): number;
  /** Stable, and safe as a folder's name. */
  idOf(node: number): string;
  /** In order of the parameters. */
  argsOf(node: number): readonly Value[];
  /** What `priority` after an `add` says; `undefined` where it says nothing. */
  priorityOf(node: number): number | undefined;
}

/** What the engine works with. */
export interface EngineOptions {
  readonly run: string;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly executors: readonly Executor[];
  /** What all attempts may take together. */
  readonly budgets: Budgets;
  /** Absolute path of the folder of the workflow's source. */
  readonly folder: string;
  /** Absolute path of the run's own folder; each node that needs one gets a folder in it. */
  readonly runFolder: string;
  /** How much of this process's environment tasks get. */
  readonly inherits: Call["inherits"];
  /** Where results are kept; without one every task runs. */
  readonly cache?: Cache;
  /** Runs nothing: results come from the tasks' stubs. */
  readonly stub?: boolean;
  /** Hand over completions in an order fixed by this seed. */
  readonly shuffle?: number | string;
  /** Ends the run early. */
  readonly signal?: AbortSignal;
  /** Left out where nobody listens. */
  readonly emit?: (event: UntimedRunEvent) => void;
}

/** A `RunEvent` before it has a time. */
export type UntimedRunEvent = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, "time"> : never) : never;

/** Runs a workflow to its end: settles when `step` says so and nothing runs any more. */
export async function runEngine(core: Core, options: EngineOptions): Promise<void> {
  await new Engine(core, options).run();
}

interface Completion {
  readonly id: string;
  readonly event: Event;
}

/** ms that are spent on starting tasks, and on those that are over at once, before others have a turn. */
const slice = 4;

class Engine {
  readonly #core: Core;
  readonly #options: EngineOptions;
  readonly #frame: RunFrame;
  readonly #schedule: Schedule;
  readonly #shuffle: Shuffle<Completion> | undefined;
  readonly #plans: (TaskPlan | undefined)[] = [];
  /** Begun, delayed or looked up, and not over; a cancelled one leaves at once, though it may run a little longer. */
  readonly #attempts = new Map<number, Attempt>();
  /** Numbers of attempts that wait for their turn, where it is not the first. */
  readonly #numbers = new Map<number, number>();
  readonly #running = new Set<Promise<void>>();
  readonly #cache: Cache | undefined;
  readonly #mailbox = new Mailbox();
  readonly #ahead = new Ahead();
  #delayed = 0;
  /** Whether more could start at once, and others have a turn first. */
  #isHeldBack = false;
  /** Whether a node waits for nothing but its task's rate; takes back the timer that it is waited out with. */
  #isDue = false;
  #calm = (): void => {};
  #finished = false;

  constructor(core: Core, options: EngineOptions) {
    const { run, inputs, runFolder, inherits } = options;
    this.#core = core;
    this.#options = options;
    this.#schedule = new Schedule(options.budgets);
    this.#cache = options.stub === true ? undefined : options.cache;
    this.#frame = {
      run,
      inputs,
      runFolder,
      inherits,
      types: core.workflow.types,
      withheld: [...new Set(core.workflow.tasks.flatMap(({ secrets = [] }) => secrets))],
      idOf: (node) => core.idOf(node),
      argsOf: (node) => core.argsOf(node),
    };
    this.#shuffle = options.shuffle === undefined ? undefined : new Shuffle(options.shuffle);
  }

  async run(): Promise<void> {
    const { signal, inputs } = this.#options;
    const interrupt = (): void => this.#mailbox.post({ kind: "interrupted" });
    this.#mailbox.post({ kind: "started", inputs });
    if (signal?.aborted === true) interrupt();
    else signal?.addEventListener("abort", interrupt, { once: true });
    try {
      while (!this.#finished) {
        for (const event of await this.#take()) this.#handle(event);
        this.#startReady();
      }
    } finally {
      signal?.removeEventListener("abort", interrupt);
      this.#calm();
      for (const node of [...this.#attempts.keys()]) this.#cancel(node);
      await Promise.all(this.#running);
    }
  }

  /** What happens next. */
  async #take(): Promise<readonly Event[]> {
    if (this.#mailbox.isEmpty && !this.#isHeldBack) {
      this.#handOverHeld();
      if (this.#mailbox.isEmpty) {
        if (this.#isIdle())
          throw new Error("internal fault: the run is not finished, yet nothing runs and nothing can start");
        await this.#mailbox.wait();
      }
    }
    return this.#mailbox.take();
  }

  /** Nothing runs and nothing will start by itself: whatever could start has been started before this is asked. */
  #isIdle(): boolean {
    return this.#running.size === 0 && this.#delayed === 0 && !this.#isDue;
  }

  /** With `shuffle`: when nothing runs and nothing can start, one held completion is handed over. */
  #handOverHeld(): void {
    if (this.#shuffle === undefined || !this.#isIdle()) return;
    const completion = this.#shuffle.take();
    if (completion !== undefined) this.#mailbox.post(completion.event);
  }

  #handle(event: Event): void {
    for (const command of this.#core.step(event)) this.#perform(command);
  }

  #perform(command: Command): void {
    switch (command.kind) {
      case "submit":
        return this.#submit(command.node, command.attempt, command.delay);
      case "cancel":
        return this.#cancel(command.node);
      case "continue":
        return this.#mailbox.post({ kind: "continued" });
      case "finish":
        this.#finished = true;
    }
  }

  #submit(node: number, number: number, delay: number): void {
    const plan = this.#planOf(this.#core.taskOf(node));
    if (number > 1) this.#numbers.set(node, number);
    if (number === 1 && plan.isKept && this.#cache !== undefined)
      this.#lookUp(this.#attemptOf(node, plan), this.#cache);
    else if (delay > 0) this.#delay(this.#attemptOf(node, plan), delay);
    else this.#ready(node, plan);
  }

  #delay(attempt: Attempt, delay: number): void {
    this.#delayed++;
    const cancelTimer = after(delay, () => {
      attempt.undelay?.();
      this.#ready(attempt.node, attempt.plan);
      this.#mailbox.wake();
    });
    attempt.undelay = () => {
      cancelTimer();
      this.#delayed--;
      attempt.undelay = undefined;
    };
  }

  /** Before the node waits for its turn: what need not run needs none. */
  #lookUp(attempt: Attempt, cache: Cache): void {
    const { node, task } = attempt;
    const looking = cache.find(attempt).then((value) => {
      this.#running.delete(looking);
      if (this.#attempts.get(node) !== attempt) cache.forget(attempt.nodeId);
      else if (value === undefined) this.#ready(node, attempt.plan);
      else {
        this.#options.emit?.({ kind: "node-reused", node, task: task.name });
        this.#settle(attempt, { ok: true, value });
      }
      this.#mailbox.wake();
    });
    this.#running.add(looking);
  }

  #ready(node: number, plan: TaskPlan): void {
    const { id: group } = plan;
    const depth = this.#core.depthOf(node);
    if (this.#options.stub === true) return this.#schedule.add({ node, group, depth, terms: unlimited });
    const terms = plan.terms ?? this.#termsOf(node, plan);
    if (terms !== undefined) this.#schedule.add({ node, group, depth, terms, priority: this.#core.priorityOf(node) });
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
  #startReady(): void {
    this.#calm();
    this.#calm = () => {};
    this.#isHeldBack = false;
    let now = performance.now();
    for (const end = now + slice; !this.#finished; now = performance.now()) {
      if (now > end) {
        this.#isHeldBack = true;
        return;
      }
      const node = this.#schedule.next(now);
      if (node === undefined) break;
      this.#begin(this.#attempts.get(node) ?? this.#newAttempt(node, this.#planOf(this.#core.taskOf(node))));
    }
    if (this.#finished) return;
    this.#handAhead();
    this.#waitForRates(now);
  }

  /** Executors that are done sooner than they can be told of the next call get some beforehand. */
  #handAhead(): void {
    this.#ahead.recall();
    const fits = (node: number): boolean => this.#mayGoAhead(this.#planOf(this.#core.taskOf(node)));
    for (let node = this.#schedule.takeAhead(fits); node !== undefined; node = this.#schedule.takeAhead(fits)) {
      const plan = this.#planOf(this.#core.taskOf(node));
      const { executor } = plan;
      if (typeof executor === "string") return;
      this.#ahead.hand(executor, node);
      this.#begin(this.#attempts.get(node) ?? this.#newAttempt(node, plan), this.#ahead.running(executor));
    }
  }

  #mayGoAhead({ executor, ahead }: TaskPlan): boolean {
    if (ahead === "none" || typeof executor === "string" || this.#ahead.running(executor) === 0) return false;
    const wanted = executor.ahead ?? 0;
    const most = ahead === "few" ? Math.min(wanted, this.#options.budgets.concurrency) : wanted;
    return this.#ahead.count(executor) < most && this.#schedule.running >= this.#options.budgets.concurrency;
  }

  #waitForRates(now: number): void {
    const due = this.#schedule.nextDue(now);
    if (due === undefined) return;
    this.#isDue = true;
    const wake = after(Math.max(1, due - now), () => {
      this.#isDue = false;
      this.#mailbox.wake();
    });
    this.#calm = () => {
      this.#isDue = false;
      wake();
    };
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
      const event = this.#eventOf(attempt, result);
      if (event !== undefined) this.#handle(event);
      return;
    }
    this.#attempts.set(node, attempt);
    const running = result.then((late) => {
      this.#running.delete(running);
      this.#ended(attempt);
      if (!late.ok && late.unbegun === true) this.#putBack(attempt);
      else this.#settle(attempt, late);
      this.#mailbox.wake();
    });
    this.#running.add(running);
  }

  /** An attempt no longer runs; one that waited in the executor takes its place. */
  #ended({ node, plan: { executor }, atOnce }: Attempt): void {
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
    this.#ready(node, plan);
  }

  #tellStarted({ node, task, attempt, plan: { executor } }: Attempt): void {
    if (typeof executor === "string" && this.#options.stub !== true) return;
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
    const event = this.#eventOf(attempt, result);
    if (event !== undefined) this.#mailbox.post(event);
  }

  /** What it means that an attempt is over; `undefined` where that is to be told later. */
  #eventOf(attempt: Attempt, result: AttemptResult): Event | undefined {
    const { node, plan } = attempt;
    if (plan.isKept && !result.ok) this.#cache?.release(attempt.nodeId);
    const event = eventOf(node, result);
    if (event.kind === "failed") {
      const { failure } = event;
      this.#options.emit?.({ kind: "attempt-failed", node, task: plan.task.name, attempt: attempt.attempt, failure });
    }
    if (this.#shuffle === undefined) return event;
    this.#shuffle.hold({ id: attempt.nodeId, event });
    return undefined;
  }

  #cancel(node: number): void {
    if (this.#numbers.size > 0) this.#numbers.delete(node);
    this.#schedule.drop(node);
    const attempt = this.#attempts.get(node);
    if (attempt === undefined) return;
    this.#attempts.delete(node);
    if (attempt.plan.isKept) this.#cache?.forget(attempt.nodeId);
    attempt.undelay?.();
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

function eventOf(node: number, result: AttemptResult): Event {
  if (!result.ok) {
    const { failure, final } = result;
    return final === true ? { kind: "failed", node, failure, final } : { kind: "failed", node, failure };
  }
  const { value, spawned } = result;
  return spawned === undefined
    ? { kind: "succeeded", node, result: value }
    : { kind: "succeeded", node, result: value, spawned };
}
