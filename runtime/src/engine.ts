/**
 * The engine: a mailbox. What happens comes in as events, `step` decides, and the engine performs the commands: it starts
 * attempts, waits out delays and stops what must stop. It decides nothing but who starts next.
 */
import type { NodeTotals } from "./ask/nodes.ts";
import { Attempts } from "./attempts.ts";
import type { Cache } from "./cache/cache.ts";
import type { ControlAnswer, ControlRequest } from "./control/request.ts";
import { control } from "./controls.ts";
import type { Decide } from "./decide.ts";
import { Decisions } from "./decisions.ts";
import type { Command, Event, PendingNode, Question, RunEvent } from "./event.ts";
import type { Call, Executor } from "./executor.ts";
import type { Attempt } from "./engine-attempt.ts";
import type { ChosenExecutors } from "./find-executor.ts";
import { Mailbox } from "./mailbox.ts";
import type { OutcomeEvent } from "./outcome-event.ts";
import type { Recorded } from "./recorded.ts";
import type { Recorder } from "./recorder.ts";
import type { Retryable } from "./retryable.ts";
import type { Budgets } from "./schedule.ts";
import { Shuffle } from "./shuffle.ts";
import type { Asked, Surroundings } from "./why/why.ts";
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
  /** By id, its beginning, or task and arguments. */
  nodesCalled(text: string): readonly number[];
  /** As questions show it. */
  pending(node: number): PendingNode;
  /** Whether an attempt of it is under way or waits for its turn. */
  isSubmitted(node: number): boolean;
  /** Whether the node of an id, or whose id begins so, can run again by hand. */
  retryable(named: string): Retryable;
  /** How many nodes are in which state, where so many attempts run. Looks at each. */
  totals(attempts: number): NodeTotals;
  /** Why a rule or node is as it is; see `ask`. */
  why(what: string | undefined, surroundings: Surroundings): Asked;
}

/** What the engine works with. */
export interface EngineOptions {
  readonly run: string;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly executors: readonly Executor[];
  /** By kind of task, where tasks name none. */
  readonly chosen?: ChosenExecutors;
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
  /** Asked before something happens. The core must ask for what this has hooks for. */
  readonly decide?: Decide;
  /** Gets what answers those who ask something of the run. */
  readonly onControl?: (answer: (request: ControlRequest) => ControlAnswer) => void;
  /** Left out where nobody listens. */
  readonly emit?: (event: UntimedRunEvent) => void;
}

/** What a run that is taken up again brings along. */
export interface Earlier {
  readonly recorded: Recorded;
  /** How many attempts of a node were begun. */
  attemptsOf(node: number): number;
  /** Whether a rule need not be asked for, because it fired before. `isCaughtUp`: all that is known has been handed over. */
  wasFired(firing: string, isCaughtUp: boolean): boolean;
  /** Called once, when all that is known has been handed over but for what depends on what runs now. */
  onCaughtUp(): void;
}

/** A `RunEvent` before it has a time. */
export type UntimedRunEvent = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, "time"> : never) : never;

/**
 * Runs a workflow to its end: settles when `step` says so and nothing runs any more. Answers the ids of nodes that are to run again by hand:
 * where there are any, the run has come to no end, but to where all that is known of it is kept.
 */
