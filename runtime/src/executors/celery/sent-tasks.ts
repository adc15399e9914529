/** The tasks that are with Celery's workers, or wait for one: the run's end. */
import type { Call, CallOutcome } from "../../executor.ts";
import { failureOf } from "../../failure.ts";
import { whenStopped } from "../call-stop.ts";
import type { Broker } from "./broker.ts";
import { messageOf, taskIdOf } from "./message.ts";
import { Orders, pythonTask, type OrderPlace } from "./orders.ts";
import { Probes } from "./probes.ts";
import type { Results } from "./results.ts";
import { newTask, type SentTask } from "./sent-task.ts";
import { failed, outcomeOf, stopped } from "./task-outcome.ts";
import { stateOf } from "./task-state.ts";
import { within } from "./within.ts";
import { Watch } from "./watch.ts";
import { warn } from "../../warn.ts";

/** What the tasks go to. */
export interface CeleryPlace extends OrderPlace {
  readonly broker: Broker;
  /** `hear` is called with each state that is told. */
  results(hear: (id: string, state: string) => void): Results;
  /** ms; see the settings. */
  readonly lostAfter: number;
}

/** ms between two looks whether something is to be done. */
const tick = 250;

/** ms after which states that were not told are read: what is told is a hint, and some may get lost. */
const readAgain = 5_000;

/** ms that the servers may be away before a task that must stop is given up. */
const patience = 15_000;

/** ms after which what came of a task is sure to be in the journal. */
const keptBy = 10_000;

export class SentTasks {
  readonly #place: CeleryPlace;
  readonly #broker: Broker;
  readonly #results: Results;
  readonly #orders: Orders;
  readonly #watch: Watch;
  readonly #tasks = new Map<string, SentTask>();
  /** The last attempt of a node that has failed here. */
  readonly #failed = new Map<string, number>();
  readonly #done: { readonly id: string; readonly at: number; readonly wasStopped: boolean }[] = [];
  readonly #ticking: NodeJS.Timeout;
  readonly #lookEvery: number;
  #numbers = 0;
  #isLooking = false;
  #lookedAt = 0;
  #readAt = 0;
  #awaySince: number | undefined;
  #withoutWorkers = 0;

  constructor(place: CeleryPlace) {
    this.#place = place;
    this.#broker = place.broker;
    this.#orders = new Orders(place);
    this.#results = place.results((id, text) => this.#hear(this.#tasks.get(id), text));
    this.#watch = new Watch(place.broker, new Probes(place.broker, this.#results), place.lostAfter);
    this.#lookEvery = Math.max(tick, Math.min(place.lostAfter / 4, 2_500));
    this.#ticking = setInterval(() => this.#tick(), tick);
  }

  /** Learns which workers there are. */
  async open(): Promise<void> {
    await this.#watch.meet();
  }

  async close(): Promise<void> {
    clearInterval(this.#ticking);
    // Where the servers are away, it stays as long as Celery keeps it.
    await within(2_000, this.#forget(Number.POSITIVE_INFINITY));
    await this.#broker.close();
    this.#results.close();
  }

  /** Settles when the task is over and nothing of it runs any more. */
  async run(call: Call): Promise<CallOutcome> {
    let order: SentTask["order"];
    try {
      order = await this.#orders.orderOf(call);
    } catch (error) {
      return { ok: false, failure: failureOf("ADG7007", error), final: true };
    }
    const { promise, resolve } = Promise.withResolvers<CallOutcome>();
    const task = this.#made(call, order, taskIdOf(call, call.attempt), resolve);
    // Nobody has looked for a while.
    if (this.#tasks.size === 0) this.#lookedAt = 0;
    const deaf = whenStopped(call, () => {
      task.mustStop = true;
      this.#lookedAt = 0;
      if (task.isHeard) void this.#takeBack(task);
      else task.settle(stopped(true));
    });
    void this.#begin(task, call).catch((error: unknown) =>
      task.settle({ ok: false, failure: failureOf("ADG7004", error) }),
    );
    const outcome = await promise;
    deaf();
    this.#note(call, outcome);
    return outcome;
  }

  async #begin(task: SentTask, call: Call): Promise<void> {
    await this.#results.listen(call.run);
    if (call.attempt > 1) await this.#takeUp(task);
    if (!task.isOver && !task.isHeard) await this.#send(task);
  }

  #made(
    call: Call | undefined,
    order: SentTask["order"],
    id: string,
    resolve: (outcome: CallOutcome) => void,
  ): SentTask {
    const { workers } = this.#watch;
    const task = newTask({ call, order, id, number: ++this.#numbers, workers }, (outcome) => {
      if (!task.isOver) this.#over(task);
      resolve(outcome);
    });
    return task;
  }

