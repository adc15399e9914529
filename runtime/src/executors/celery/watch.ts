/** Finds out what has become of tasks of which nothing is heard, and stops those that must. */
import type { Answers, Broker } from "./broker.ts";
import { fateOf, type Fate, type Place } from "./fate.ts";
import type { Probes } from "./probes.ts";
import { hasLostWorker, type SentTask } from "./sent-task.ts";

/** Tasks that are asked for at once. */
const most = 64;

/** ms after a broker came back within which workers, too, come back: so long Celery waits between two tries, twice. */
const returnTime = 60_000;

/** What a look has shown. */
export interface Look {
  readonly fates: ReadonlyMap<SentTask, Fate>;
  /** Whether any worker has answered, or may be there. */
  readonly hasWorkers: boolean;
}

export class Watch {
  readonly #broker: Broker;
  readonly #probes: Probes;
  readonly #lostAfter: number;
  /** Workers, each with its process, that answered the last time. */
  #workers: ReadonlySet<string> = new Set();
  /** Those that were there before the broker was away, and when it was back. */
  #awaited: { readonly names: ReadonlySet<string>; readonly until: number } | undefined;
  #returnedAt = Number.NEGATIVE_INFINITY;
  /** Those that were there, until it is sure that one of them is gone. */
  #present: ReadonlySet<string> = new Set();
  /** The highest number of a task that is known to have left the queue, by priority: those before it have left it, too. */
  readonly #left = new Map<number, number>();
  /** Tasks that are known to have left it one by one. */
  #gone = new WeakSet<SentTask>();

  /** `lostAfter` in ms. */
  constructor(broker: Broker, probes: Probes, lostAfter: number) {
    this.#broker = broker;
    this.#probes = probes;
    this.#lostAfter = lostAfter;
  }

  /** Workers that are there now, as far as is known. */
  get workers(): ReadonlySet<string> {
    return this.#workers;
  }

  /** Asks who is there. */
  async meet(): Promise<Answers> {
    const answers = await this.#broker.ask("stats", {});
    this.#workers = new Set([...answers.byWorker].map(([name, stats]) => `${name} ${processOf(stats)}`));
    if (!answers.isComplete) this.#present = this.#present.union(this.#workers);
    else {
      if (!this.#present.isSubsetOf(this.#workers)) this.#doubt();
      this.#present = this.#workers;
    }
    return answers;
  }

  /** The broker was away, and is back. */
  returned(): void {
    const names = this.#awaited?.names ?? this.#workers;
    this.#returnedAt = performance.now();
    this.#awaited = { names, until: this.#returnedAt + returnTime };
    this.#doubt();
  }

  /** A worker is gone, or was cut off: what it had taken and not acknowledged is in the queue again, where it was before. */
  #doubt(): void {
    this.#left.clear();
    this.#gone = new WeakSet();
    this.#probes.forget();
  }

  /** The task is in the queue, behind all others. */
  sentAnew(task: SentTask): void {
    this.#gone.delete(task);
  }

  /** A worker has, or had, the task. */
  left({ message, number }: SentTask): void {
    const priority = message.priority ?? 0;
    this.#left.set(priority, Math.max(number, this.#left.get(priority) ?? 0));
  }

  /** Looks at some of the tasks; at those first that nobody has looked at for longest. They come back at the end of the list. */
  async look(tasks: readonly SentTask[]): Promise<Look> {
    const asked = tasks.slice(0, most);
    await this.#tell(asked.filter(({ mustStop, isTold }) => mustStop && !isTold));
    const [said, workers] = await Promise.all([this.#ask(asked), this.meet()]);
    const isComplete = said.isComplete && workers.isComplete && this.#isBack(workers.byWorker);
    const held = heldIn(said);
    for (const id of await this.#scheduled(asked)) held.set(id, { has: "waits", isAcknowledged: false });
    const nowhere = asked.filter(({ message, mustStop }) => !held.has(message.id) && !mustStop);
    const places = await this.#placesOf(nowhere);
    const fates = new Map<SentTask, Fate>();
    for (const task of asked) {
      const { has, isAcknowledged = false } = held.get(task.message.id) ?? {};
      task.isAcknowledged ||= isAcknowledged;
      const place = places.get(task) ?? "nowhere";
      fates.set(task, this.#fateOf(task, { held: has, isComplete, place }));
    }
    return { fates, hasWorkers: workers.byWorker.size > 0 || !workers.isComplete };
  }

  #fateOf(task: SentTask, sighting: Parameters<typeof fateOf>[0]): Fate {
    const now = performance.now();
    if (sighting.held !== undefined) {
      task.wasHeld = true;
      // Its worker may give it back.
      this.#gone.delete(task);
      this.left(task);
    }
    const { missingSince, restored, mustStop, isTold } = task;
    const fate = fateOf(sighting, {
      missingFor: missingSince === undefined ? undefined : now - missingSince,
      isSuspicious: this.#isSuspicious(task),
      restored,
      mustStop,
      isTold,
      lostAfter: this.#lostAfter,
    });
    if (fate.kind !== "wait" || !fate.isMissing) task.missingSince = undefined;
    else task.missingSince ??= now;
    return fate;
  }

  #isSuspicious(task: SentTask): boolean {
    const { wasHeld, sentAt } = task;
    // A worker that loses its connection forgets what it has not begun.
    const mayBeForgotten = sentAt !== undefined && sentAt < this.#returnedAt;
    return wasHeld || mayBeForgotten || this.#workers.size === 0 || hasLostWorker(task, this.#workers);
  }

  /** Tells all workers that tasks must stop, wherever they are. Those that run are ended. */
  async #tell(tasks: readonly SentTask[]): Promise<void> {
    if (tasks.length === 0) return;
    await Promise.all(tasks.map(({ message }) => this.#broker.marks.stopped(message.id)));
    const { isComplete } = await this.#broker.ask("revoke", {
      task_id: tasks.map(({ message }) => message.id),
      terminate: true,
      signal: "SIGTERM",
    });
    if (isComplete) for (const task of tasks) task.isTold = true;
  }

  #ask(tasks: readonly SentTask[]): Promise<Answers> {
    return this.#broker.ask("query_task", { ids: tasks.map(({ message }) => message.id) });
  }

