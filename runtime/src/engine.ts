/**
 * The engine: a mailbox. What happens comes in as events, `step` decides, and the engine performs the commands: it starts
 * attempts, waits out delays and stops what must stop. It decides nothing but who starts next.
 */
import { Attempts } from "./attempts.ts";
import type { Cache } from "./cache/cache.ts";
import type { Attempt } from "./engine-attempt.ts";
import type { Command, Event, RunEvent } from "./event.ts";
import type { Call, Executor } from "./executor.ts";
import { Mailbox } from "./mailbox.ts";
import type { OutcomeEvent } from "./outcome-event.ts";
import type { Recorded } from "./recorded.ts";
import type { Recorder } from "./recorder.ts";
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
  /** Keeps what comes of attempts; without one it is lost with the process. */
  readonly recorder?: Recorder;
  /** What is known from before, and need not run again. */
  readonly earlier?: Earlier;
  /** Left out where nobody listens. */
  readonly emit?: (event: UntimedRunEvent) => void;
}

/** What a run that is taken up again brings along. */
export interface Earlier {
  readonly recorded: Recorded;
  /** How many attempts of a node were begun. */
  attemptsOf(node: number): number;
  /** Called once, when all that is known has been handed over but for what depends on what runs now. */
  onCaughtUp(): void;
}

/** A `RunEvent` before it has a time. */
export type UntimedRunEvent = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, "time"> : never) : never;

/** Runs a workflow to its end: settles when `step` says so and nothing runs any more. */
export async function runEngine(core: Core, options: EngineOptions): Promise<void> {
  await new Engine(core, options).run();
}

interface Completion {
  readonly id: string;
  readonly attempt: Attempt;
  readonly event: OutcomeEvent;
}

/** ms that are spent on what has happened before others have a turn. */
const slice = 8;

class Engine {
  readonly #core: Core;
  readonly #options: EngineOptions;
  readonly #mailbox = new Mailbox();
  readonly #attempts: Attempts;
  readonly #shuffle: Shuffle<Completion> | undefined;
  readonly #earlier: Earlier | undefined;
  #isCaughtUp: boolean;
  /** By node: attempts that an earlier process began, beyond those that the rules know of. */
  readonly #lost = new Map<number, number>();
  /** Something is left to do of what was decided last. Nothing new is decided on before: so it can be replayed. */
  #isUnfinished = false;
  #finished = false;

  constructor(core: Core, options: EngineOptions) {
    this.#core = core;
    this.#options = options;
    this.#earlier = options.earlier;
    this.#isCaughtUp = options.earlier === undefined;
    this.#shuffle = options.shuffle === undefined ? undefined : new Shuffle(options.shuffle);
    this.#attempts = new Attempts(core, options, {
      isOver: () => this.#finished,
      wake: () => this.#mailbox.wake(),
      begun: (attempt) => options.recorder?.begun(attempt),
      tell: (attempt, event, isNow) => {
        if (this.#shuffle !== undefined) this.#shuffle.hold({ id: attempt.nodeId, attempt, event });
        else this.#record(attempt, event, isNow);
      },
    });
  }

  /** Rejects with what the recorder fails with: what cannot be kept must not be acted on. */
  async run(): Promise<void> {
    const { signal, inputs, recorder } = this.#options;
    const interrupt = (): void => this.#mailbox.interrupt();
    if (signal?.aborted === true) interrupt();
    else signal?.addEventListener("abort", interrupt, { once: true });
    recorder?.onChange(() => this.#mailbox.wake());
    try {
      this.#handle({ kind: "started", inputs });
      this.#startReady();
      while (!this.#finished) {
        await this.#turn();
        if (recorder?.failure !== undefined) throw recorder.failure;
        this.#handleSome();
        this.#startReady();
      }
      // A run that was over is so again before that.
      this.#caughtUp();
    } finally {
      signal?.removeEventListener("abort", interrupt);
      await this.#attempts.stop();
      recorder?.stop();
    }
  }

  /**
   * What has ended comes first: what follows from it is deeper than what would start now. And what is known from before may put an end
   * to what would start.
   */
  #startReady(): void {
    if (this.#mailbox.isEmpty && this.#isCaughtUp) this.#attempts.startReady();
  }

  /** Lets others have a turn, and waits where nothing can be done before something happens. */
  async #turn(): Promise<void> {
    if (!this.#canGoOn) this.#handOverHeld();
    if (!this.#canGoOn) {
      if (this.#isIdle)
        throw new Error("internal fault: the run is not finished, yet nothing runs and nothing can start");
      await this.#mailbox.wait();
    }
    await new Promise<void>((turn) => setImmediate(turn));
  }

  get #canGoOn(): boolean {
    return this.#isUnfinished || !this.#mailbox.isEmpty || this.#attempts.isHeldBack || !this.#isCaughtUp;
  }

  get #isIdle(): boolean {
    return this.#attempts.isIdle && (this.#options.recorder?.pending ?? 0) === 0;
  }

  /** With `shuffle`: when nothing runs and nothing can start, one held completion is handed over. */
  #handOverHeld(): void {
    if (this.#shuffle === undefined || !this.#isIdle) return;
    const completion = this.#shuffle.take();
    if (completion !== undefined) this.#record(completion.attempt, completion.event, false);
  }

  /** What comes of an attempt is acted on when it is kept. `isNow`: nothing else is going on. */
  #record(attempt: Attempt, event: OutcomeEvent, isNow: boolean): void {
    const { recorder } = this.#options;
    if (recorder !== undefined)
      recorder.ended(attempt, event, () => {
        this.#attempts.kept();
        this.#mailbox.post(event);
      });
    else if (isNow && !this.#isUnfinished && this.#mailbox.isEmpty) this.#handle(event);
    else this.#mailbox.post(event);
  }

  #handleSome(): void {
    const end = performance.now() + slice;
    for (let count = 1; !this.#finished; count += 1) {
      const event = this.#next();
      if (event === undefined) return;
      this.#handle(event);
      if (this.#isUnfinished || (count % 32 === 0 && performance.now() > end)) return;
    }
  }

  /** The user comes first; then what was begun, then what is known from before, and then what has happened now. */
  #next(): Event | undefined {
    const interruption = this.#mailbox.takeInterruption();
    if (interruption !== undefined) return interruption;
    if (this.#isUnfinished) {
      this.#isUnfinished = false;
      return { kind: "continued" };
    }
    const known = this.#earlier?.recorded.next();
    if (known !== undefined) return known;
    const event = this.#mailbox.take();
    if (event === undefined) this.#caughtUp();
    return event;
  }

  #caughtUp(): void {
    if (this.#isCaughtUp) return;
    this.#isCaughtUp = true;
    this.#earlier?.onCaughtUp();
  }

  #handle(event: Event): void {
    for (const command of this.#core.step(event)) this.#perform(command);
  }

  #perform(command: Command): void {
    switch (command.kind) {
      case "submit":
        return this.#submit(command);
      case "cancel":
        return this.#attempts.cancel(command.node);
      case "continue":
        this.#isUnfinished = true;
        break;
      case "finish":
        this.#finished = true;
    }
  }

  #submit({ node, attempt, delay }: Extract<Command, { readonly kind: "submit" }>): void {
    const earlier = this.#earlier;
    if (earlier?.recorded.offer(node) === true) return;
    let lost = this.#lost.get(node) ?? 0;
    if (earlier !== undefined && lost === 0) {
      lost = Math.max(0, earlier.attemptsOf(node) + 1 - attempt);
      if (lost > 0) this.#lost.set(node, lost);
    }
    this.#attempts.submit(node, { attempt, lost, delay });
  }
}