  #over(task: SentTask): void {
    task.isOver = true;
    this.#tasks.delete(task.message.id);
    this.#done.push({ id: task.message.id, at: performance.now(), wasStopped: task.mustStop });
  }

  #note({ run, nodeId, attempt }: Call, outcome: CallOutcome): void {
    if (outcome.ok) this.#failed.delete(taskIdOf({ run, nodeId }, 0));
    else this.#failed.set(taskIdOf({ run, nodeId }, 0), attempt);
  }

  /** Sends it, under an id that no worker was told to drop. */
  async #send(task: SentTask): Promise<void> {
    const { id } = task.message;
    for (let turn = 1; !task.isOver; turn++) {
      this.#tasks.delete(task.message.id);
      task.message = messageOf({ ...task.order, id: turn === 1 ? id : `${id}.${turn}` });
      this.#tasks.set(task.message.id, task);
      task.isHeard = true;
      const noted = await this.#broker.send(task.message);
      if (noted === "stopped") continue;
      task.isAdopted = noted === "sent";
      task.sentAt = performance.now();
      if (task.mustStop) await this.#takeBack(task);
      else if (task.isAdopted) await this.#read([task]);
      return;
    }
  }

  /** What an earlier process of the run has sent for this node may still run, or be done. */
  async #takeUp(task: SentTask): Promise<void> {
    const { call, order } = task;
    if (call === undefined) return;
    const settled = this.#failed.get(taskIdOf(call, 0)) ?? 0;
    for (let attempt = call.attempt - 1; attempt > settled && !task.isOver; attempt--) {
      const id = taskIdOf(call, attempt);
      const [mark, [text]] = await Promise.all([this.#broker.marks.of(id), this.#results.statesOf([id])]);
      if (mark === "stopped" || (mark === undefined && text === null)) continue;
      const state = text === null || text === undefined ? undefined : stateOf(text);
      const isOver = state !== undefined && state.kind !== "going";
      // Its work directory was emptied for this attempt.
      const isUnusable = order.task === pythonTask;
      if (isOver && (isUnusable || state.kind !== "succeeded")) continue;
      if (isUnusable) await this.#end(order, id);
      else return this.#adopt(task, id);
    }
  }

  async #adopt(task: SentTask, id: string): Promise<void> {
    if (task.isOver) return;
    task.message = messageOf({ ...task.order, id });
    task.isAdopted = true;
    task.isHeard = true;
    task.sentAt = performance.now();
    this.#tasks.set(id, task);
    await this.#read([task]);
  }

  async #end(order: SentTask["order"], id: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<CallOutcome>();
    const task = this.#made(undefined, order, id, resolve);
    task.mustStop = true;
    task.isHeard = true;
    task.sentAt = performance.now();
    this.#tasks.set(id, task);
    this.#lookedAt = 0;
    await promise;
  }

  async #takeBack(task: SentTask): Promise<void> {
    if (task.sentAt === undefined || this.#broker.isAway) return;
    const isBack = await this.#broker.takeBack(task.message).catch(() => false);
    if (isBack) task.settle(stopped(true));
  }

  #tick(): void {
    const now = performance.now();
    this.#noteAway(now);
    if (this.#awaySince !== undefined || this.#isLooking) return;
    void this.#forget(now - keptBy).catch(() => {});
    if (this.#tasks.size === 0) return;
    const isStopping = [...this.#tasks.values()].some(({ mustStop }) => mustStop);
    if (now - this.#readAt >= readAgain) {
      this.#readAt = now;
      void this.#read([...this.#tasks.values()]).catch(() => {});
    }
    if (now - this.#lookedAt < (isStopping ? 4 * tick : this.#lookEvery)) return;
    if (!isStopping && this.#place.lostAfter === 0) return;
    this.#isLooking = true;
    void this.#look()
      .catch(() => {})
      .then(() => {
        this.#isLooking = false;
        this.#lookedAt = performance.now();
      });
  }

  #noteAway(now: number): void {
    if (!this.#broker.isAway && !this.#results.isAway) {
      if (this.#awaySince !== undefined) {
        this.#watch.returned();
        this.#readAt = 0;
      }
      this.#awaySince = undefined;
      return;
    }
    this.#awaySince ??= now;
    if (now - this.#awaySince < patience) return;
    const message = `was told to stop while ${this.#broker.address} could not be reached`;
    for (const task of this.#tasks.values()) if (task.mustStop) task.settle(failed(message));
  }

  async #look(): Promise<void> {
    const due = performance.now() - tick;
    const tasks = [...this.#tasks.values()].filter(
      ({ sentAt, mustStop }) => sentAt !== undefined && (mustStop || sentAt < due),
    );
    if (tasks.length === 0) return;
    const { fates, hasWorkers } = await this.#watch.look(tasks);
    this.#noteWorkers(hasWorkers);
    // What came meanwhile is worth more.
    await this.#read([...fates].flatMap(([task, { kind }]) => (kind === "wait" ? [] : [task])));
    for (const [task, fate] of fates) {
      if (task.isOver) continue;
      // Those that were looked at go behind the others.
      this.#tasks.delete(task.message.id);
      this.#tasks.set(task.message.id, task);
      if (fate.kind === "stopped") task.settle(stopped(false));
      else if (fate.kind === "restore") await this.#restore(task);
      else if (fate.kind === "lost") await this.#lose(task);
      else if (task.mustStop) await this.#takeBack(task);
    }
  }

  /** Where nobody takes the tasks, says so, once. */
  #noteWorkers(hasWorkers: boolean): void {
    this.#withoutWorkers = hasWorkers ? 0 : this.#withoutWorkers + 1;
    if (this.#withoutWorkers !== 2) return;
    const { queue } = this.#place;
    warn(`no Celery worker answers at ${this.#broker.address}; tasks wait in the queue "${queue}" for one`);
  }

  async #restore(task: SentTask): Promise<void> {
    task.restored++;
    await this.#broker.restore(task.message);
  }

  async #lose(task: SentTask): Promise<void> {
    const { isAdopted, message } = task;
    // What is heard of it from now on is of one that nobody wants any more, should it turn up after all.
    task.isHeard = false;
    await this.#broker.marks.stopped(message.id);
    await this.#broker.ask("revoke", { task_id: [message.id], terminate: true, signal: "SIGTERM" });
    if (isAdopted) return this.#sendAnew(task);
    const why = "its worker was lost, or keeps no results of it";
    task.settle(failed(`no Celery worker has it any more, and it left no result at ${this.#results.address}: ${why}`));
  }

  /** What an earlier process of the run has sent has come to nothing. */
  async #sendAnew(task: SentTask): Promise<void> {
    if (task.mustStop) return task.settle(stopped(false));
    task.sentAt = undefined;
    task.missingSince = undefined;
    task.wasHeld = false;
    task.isAcknowledged = false;
    task.number = ++this.#numbers;
    this.#watch.sentAnew(task);
    await this.#send(task);
  }

  async #read(tasks: readonly SentTask[]): Promise<void> {
    for (let i = 0; i < tasks.length; i += 500) {
      const some = tasks.slice(i, i + 500);
      const texts = await this.#results.statesOf(some.map(({ message }) => message.id));
      for (const [j, task] of some.entries()) {
        const text = texts[j];
        if (text !== null && text !== undefined) this.#hear(task, text);
      }
    }
  }

  #hear(task: SentTask | undefined, text: string): void {
    if (task === undefined || task.isOver || !task.isHeard) return;
    const state = stateOf(text);
    // Of one of the same id that was stopped before: it will be sent under another.
    if (state.kind === "revoked" && task.sentAt === undefined) return;
    // What is read a second time may be older than the worker's end.
    if (state.kind !== "going" || state.state !== task.state) this.#watch.left(task);
    if (state.kind === "going") {
      task.state = state.state;
      task.wasHeld = true;
      return;
    }
    if (state.kind === "revoked" && task.mustStop) return task.settle(stopped(false));
    // Stopped by an earlier process of the run.
    if (state.kind === "revoked" && task.isAdopted)
      return void this.#lose(task).catch((error: unknown) =>
        task.settle({ ok: false, failure: failureOf("ADG7004", error) }),
      );
    this.#over(task);
    void outcomeOf(state, task).then(task.settle, (error: unknown) =>
      task.settle({ ok: false, failure: failureOf("ADG7004", error) }),
    );
  }

  /** Those that were over before a time. */
  async #forget(before: number): Promise<void> {
    const count = this.#done.findIndex(({ at }) => at >= before);
    const old = this.#done.splice(0, count === -1 ? this.#done.length : count);
    if (old.length === 0 || this.#awaySince !== undefined) return;
    await this.#results.forget(old.map(({ id }) => id));
    await this.#broker.marks.forget(old.flatMap(({ id, wasStopped }) => (wasStopped ? [] : [id])));
  }
}