  /** Tasks that Celery is to run again, by their own wish, are with a worker until then. */
  async #scheduled(tasks: readonly SentTask[]): Promise<readonly string[]> {
    if (!tasks.some(({ state }) => state === "RETRY")) return [];
    const { byWorker } = await this.#broker.ask("scheduled", {});
    return [...byWorker.values()].flatMap((each) => (Array.isArray(each) ? each.map(idOfScheduled) : []));
  }

  async #placesOf(tasks: readonly SentTask[]): Promise<ReadonlyMap<SentTask, Place>> {
    if (tasks.length === 0) return new Map();
    const places = await this.#broker.placesOf(
      tasks.map(({ message, state }) => ({ message, isRenewed: state === "RETRY" })),
    );
    const seen = new Map(tasks.map((task, i) => [task, this.#seen(task, places[i] ?? "unknown")]));
    // As long as workers are there that were there before, all is well.
    const doubtful = [...seen].flatMap(([task, place]) =>
      place === "unknown" && this.#workers.size > 0 && this.#isSuspicious(task) ? [task] : [],
    );
    for (const task of await this.#probes.left(doubtful)) {
      this.#gone.add(task);
      seen.set(task, this.#seen(task, "unknown"));
    }
    return seen;
  }

  /** What is not known of where a task is, may follow from what was seen before. */
  #seen(task: SentTask, place: Place): Place {
    const { message, number, state, isAcknowledged } = task;
    if (place !== "unknown" || state === "RETRY") return place;
    if (isAcknowledged) return "nowhere";
    if (this.#gone.has(task)) return "taken";
    return number < (this.#left.get(message.priority ?? 0) ?? 0) ? "taken" : place;
  }

  /** Whether all workers have had the time to come back that a broker lost as it was away. */
  #isBack(byWorker: ReadonlyMap<string, unknown>): boolean {
    if (this.#awaited === undefined) return true;
    const { names, until } = this.#awaited;
    const areThere = [...names].every((each) => byWorker.has(each.slice(0, each.lastIndexOf(" "))));
    if (!(areThere && byWorker.size > 0) && performance.now() < until) return false;
    this.#awaited = undefined;
    return true;
  }
}

/** What a worker says of a task. */
interface Held {
  readonly has: "runs" | "waits";
  readonly isAcknowledged: boolean;
}

/** What workers say that they have. */
function heldIn({ byWorker }: Answers): Map<string, Held> {
  const held = new Map<string, Held>();
  for (const answer of byWorker.values())
    for (const [id, said] of Object.entries(Object(answer) as object)) {
      const [state, info]: readonly unknown[] = Array.isArray(said) ? said : [];
      const isAcknowledged = (Object(info) as { readonly acknowledged?: unknown }).acknowledged === true;
      if (state === "active") held.set(id, { has: "runs", isAcknowledged });
      else if (state !== undefined && !held.has(id)) held.set(id, { has: "waits", isAcknowledged: false });
    }
  return held;
}

const processOf = (stats: unknown): string => String((Object(stats) as { readonly pid?: unknown }).pid);

function idOfScheduled(each: unknown): string {
  const { request }: { readonly request?: unknown } = Object(each);
  return String((Object(request) as { readonly id?: unknown }).id);
}
