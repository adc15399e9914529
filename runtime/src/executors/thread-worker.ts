/** What runs in each thread of the pool: one call at a time. */
import { enableCompileCache } from "node:module";
import { threadId, type MessagePort } from "node:worker_threads";
import { thrownOf } from "../thrown.ts";
import { withoutOptional } from "./call-type.ts";
import { captureOutput, runningTask } from "./capture.ts";
import { changeEnvironment, type EnvironmentChange } from "./environment.ts";
import { threw, type ModuleAnswer } from "./module-answer.ts";
import { runModule } from "./run-module.ts";
import type { Places } from "./task-context.ts";
import { LazyPlaces, SlotStop } from "./thread-call.ts";
import type { SentBatch, SentCall, SentType, ThreadOrder, ThreadReport, ThreadSession } from "./thread-message.ts";
import { Page } from "./thread-page.ts";

// So this module cannot be loaded by `require`, which Piscina tries first: where a thread is ended in the middle of that, Node
// aborts the whole process.
await Promise.resolve();

// Each thread compiles the user's modules anew, unless what came of it is kept.
enableCompileCache();

const writeError = process.stderr.write.bind(process.stderr);
// Standard output belongs to the command that runs the workflow (`--json`).
captureOutput((chunk) => void writeError(chunk));

// With this listener an error that nobody awaited ends the task that caused it, not the thread and whatever runs there by then.
process.on("uncaughtException", (error) => {
  const owner = runningTask.getStore();
  if (owner === undefined) writeError(`Left behind by a task: ${thrownOf(error).message}\n`);
  else if (owner.over) owner.log.write(`Left behind: ${thrownOf(error).message}\n`);
  else owner.fail(error);
});

/** Runs what it is told until there is no more; settles then. */
export default function runSession(session: ThreadSession): Promise<void> {
  return new Session(session).ended;
}

class Session {
  readonly ended: Promise<void>;
  readonly #port: MessagePort;
  readonly #pages: readonly Page[];
  readonly #answered: Int32Array<SharedArrayBuffer>;
  readonly #answer: Buffer<SharedArrayBuffer>;
  readonly #types = new Map<number, SentType>();
  /** Types of which it is known that their calls use their places. */
  readonly #readers = new Set<number>();
  readonly #waiting: SentBatch[] = [];
  #isBusy = false;
  #isOver = false;

  constructor({ port, pages, answer }: ThreadSession) {
    this.#port = port;
    this.#pages = pages.map((memory) => new Page(memory));
    this.#answered = new Int32Array(answer, 0, 1);
    this.#answer = Buffer.from(answer, 4);
    this.ended = new Promise((end) => {
      port.on("message", (text: string) => {
        const began = performance.now();
        const order = JSON.parse(text) as ThreadOrder;
        if (order.kind === "batch") return this.#take(order.batch, began);
        this.#isOver = true;
        end();
      });
    });
    this.#tell({ kind: "ready", thread: threadId });
  }

  #tell(report: ThreadReport): void {
    this.#port.postMessage(report);
  }

  #take(batch: SentBatch, began: number): void {
    for (const type of batch.types) this.#types.set(type.id, type);
    this.#waiting.push(batch);
    if (!this.#isBusy) void this.#work(began);
  }

  async #work(began: number): Promise<void> {
    this.#isBusy = true;
    let before = began;
    for (let batch = this.#waiting.shift(); batch !== undefined; batch = this.#waiting.shift()) {
      const page = this.#pages[batch.page] as Page;
      page.open();
      // Large arguments take their time, too.
      const received = (performance.now() - before) / batch.calls.length;
      before = performance.now();
      for (const [slot, call] of batch.calls.entries()) {
        if (!page.begin(slot)) continue;
        const answer = this.#runSafely(call, batch.first + slot, page, slot);
        const found = answer instanceof Promise ? await answer : answer;
        const now = performance.now();
        this.#write(batch.page, slot, found, now - before + received);
        before = now;
      }
      this.#tell({ kind: "over", page: batch.page });
    }
    this.#isBusy = false;
  }

  /** Never throws or rejects: a call may have spoilt what the next one needs. */
  #runSafely(call: SentCall, number: number, page: Page, slot: number): ModuleAnswer | Promise<ModuleAnswer> {
    try {
      const answer = this.#run(call, number, page, slot);
      return answer instanceof Promise ? answer.catch(threw) : answer;
    } catch (error) {
      return threw(error);
    }
  }

  #run(
    [id, attempt, given, more]: SentCall,
    number: number,
    page: Page,
    slot: number,
  ): ModuleAnswer | Promise<ModuleAnswer> {
    const type = this.#types.get(id) as SentType;
    const { callee, result, types, optional } = type;
    const args = withoutOptional(given, optional);
    const places = new LazyPlaces(() => this.#placesOf(id, number, more?.places));
    const environment = more?.environment ?? type.environment;
    const stop = new SlotStop(page, slot);
    // A thread has an environment of its own.
    const restore = environment === undefined ? undefined : changeEnvironment(environment);
    const call = { args, attempt, places, environment: environment ?? unchanged, result, types };
    const answer = runModule(callee, call, stop);
    if (answer instanceof Promise) return answer.finally(() => end());
    end();
    return answer;

    function end(): void {
      restore?.();
      stop.end();
    }
  }

  #write(page: number, slot: number, answer: ModuleAnswer, time: number): void {
    const memory = this.#pages[page] as Page;
    let text: string | undefined;
    try {
      text = memory.write(slot, answer, time);
    } catch (error) {
      // Longer than any text may be.
      text = memory.write(slot, { kind: "threw", thrown: thrownOf(error) }, time);
    }
    if (text === undefined) return;
    this.#tell({ kind: "answer", page, slot, text });
    memory.posted(slot);
  }

  #placesOf(type: number, call: number, given: Places | undefined): Places {
    if (given === undefined) return this.#ask(call);
    if (!this.#readers.has(type)) this.#tell({ kind: "reads", type });
    this.#readers.add(type);
    return given;
  }

  /** Waits for the pool: whoever asks is in the middle of something. */
  #ask(call: number): Places {
    let found: Places | null = null;
    if (!this.#isOver) {
      Atomics.store(this.#answered, 0, 0);
      this.#tell({ kind: "ask", call });
      Atomics.wait(this.#answered, 0, 0);
      found = JSON.parse(this.#answer.toString("utf8", 0, Atomics.load(this.#answered, 0))) as Places | null;
    }
    // Only what a task left behind long ago can come so late.
    if (found === null) throw new Error("it is too late to ask where the task had its files");
    return found;
  }
}

const unchanged: EnvironmentChange = { set: {}, unset: [] };
