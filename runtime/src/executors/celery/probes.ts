/**
 * Whether tasks have left a queue that cannot be looked into: something is sent behind them, and once it has come out, so have they. It is
 * a task of Celery's own whose time is over, which the worker that takes it drops, and notes that it did.
 */
import { randomUUID } from "node:crypto";
import type { Broker } from "./broker.ts";
import { messageOf } from "./message.ts";
import type { Results } from "./results.ts";
import type { SentTask } from "./sent-task.ts";

/** What was sent behind tasks of one priority. */
interface Probe {
  readonly id: string;
  /** ms on the clock of `performance`. */
  readonly sentAt: number;
  /** The ids that they had in the queue. */
  readonly before: ReadonlySet<string>;
}

/** ms after which one that nothing was heard of may have got lost, as by a purge. */
const patience = 60_000;

export class Probes {
  readonly #broker: Broker;
  readonly #results: Pick<Results, "statesOf" | "forget">;
  /** One for each priority. */
  readonly #probes = new Map<number, Probe>();

  constructor(broker: Broker, results: Pick<Results, "statesOf" | "forget">) {
    this.#broker = broker;
    this.#results = results;
  }

  /** Those of the tasks that have left the queue, as was asked before; asks about the others. All are in the broker's hands. */
  async left(tasks: readonly SentTask[]): Promise<ReadonlySet<SentTask>> {
    const left = new Set<SentTask>();
    const byPriority = Map.groupBy(tasks, ({ message }) => message.priority ?? 0);
    for (const [priority, some] of byPriority) {
      const probe = this.#probes.get(priority);
      if (probe !== undefined && (await this.#hasCome(probe))) {
        for (const task of some) if (probe.before.has(task.message.id)) left.add(task);
        this.#probes.delete(priority);
      }
      const isOut = performance.now() - (this.#probes.get(priority)?.sentAt ?? -patience) < patience;
      const asked = some.filter((task) => !left.has(task));
      if (!isOut && asked.length > 0) this.#probes.set(priority, await this.#send(asked));
    }
    return left;
  }

  /** What has come out tells nothing any more. */
  forget(): void {
    this.#probes.clear();
  }

  async #hasCome({ id }: Probe): Promise<boolean> {
    const [state] = await this.#results.statesOf([id]);
    if (state === null || state === undefined) return false;
    await this.#results.forget([id]);
    return true;
  }

  async #send(tasks: readonly SentTask[]): Promise<Probe> {
    const id = `adg-probe-${randomUUID()}`;
    const { queue, priority } = (tasks[0] as SentTask).message;
    const before = new Set(tasks.map(({ message }) => message.id));
    const sentAt = performance.now();
    await this.#broker.sendAgain(
      messageOf({ id, task: "celery.accumulate", args: [], queue, priority, expires: "2000-01-01T00:00:00+00:00" }),
    );
    return { id, sentAt, before };
  }
}
