/**
 * The engine: a mailbox. What happens comes in as events, `step` decides, and the engine performs the commands: it starts
 * attempts, waits out delays and stops what must stop. It decides nothing but who starts next.
 */
import { Attempts } from "./attempts.ts";
import type { Cache } from "./cache/cache.ts";
import type { Command, Event, RunEvent } from "./event.ts";
import type { Call, Executor } from "./executor.ts";
import { Mailbox } from "./mailbox.ts";
import type { Budgets } from "./schedule.ts";
import { Shuffle } from "./shuffle.ts";
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

class Engine {
  readonly #core: Core;
  readonly #options: EngineOptions;
  readonly #mailbox = new Mailbox();
  readonly #attempts: Attempts;
  readonly #shuffle: Shuffle<Completion> | undefined;
  #finished = false;

  constructor(core: Core, options: EngineOptions) {
    this.#core = core;
    this.#options = options;
    this.#shuffle = options.shuffle === undefined ? undefined : new Shuffle(options.shuffle);
    this.#attempts = new Attempts(core, options, {
      isOver: () => this.#finished,
      wake: () => this.#mailbox.wake(),
      tell: (node, event, isNow) => {
        if (this.#shuffle !== undefined) this.#shuffle.hold({ id: core.idOf(node), event });
        else if (isNow) this.#handle(event);
        else this.#mailbox.post(event);
      },
    });
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
        this.#attempts.startReady();
      }
    } finally {
      signal?.removeEventListener("abort", interrupt);
      await this.#attempts.stop();
    }
  }

  /** What happens next. */
  async #take(): Promise<readonly Event[]> {
    if (this.#mailbox.isEmpty && !this.#attempts.isHeldBack) {
      this.#handOverHeld();
      if (this.#mailbox.isEmpty) {
        if (this.#attempts.isIdle)
          throw new Error("internal fault: the run is not finished, yet nothing runs and nothing can start");
        await this.#mailbox.wait();
      }
    }
    return this.#mailbox.take();
  }

  /** With `shuffle`: when nothing runs and nothing can start, one held completion is handed over. */
  #handOverHeld(): void {
    if (this.#shuffle === undefined || !this.#attempts.isIdle) return;
    const completion = this.#shuffle.take();
    if (completion !== undefined) this.#mailbox.post(completion.event);
  }

  #handle(event: Event): void {
    for (const command of this.#core.step(event)) this.#perform(command);
  }

  #perform(command: Command): void {
    switch (command.kind) {
      case "submit":
        return this.#attempts.submit(command.node, command.attempt, command.delay);
      case "cancel":
        return this.#attempts.cancel(command.node);
      case "continue":
        return this.#mailbox.post({ kind: "continued" });
      case "finish":
        this.#finished = true;
    }
  }
}
