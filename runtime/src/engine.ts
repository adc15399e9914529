/**
 * The engine: a mailbox. What happens comes in as events, `step` decides, and the engine performs the commands: it starts
 * attempts, waits out delays and stops what must stop. It decides nothing but who starts next.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bindingsOf, runAttempt, type AttemptOrder, type AttemptResult } from "./attempt.ts";
import type { Cache } from "./cache/cache.ts";
import type { Command, Event, RunEvent } from "./event.ts";
import type { Call, Executor } from "./executor.ts";
import { findExecutor } from "./find-executor.ts";
import { readyOf } from "./ready.ts";
import { Schedule, type Budgets } from "./schedule.ts";
import { Shuffle } from "./shuffle.ts";
import { stubAttempt } from "./stub.ts";
import { after } from "./timer.ts";
import type { Task, TaskId, Value, Workflow } from "./workflow.ts";

/** The pure core, as the engine sees it. */
export interface Core {
  readonly workflow: Workflow;
  /** Decides what an event means. Throws only when the engine itself is at fault. */
  step(event: Event): readonly Command[];
  taskOf(node: number): TaskId;
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
  readonly emit: (event: UntimedRunEvent) => void;
}

/** A `RunEvent` before it has a time. */
export type UntimedRunEvent = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, "time"> : never) : never;

/** Runs a workflow to its end: settles when `step` says so and nothing runs any more. */
export async function runEngine(core: Core, options: EngineOptions): Promise<void> {
  await new Engine(core, options).run();
}

/** A submitted attempt. */
interface Attempt {
  readonly node: number;
  readonly attempt: number;
  readonly task: Task;
  readonly stop: AbortController;
  /** Takes back a delay that is not over. */
  undelay?: () => void;
  running?: Promise<void>;
}

interface Completion {
  readonly id: string;
  readonly event: Event;
}

class Engine {
  readonly #core: Core;
  readonly #options: EngineOptions;
  readonly #schedule: Schedule;
  readonly #shuffle: Shuffle<Completion> | undefined;
  /** Submitted and not over; a cancelled one leaves at once, though it may run a little longer. */
  readonly #attempts = new Map<number, Attempt>();
  readonly #running = new Set<Promise<void>>();
  /** Names of environment variables that only the tasks that name them get. */
  readonly #secrets: readonly string[];
  readonly #cache: Cache | undefined;
  #mailbox: Event[] = [];
  #delayed = 0;
  #wake = (): void => {};
  /** Whether a node waits for nothing but its task's rate; takes back the timer that it is waited out with. */
  #isDue = false;
  #calm = (): void => {};
  #finished = false;

  constructor(core: Core, options: EngineOptions) {
    this.#core = core;
    this.#options = options;
    this.#schedule = new Schedule(options.budgets);
    this.#cache = options.stub === true ? undefined : options.cache;
    this.#secrets = [...new Set(core.workflow.tasks.flatMap(({ secrets = [] }) => secrets))];
    this.#shuffle = options.shuffle === undefined ? undefined : new Shuffle(options.shuffle);
  }

