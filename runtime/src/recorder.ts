/** Writes what comes of a run's attempts into its journal, before anything follows from it. */
import { Alarm } from "./alarm.ts";
import type { Attempt } from "./engine-attempt.ts";
import type { Report } from "./event.ts";
import type { FirstRecord, JournalStore, JournalWriter } from "./journal/journal-store.ts";
import { argsTextOf, INLINE_LIMIT, type JournalRecord } from "./journal/record.ts";
import type { OutcomeEvent } from "./outcome-event.ts";
import { taskCode } from "./task-code.ts";
import { totalCounts } from "./total-counts.ts";
import type { Value } from "./workflow.ts";

/** How the journal begins, and where. */
export type RecorderOptions = FirstRecord & {
  readonly journals: JournalStore;
  readonly run: string;
  /** ms that earlier processes were at work on the run. */
  readonly worked?: number;
};

/** ms. An attempt that is over sooner need not be known to have begun. */
const brief = 20;

export class Recorder {
  readonly #writer: JournalWriter;
  #onChange = (): void => {};
  readonly #codes = new Set<string>();
  #begun: Attempt[] = [];
  #pending = 0;
  readonly #soon = new Alarm();

  /** Why nothing can be kept any more. */
  #failure: Error | undefined;

  readonly #worked: number;
  readonly #start = Date.now();

  private constructor(writer: JournalWriter, worked: number) {
    this.#writer = writer;
    this.#worked = worked;
  }

  /** Makes the journal, or takes one up. Rejects with a `JournalError`. */
  static async open({ journals, run, worked = 0, ...first }: RecorderOptions): Promise<Recorder> {
    const early: Error[] = [];
    let tell = (failure: Error): void => void early.push(failure);
    const writer = await journals.open(run, { ...first, onFailure: (failure) => tell(failure) });
    const recorder = new Recorder(writer, worked);
    early.forEach((failure) => recorder.#fail(failure));
    tell = (failure) => recorder.#fail(failure);
    return recorder;
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  /** `listener` is called when something has become durable, or nothing can any more. */
  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  /** Outcomes that are not durable yet. */
  get pending(): number {
    return this.#pending;
  }

  begun(attempt: Attempt): void {
    // The first leaves its folder behind where it has one; of a further one nothing else would tell.
    if (attempt.attempt > 1) return this.#writeBegun(attempt);
    if (this.#begun.push(attempt) === 1) this.#soon.set(brief, () => this.#tellBegun());
  }

  /** A rule may fire. */
  allowed(firing: string): void {
    this.#writer.write({ kind: "allowed", firing });
  }

  ended(attempt: Attempt, event: OutcomeEvent, onDurable: () => void): void {
    const { task, folder } = attempt;
    if (!this.#codes.has(task.name)) {
      this.#codes.add(task.name);
      this.#writer.write({ kind: "task", task: task.name, code: taskCode(task, folder) });
    }
    this.#pending += 1;
    this.#writer.writeThen(recordOf(attempt, event), () => {
      this.#pending -= 1;
      onDurable();
      this.#onChange();
    });
  }

  /** Nothing more begins. */
  stop(): void {
    this.#soon.clear();
  }

  /** The run has ended so. Fulfilled when that is durable. */
  async end({ status, nodes, outputs }: Pick<Report, "status" | "nodes" | "outputs">): Promise<void> {
    const time = Date.now();
    this.#writer.write({
      kind: "ended",
      status,
      time,
      worked: this.#worked + time - this.#start,
      nodes: totalCounts(Object.values(nodes)),
      ...(JSON.stringify(outputs).length > INLINE_LIMIT ? {} : { outputs }),
    });
    await this.#writer.close();
  }

  /** Frees the run for other processes; what cannot be kept was told before. */
  async close(): Promise<void> {
    await this.#writer.close().catch(() => undefined);
  }

  #fail(failure: Error): void {
    this.#failure ??= failure;
    this.#onChange();
  }

  #tellBegun(): void {
    const begun = this.#begun;
    this.#begun = [];
    for (const attempt of begun) if (attempt.isRunning) this.#writeBegun(attempt);
  }

  #writeBegun({ nodeId: node, node: number, task, attempt, begun: time }: Attempt): void {
    this.#writer.write({ kind: "begun", node, number, task: task.name, attempt, time });
  }
}

function recordOf(attempt: Attempt, event: OutcomeEvent): JournalRecord {
  const { nodeId: node, node: number, task, attempt: count, reused } = attempt;
  const ended = Date.now();
  const begun = attempt.begun === 0 ? ended : attempt.begun;
  const outcome = {
    node,
    number,
    task: task.name,
    attempt: count,
    begun,
    ended,
    args: argsText(attempt.args),
  } as const;
  if (event.kind === "failed") {
    const { cause: _, ...failure } = event.failure;
    return { kind: "failed", ...outcome, failure, final: event.final === true };
  }
  const { result: value, spawned } = event;
  return {
    kind: "succeeded",
    ...outcome,
    result: { value },
    ...(spawned === undefined ? {} : { spawned }),
    ...(reused === undefined ? {} : { from: "cache" }),
    ...(reused?.made === undefined ? {} : { origin: reused.made }),
  };
}

/** Arguments as records name them. */
export function argsText(args: readonly Value[]): string {
  return argsTextOf(JSON.stringify(args));
}
