/** What the engine asks of whatever runs tasks: threads, a shell, a pool of processes, a queue with workers far away. */
import type { Failure, Spawned } from "./event.ts";
import type { Implementation, Task, Value, Workflow } from "./workflow.ts";

/**
 * One attempt of a node, ready to run. All but `signal` is plain data. What is not asked for may never be worked out: read what is needed,
 * and copy it by name.
 */
export interface Call {
  /** Id of the run. */
  readonly run: string;
  readonly nodeId: string;
  readonly task: Task;
  /** The workflow's named types. */
  readonly types: Workflow["types"];
  /** Absolute path of the folder of the workflow's source. */
  readonly folder: string;
  /** In order of the parameters. */
  readonly args: readonly Value[];
  readonly argsByName: Readonly<Record<string, Value>>;
  readonly inputs: Readonly<Record<string, Value>>;
  /** From 1. */
  readonly attempt: number;
  /** Absolute path of the node's own work directory. Made by the executor, when it is needed and not before. */
  readonly workdir: string;
  /** Absolute path of the file that what the task prints is appended to; not there yet. */
  readonly log: string;
  /** Absolute path of a file, beside the log, for standard output that is to become the result; not there yet. */
  readonly stdout: string;
  /** Absolute path of the declared output, or a record of paths; `""` where none is declared. */
  readonly out: Value;
  /** What `env` says, by name. */
  readonly env: Readonly<Record<string, string>>;
  /** How much of the environment of the process that runs the task it gets, below `env`: all, or what every program needs. */
  readonly inherits: "all" | "basic";
  /** Environment variables that are secrets of other tasks. */
  readonly withheld: readonly string[];
  /** Aborted when the attempt must stop. The executor then stops it, by force if need be, and settles. */
  readonly signal: AbortSignal;
  /**
   * Where it is there: the cheaper way to hear of what aborts `signal`, which then need not be made. Calls the listener once, at
   * once where the attempt must stop already. Takes one listener.
   */
  onStop?(listener: () => void): void;
  /**
   * How many of the calls that the executor has may run at once from now on, this one among them; all when left out. Fewer than it
   * has: those that came last wait, and begin in their order as others are over (see `Executor.ahead`).
   */
  readonly atOnce?: number | undefined;
}

/**
 * `value` is what the task gave; the engine checks it against the result's type. `final`: another attempt would fail in the same
 * way. `unbegun`: it had to stop, or was taken back, before it had begun, so it never ran.
 */
export type CallOutcome =
  | { readonly ok: true; readonly value: unknown; readonly spawned?: readonly Spawned[] }
  | { readonly ok: false; readonly failure: Failure; readonly final?: boolean; readonly unbegun?: boolean };

/** Runs attempts somewhere. How many at once is the engine's business. */
export interface Executor {
  /** What `on NAME` says. */
  readonly name: string;
  /** The kinds of implementation that it can run. */
  readonly runs: readonly Implementation["kind"][];
  /** Asked before a run that has tasks for it begins; rejects with a sentence for the user where it cannot run any. */
  open?(): Promise<void>;
  /**
   * Settles when the attempt is over and nothing of it runs any more, also after an abort; an outcome that is there at once may be
   * answered as it is. A failure of the task is an outcome; a rejection is taken for one too.
   */
  start(call: Call): Promise<CallOutcome> | CallOutcome;
  /**
   * How many calls it would like to have by now beyond those that may run at once, so that short ones follow each other without the
   * engine in between; none when left out. The engine may start so many more, with `atOnce` to say how many may run. When one of
   * those that run is over, the one that has waited longest takes its place, without a word: it must be a call that may. One that
   * must stop before it has begun never begins, and settles at once.
   */
  readonly ahead?: number;
  /**
   * Takes back calls that have not begun, those that came last first, until there are no more than `keep` beyond those that may run, or the
   * rest has begun: each settles as `unbegun`. For an engine that has something better to start, or that sees `ahead` shrink. Where
   * there is an `ahead`, there is a `recall`.
   */
  recall?(keep: number): void;
  /** Gives back what it holds. Called once nothing runs any more. */
  close(): Promise<void>;
}