export async function runEngine(core: Core, options: EngineOptions): Promise<readonly string[]> {
  return new Engine(core, options).run();
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
  readonly #decisions: Decisions | undefined;
  #isCaughtUp: boolean;
  /** By node: attempts that an earlier process began, beyond those that the rules know of. */
  readonly #lost = new Map<number, number>();
  /** Something is left to do of what was decided last. Nothing new is decided on before: so it can be replayed. */
  #isUnfinished = false;
  #finished = false;
  /** Ids of nodes that are to run again as soon as nothing runs. */
  readonly #retries = new Set<string>();

  constructor(core: Core, options: EngineOptions) {
    this.#core = core;
    this.#options = options;
    this.#earlier = options.earlier;
    this.#isCaughtUp = options.earlier === undefined;
    this.#shuffle = options.shuffle === undefined ? undefined : new Shuffle(options.shuffle);
    this.#attempts = new Attempts(core, options, {
      isOver: () => this.#finished || this.#decisions?.isBusy === true,
      wake: () => this.#mailbox.wake(),
      begun: (attempt) => options.recorder?.begun(attempt),
      tell: (attempt, event, isNow) => {
        if (this.#shuffle !== undefined) this.#shuffle.hold({ id: attempt.nodeId, attempt, event });
        else this.#record(attempt, event, isNow);
      },
    });
    if (options.decide !== undefined)
      this.#decisions = new Decisions(options.decide, {
        allowed: (firing) => options.recorder?.allowed(firing),
        submit: (node, submission) => this.#attempts.submit(node, submission),
        wake: () => this.#mailbox.wake(),
        show: (node) => core.pending(node),
      });
  }

  /** Rejects with what the recorder fails with: what cannot be kept must not be acted on; and with a `DecideError`. */
  async run(): Promise<readonly string[]> {
    const { signal, inputs, recorder } = this.#options;
    const interrupt = (): void => this.#mailbox.interrupt();
    if (signal?.aborted === true) interrupt();
    else signal?.addEventListener("abort", interrupt, { once: true });
    recorder?.onChange(() => this.#mailbox.wake());
    this.#options.onControl?.((request) => this.#control(request));
    // Whatever is waited for, be it the user or an executor that keeps no process alive, the process is to be there.
    const alive = setInterval(() => {}, 60_000);
    try {
      this.#handle({ kind: "started", inputs });
      this.#startReady();
      while (!this.#finished && !this.#isDrained) {
        await this.#turn();
        const failure = recorder?.failure ?? this.#decisions?.failure;
        if (failure !== undefined) throw failure;
        this.#handleSome();
        this.#startReady();
      }
      // A run that was over is so again before that.
      this.#caughtUp();
      return signal?.aborted === true ? [] : [...this.#retries];
    } finally {
      clearInterval(alive);
      this.#decisions?.close();
      signal?.removeEventListener("abort", interrupt);
      await this.#attempts.stop();
      recorder?.stop();
    }
  }

  #control(request: ControlRequest): ControlAnswer {
    if (this.#finished) return { ok: false, message: "The run is over." };
    const { emit } = this.#options;
    return control(
      {
        core: this.#core,
        attempts: this.#attempts,
        mailbox: this.#mailbox,
        decisions: this.#decisions,
        retries: this.#retries,
        emit,
      },
      request,
    );
  }

  /** Lets others have a turn, and waits where nothing can be done before something happens. */
  async #turn(): Promise<void> {
    if (!this.#canGoOn) this.#handOverHeld();
    if (!this.#canGoOn) {
      const isAsked = this.#decisions?.isOpen === true;
      if (this.#isIdle && !isAsked)
        throw new Error("internal fault: the run is not finished, yet nothing runs and nothing can start");
      await this.#mailbox.wait();
    }
    await new Promise<void>((turn) => setImmediate(turn));
  }

  get #canGoOn(): boolean {
    const decisions = this.#decisions;
    if (decisions?.isBusy === true) {
      const { isAllowed, failure, isStopping } = decisions;
      return isAllowed || failure !== undefined || this.#mailbox.isInterrupted || (isStopping && this.#isQuiet);
    }
    return this.#isUnfinished || !this.#mailbox.isEmpty || this.#attempts.isHeldBack || !this.#isCaughtUp;
  }

  /** Nothing runs, and what came of it is kept. */
  get #isQuiet(): boolean {
    return this.#attempts.running === 0 && (this.#options.recorder?.pending ?? 0) === 0;
  }

  /** All that has happened is kept and decided on, and nodes are to run again. */
  get #isDrained(): boolean {
    if (this.#retries.size === 0 || this.#mailbox.isInterrupted) return false;
    return this.#isQuiet && (this.#shuffle?.held ?? 0) === 0 && !this.#canGoOn;
  }

  get #isIdle(): boolean {
    return this.#attempts.isIdle && (this.#options.recorder?.pending ?? 0) === 0;
  }

  /** With `shuffle`: when nothing runs and nothing can start, one held completion is handed over. */
  #handOverHeld(): void {
    const isAtRest = this.#retries.size > 0 ? this.#isQuiet : this.#isIdle;
    if (this.#shuffle === undefined || !isAtRest || this.#decisions?.isOpen === true) return;
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
    if (this.#decisions?.isBusy === true) return this.#afterQuestion(this.#decisions);
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

  /** A question is open, or was answered: nothing else comes before what comes of it. */
  #afterQuestion(decisions: Decisions): Event | undefined {
    if (decisions.takeAllowed()) return { kind: "allowed" };
    if (!decisions.isStopping) return undefined;
    const { recorder } = this.#options;
    // What runs ends first: nobody shall have to do it again. Without a journal it is lost anyway.
    if (recorder !== undefined && this.#attempts.running > 0) return undefined;
    const held = this.#shuffle?.take();
    if (held !== undefined) this.#record(held.attempt, held.event, false);
    if (recorder !== undefined && recorder.pending > 0) return undefined;
    const known: Event[] = [];
    for (let event = this.#earlier?.recorded.next(); event !== undefined; event = this.#earlier?.recorded.next())
      known.push(event);
    return { kind: "interrupted", known: [...known, ...this.#mailbox.takeAll()] };
  }

  /**
   * Starts what may start, and asks for what may next. What has ended comes first: what follows from it is deeper than what would start
   * now. And what is known from before may put an end to what would start.
   */
  #startReady(): void {
    if (!this.#mailbox.isEmpty || !this.#isCaughtUp) return;
    const decisions = this.#decisions;
    if (decisions === undefined) return this.#attempts.startReady();
    while (!decisions.isBusy) {
      this.#attempts.startReady();
      const isAtRest = this.#isCaughtUp && !this.#isUnfinished && this.#mailbox.isEmpty;
      if (!isAtRest || this.#finished || decisions.isBusy) return;
      if (this.#attempts.isHeldBack || this.#attempts.isPaused || !decisions.askNext()) return;
    }
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
        this.#decisions?.drop(command.node);
        return this.#attempts.cancel(command.node);
      case "ask":
        return this.#ask(command.question);
      case "continue":
        this.#isUnfinished = true;
        break;
      case "finish":
        this.#finished = true;
    }
  }

  #ask(question: Question): void {
    const isKnown =
      question.kind === "extend" && this.#earlier?.wasFired(question.firing.id, this.#isCaughtUp) === true;
    this.#decisions?.ask(question, { isKnown });
  }

  #submit({ node, attempt, delay }: Extract<Command, { readonly kind: "submit" }>): void {
    const earlier = this.#earlier;
    if (earlier?.recorded.offer(node) === true) return;
    let lost = this.#lost.get(node) ?? 0;
    if (earlier !== undefined && lost === 0) {
      lost = Math.max(0, earlier.attemptsOf(node) + 1 - attempt);
      if (lost > 0) this.#lost.set(node, lost);
    }
    const submission = { attempt, lost, delay };
    if (this.#decisions === undefined) this.#attempts.submit(node, submission);
    else this.#decisions.hold(node, submission);
  }
}