  async run(): Promise<void> {
    const { signal, inputs } = this.#options;
    const interrupt = (): void => this.#post({ kind: "interrupted" });
    this.#post({ kind: "started", inputs });
    if (signal?.aborted === true) interrupt();
    else signal?.addEventListener("abort", interrupt, { once: true });
    try {
      while (!this.#finished) {
        for (const event of await this.#take()) for (const command of this.#core.step(event)) this.#perform(command);
        this.#startReady();
      }
    } finally {
      signal?.removeEventListener("abort", interrupt);
      this.#calm();
      for (const node of [...this.#attempts.keys()]) this.#cancel(node);
      await Promise.all(this.#running);
    }
  }

  #post(event: Event): void {
    this.#mailbox.push(event);
    this.#wake();
  }

  /** Everything that came in one turn of the event loop, together. */
  async #take(): Promise<readonly Event[]> {
    if (this.#mailbox.length === 0) {
      this.#handOverHeld();
      if (this.#mailbox.length === 0) {
        if (this.#isIdle())
          throw new Error("internal fault: the run is not finished, yet nothing runs and nothing can start");
        await new Promise<void>((wake) => (this.#wake = wake));
      }
    }
    await new Promise<void>((turn) => setImmediate(turn));
    const events = this.#mailbox;
    this.#mailbox = [];
    return events;
  }

  /** Nothing runs and nothing will start by itself: whatever could start has been started before this is asked. */
  #isIdle(): boolean {
    return this.#running.size === 0 && this.#delayed === 0 && !this.#isDue;
  }

  /** With `shuffle`: when nothing runs and nothing can start, one held completion is handed over. */
  #handOverHeld(): void {
    if (this.#shuffle === undefined || !this.#isIdle()) return;
    const completion = this.#shuffle.take();
    if (completion !== undefined) this.#post(completion.event);
  }

  #perform(command: Command): void {
    switch (command.kind) {
      case "submit":
        return this.#submit(command.node, command.attempt, command.delay);
      case "cancel":
        return this.#cancel(command.node);
      case "continue":
        return this.#post({ kind: "continued" });
      case "finish":
        this.#finished = true;
    }
  }

  #submit(node: number, number: number, delay: number): void {
    const task = this.#core.workflow.tasks[this.#core.taskOf(node)] as Task;
    const attempt: Attempt = { node, attempt: number, task, stop: new AbortController() };
    this.#attempts.set(node, attempt);
    if (number === 1 && isKept(task) && this.#cache !== undefined) return this.#lookUp(attempt, this.#cache);
    if (delay <= 0) return this.#ready(attempt);
    this.#delayed++;
    const cancelTimer = after(delay, () => {
      attempt.undelay?.();
      this.#ready(attempt);
      this.#wake();
    });
    attempt.undelay = () => {
      cancelTimer();
      this.#delayed--;
      delete attempt.undelay;
    };
  }

  /** Before the node waits for its turn: what need not run needs none. */
  #lookUp(attempt: Attempt, cache: Cache): void {
    const { node, task } = attempt;
    const looking = cache.find(this.#order(attempt)).then((value) => {
      this.#running.delete(looking);
      if (this.#attempts.get(node) !== attempt) cache.forget(this.#core.idOf(node));
      else if (value === undefined) this.#ready(attempt);
      else {
        this.#options.emit({ kind: "node-reused", node, task: task.name });
        this.#settle(attempt, { ok: true, value });
      }
      this.#wake();
    });
    this.#running.add(looking);
  }

  #ready(attempt: Attempt): void {
    const { node, task } = attempt;
    const group = this.#core.taskOf(node);
    // Nothing will run, so nothing has to wait for its turn.
    if (this.#options.stub === true)
      return this.#schedule.add({ node, group, limit: Infinity, priority: 0, cpus: 0, memory: 0 });
    const ready = readyOf(task, bindingsOf(this.#order(attempt)), this.#options.budgets);
    if ("failure" in ready) return this.#settle(attempt, { ok: false, final: true, failure: ready.failure });
    const priority = this.#core.priorityOf(node) ?? ready.priority;
    this.#schedule.add({ node, group, ...ready, priority });
  }

  #startReady(): void {
    this.#calm();
    this.#calm = () => {};
    if (this.#finished) return;
    const now = performance.now();
    for (let node = this.#schedule.next(now); node !== undefined; node = this.#schedule.next(now)) {
      const attempt = this.#attempts.get(node) as Attempt;
      const running = this.#start(attempt).then((result) => {
        this.#running.delete(running);
        this.#schedule.ended(attempt.node);
        this.#settle(attempt, result);
        this.#wake();
      });
      this.#running.add(running);
    }
    const due = this.#schedule.nextDue(now);
    if (due === undefined) return;
    this.#isDue = true;
    const wake = after(Math.max(1, due - now), () => {
      this.#isDue = false;
      this.#wake();
    });
    this.#calm = () => {
      this.#isDue = false;
      wake();
    };
  }

  async #start(attempt: Attempt): Promise<AttemptResult> {
    const { node, task, stop } = attempt;
    if (this.#options.stub === true) return this.#startStub(attempt);
    const executor = findExecutor(task, this.#options.executors);
    if (typeof executor === "string")
      return { ok: false, final: true, failure: { code: "ADG7004", message: executor } };
    this.#options.emit({ kind: "node-started", node, task: task.name, attempt: attempt.attempt });
    const order = this.#order(attempt);
    const result = await runAttempt(order, executor, stop.signal);
    if (isKept(task)) await this.#cache?.keep(order, result);
    return result;
  }

  #startStub(attempt: Attempt): Promise<AttemptResult> {
    this.#options.emit({ kind: "node-started", node: attempt.node, task: attempt.task.name, attempt: attempt.attempt });
    return stubAttempt(this.#order(attempt));
  }

  #settle(attempt: Attempt, result: AttemptResult): void {
    const { node, task } = attempt;
    // Cancelled: nobody wants to know any more.
    if (this.#attempts.get(node) !== attempt) return;
    this.#attempts.delete(node);
    if (isKept(task) && !result.ok) this.#cache?.release(this.#core.idOf(node));
    if (!result.ok) {
      const { failure } = result;
      this.#options.emit({ kind: "attempt-failed", node, task: task.name, attempt: attempt.attempt, failure });
    }
    const event: Event = result.ok
      ? {
          kind: "succeeded",
          node,
          result: result.value,
          ...(result.spawned === undefined ? {} : { spawned: result.spawned }),
        }
      : { kind: "failed", node, failure: result.failure, ...(result.final === true ? { final: true } : {}) };
    if (this.#shuffle === undefined) this.#post(event);
    else this.#shuffle.hold({ id: this.#core.idOf(node), event });
  }

  #cancel(node: number): void {
    const attempt = this.#attempts.get(node);
    if (attempt === undefined) return;
    this.#attempts.delete(node);
    if (isKept(attempt.task)) this.#cache?.forget(this.#core.idOf(node));
    attempt.undelay?.();
    this.#schedule.drop(node);
    attempt.stop.abort(new Error("cancelled"));
  }

  #order({ node, attempt, task }: Attempt): AttemptOrder {
    const { run, inputs, runFolder, inherits } = this.#options;
    const folder = task.source === undefined ? this.#options.folder : dirname(fileURLToPath(task.source));
    const nodeId = this.#core.idOf(node);
    const { types } = this.#core.workflow;
    const nodeFolder = join(runFolder, nodeId);
    const args = this.#core.argsOf(node);
    const withheld = this.#secrets;
    return { run, nodeId, task, types, folder, nodeFolder, args, inputs, attempt, inherits, withheld };
  }
}

/** What a task appends while it runs is no part of its result: a task that may do so has to run. */
const isKept = ({ cache, spawns = [] }: Task): boolean => cache === true && spawns.length === 0;
