/** One thread of the pool, as the pool sees it: takes batches, and tells what becomes of each call in them. */
import { MessageChannel, receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import type { Piscina } from "piscina";
import type { CallOutcome } from "../executor.ts";
import { after } from "../timer.ts";
import { longestTime, placesOf, type PooledCall, type PooledType } from "./pooled-call.ts";
import { outcomeOf } from "./answer-outcome.ts";
import type { ModuleAnswer } from "./module-answer.ts";
import type { ThreadOrder, ThreadReport, ThreadSession } from "./thread-message.ts";
import { Page } from "./thread-page.ts";
import { isBrief } from "./thread-use.ts";

/** What a thread tells whoever has it. */
export interface ThreadOwner {
  /** It is there, or a batch is over: it has room. */
  hasRoom(): void;
  /** `time`: ms. */
  settle(call: PooledCall, outcome: CallOutcome, time: number): void;
  /** These have not begun, and will not here. */
  giveBack(calls: readonly PooledCall[]): void;
  /** It is dead. `ran`: the call that ran there, which dies with it. What had not begun has been given back. */
  lost(thread: PoolThread, error: unknown, ran: PooledCall | undefined): void;
}

/** A second batch may be sent while the first runs. */
const pageCount = 2;

/** So many of the latest calls can be asked about when they are over: what they left behind may write to their logs. */
const remembered = 1_024;

/** ms in which a thread that is told to end does so, unless it is stuck in something that is not JavaScript. */
const ending = 1_000;

interface Batch {
  readonly page: Page;
  readonly index: number;
  /** Without those that have been taken back. */
  readonly calls: (PooledCall | undefined)[];
  /** All before it are settled. */
  next: number;
  readonly isBrief: boolean;
}

export class PoolThread {
  readonly #owner: ThreadOwner;
  readonly #pool: Piscina;
  readonly #port: MessagePort;
  readonly #pages: readonly Page[];
  readonly #answer = new SharedArrayBuffer(64 * 1024);
  readonly #known = new Map<number, PooledType>();
  readonly #abort = new AbortController();
  readonly #latest: PooledCall[] = [];
  /** In the order in which they run. */
  readonly #batches: Batch[] = [];
  #sent = 0;
  #id: number | undefined;
  /** When it was last seen to get on. */
  #seen = 0;
  /** What it runs goes on for so long that what waits had better run elsewhere. */
  #isStuck = false;
  #isDead = false;
  /** It was told to end, and takes nothing any more. */
  #isEnding = false;
  #failure: unknown;

  constructor(pool: Piscina, owner: ThreadOwner) {
    this.#owner = owner;
    this.#pool = pool;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const memories = Array.from({ length: pageCount }, () => Page.memory());
    this.#pages = memories.map((memory) => new Page(memory));
    port1.on("message", (report: ThreadReport) => this.#hear(report));
    const session: ThreadSession = { port: port2, pages: memories, answer: this.#answer };
    pool.run(session, { transferList: [port2], signal: this.#abort.signal }).then(
      () => port1.close(),
      (error: unknown) => this.#lose(this.#failure ?? error),
    );
  }

  get isReady(): boolean {
    return this.#id !== undefined && !this.#isDead;
  }

  get isIdle(): boolean {
    return this.#batches.length === 0;
  }

  get isBrief(): boolean {
    return !this.#isStuck && this.#batches.every((batch) => batch.isBrief);
  }

  /** Whether a batch may be sent that runs after the one that it has. */
  get hasRoom(): boolean {
    return this.isReady && this.#batches.length < pageCount && !this.#isStuck && !this.#isEnding;
  }

  /** Whether calls wait for one that runs, begun or not. */
  get keepsWaiting(): boolean {
    return (
      !this.#isStuck && (this.#batches.length > 1 || this.#batches.some(({ calls, next }) => next + 1 < calls.length))
    );
  }

  /** Gives it calls to run one after another. It must be ready and have room. Throws where they are too long for a message. */
  send(calls: readonly PooledCall[]): void {
    const index = this.#pages.findIndex((_, index) => this.#batches.every((batch) => batch.index !== index));
    const page = this.#pages[index] as Page;
    const types = newTypes(calls, this.#known);
    const batch = {
      page: index,
      first: this.#sent,
      types: types.map(({ sent }) => sent),
      calls: calls.map(({ call, type }) => type.sentCall(call)),
    };
    const text = JSON.stringify({ kind: "batch", batch } satisfies ThreadOrder);
    page.reset(calls.length);
    this.#port.postMessage(text);
    for (const type of types) this.#known.set(type.sent.id, type);
    calls.forEach((call, slot) => {
      call.page = page;
      call.slot = slot;
      call.thread = this;
      this.#latest[(this.#sent + slot) % remembered] = call;
    });
    this.#sent += calls.length;
    if (this.isIdle) this.#seen = performance.now();
    this.#batches.push({
      page,
      index,
      calls: [...calls],
      next: 0,
      isBrief: calls.every(({ type }) => isBrief(type.estimate)),
    });
  }

  /** Looks whether calls are over. After so many ms without one, those that have not begun are given back, in order. */
  look(now: number, patience: number): void {
    if (this.#batches.map((batch) => this.#collect(batch)).includes(true)) {
      this.#seen = now;
      this.#isStuck = false;
    } else if (now - this.#seen >= patience) {
      this.#isStuck = true;
      this.recall();
    }
  }

  /** Gives back what has not begun. The last first: the thread goes on meanwhile, and what it begins has to be what came before. */
  recall(): void {
    const taken = this.#batches.toReversed().flatMap((batch) => recalled(batch));
    if (taken.length > 0) this.#owner.giveBack(taken);
  }

  /** Ends the thread because of a call that does not stop, unless that is over by now. */
  kill(call: PooledCall): void {
    // Nothing else shall have begun when it dies.
    this.recall();
    // Its answer may be on its way.
    if (call.page?.isRunning(call.slot) !== true) return;
    call.isForced = true;
    this.#isEnding = true;
    const thread = this.#pool.threads.find(({ threadId }) => threadId === this.#id);
    const calm = after(thread === undefined ? 0 : ending, () => this.#abort.abort());
    void thread?.terminate().then(calm);
  }

  /** Lets go of the thread; it must be idle. */
  release(): void {
    this.#port.postMessage(JSON.stringify({ kind: "end" } satisfies ThreadOrder));
  }

  /** It could not be started, or died before it was. */
  fail(error: unknown): void {
    this.#failure = error;
    this.#abort.abort();
  }

  #hear(report: ThreadReport): void {
    switch (report.kind) {
      case "ready":
        this.#id = report.thread;
        return this.#owner.hasRoom();
      case "over":
        return this.#over(report.page);
      case "answer": {
        const call = this.#batches.find(({ index }) => index === report.page)?.calls[report.slot];
        // An answer so long took its time, whatever the function did.
        if (call?.isOver === false)
          this.#owner.settle(call, outcomeOf(JSON.parse(report.text) as ModuleAnswer), longestTime);
        return;
      }
      case "reads":
        return this.#known.get(report.type)?.reads();
      case "ask":
        return this.#tell(report.call);
    }
  }

  #over(page: number): void {
    const place = this.#batches.findIndex(({ index }) => index === page);
    const [batch] = this.#batches.splice(place, 1);
    if (batch !== undefined) this.#collect(batch);
    this.#seen = performance.now();
    this.#isStuck = false;
    this.#owner.hasRoom();
  }

  /** Settles what is over; whether there was any. */
  #collect(batch: Batch): boolean {
    const { page, calls, next } = batch;
    for (; batch.next < calls.length; batch.next++) {
      const call = calls[batch.next];
      if (call === undefined || call.isOver) continue;
      const found = page.read(batch.next);
      if (found === "waiting" || found === "begun") break;
      if (typeof found === "string") continue;
      this.#owner.settle(call, "ok" in found ? found : outcomeOf(found), page.time(batch.next));
    }
    return batch.next > next;
  }

  #tell(number: number): void {
    const call = number >= this.#sent - remembered ? this.#latest[number % remembered] : undefined;
    call?.type.reads();
    const text = JSON.stringify(call === undefined ? null : placesOf(call.call));
    const length = Buffer.from(this.#answer, 4).write(text);
    const said = new Int32Array(this.#answer, 0, 1);
    Atomics.store(said, 0, length);
    Atomics.notify(said, 0);
  }

  #lose(error: unknown): void {
    this.#isDead = true;
    // What it said before.
    for (let last = receiveMessageOnPort(this.#port); last !== undefined; last = receiveMessageOnPort(this.#port))
      this.#hear(last.message as ThreadReport);
    this.#port.close();
    this.#batches.forEach((batch) => this.#collect(batch));
    this.recall();
    const ran = this.#batches.flatMap(({ calls }) => calls).find((call) => call?.isOver === false);
    this.#owner.lost(this, error, ran);
  }
}

function recalled({ calls, page, next }: Batch): readonly PooledCall[] {
  const taken: PooledCall[] = [];
  for (let slot = calls.length - 1; slot >= next; slot--) {
    const call = calls[slot];
    if (call === undefined || call.isOver || !page.recall(slot)) continue;
    calls[slot] = undefined;
    call.thread = undefined;
    taken.push(call);
  }
  return taken;
}

function newTypes(calls: readonly PooledCall[], known: ReadonlyMap<number, PooledType>): readonly PooledType[] {
  return [...new Set(calls.map(({ type }) => type))].filter(({ sent }) => !known.has(sent.id));
}
