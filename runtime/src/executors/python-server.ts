/** An interpreter that others are forked from, one for each call, as this process sees it. */
import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Call } from "../executor.ts";
import { after } from "../timer.ts";
import { whenStopped } from "./call-stop.ts";
import type { Python } from "./find-python.ts";
import { prepareGuard } from "./guard.ts";
import { seeGroupEnd, type Exit, type StopOptions } from "./process-group.ts";
import { pythonFlags } from "./python-alone.ts";
import { forkProgram, orderDescriptor, reportDescriptor, type ForkedCall, type ForkReport } from "./python-fork.ts";

/** What came of a call: how its process ended, or why it has none. */
export type Served =
  | { readonly kind: "ended"; readonly exit: Exit }
  /** It cannot be forked here; nothing of it ran. */
  | { readonly kind: "refused" }
  /** It had to stop before it was begun. */
  | { readonly kind: "unbegun" };

interface Pending {
  /** The group of its process; `undefined` where it will have none. */
  readonly began: PromiseWithResolvers<number | undefined>;
  readonly ended: PromiseWithResolvers<Exit>;
}

export class PythonServer {
  readonly #process: ChildProcess;
  readonly #orders: Writable;
  readonly #pending = new Map<number, Pending>();
  readonly #closed: Promise<void>;
  #calls = 0;
  /** It has forked once. */
  #isProven = false;
  #isLost = false;
  #isUnfit = false;

  constructor(python: Python, env: NodeJS.ProcessEnv) {
    prepareGuard();
    // It sees by itself that this process is gone, and then ends all that it has forked, also what this process has not heard of yet.
    this.#process = spawn(python.path, [...pythonFlags, forkProgram], {
      cwd: "/",
      env,
      detached: true,
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    });
    this.#orders = this.#process.stdio[orderDescriptor] as Writable;
    // What becomes of orders that do not arrive is seen by its end.
    this.#orders.on("error", () => {});
    const reports = this.#process.stdio[reportDescriptor] as Readable;
    createInterface({ input: reports }).on("line", (line) => this.#hear(JSON.parse(line) as ForkReport));
    this.#closed = new Promise((closed) => {
      this.#process.once("error", closed);
      this.#process.once("close", () => closed());
    });
    void this.#closed.then(() => this.#lose());
  }

  get isIdle(): boolean {
    return this.#pending.size === 0;
  }

  /** It is gone, though it has worked. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** It cannot fork, and another one could not either. */
  get isUnfit(): boolean {
    return this.#isUnfit;
  }

  /** Settles when the call's process has ended and nothing of its group runs any more; rejects where the server ends before. */
  async run(call: Call, question: ForkedCall, options: StopOptions): Promise<Served> {
    const number = ++this.#calls;
    const pending: Pending = { began: Promise.withResolvers(), ended: Promise.withResolvers() };
    // Nobody may be waiting for it by then.
    pending.ended.promise.catch(() => {});
    this.#pending.set(number, pending);
    if (this.#isLost || this.#isUnfit) this.#refuse(number);
    else this.#order(number, question);
    let isStopped = false;
    let calm = (): void => {};
    let onStop = (): void => {
      calm = after(options.grace, () => void this.#process.kill("SIGKILL"));
    };
    const deaf = whenStopped(call, () => {
      isStopped = true;
      onStop();
    });
    try {
      const group = await pending.began.promise;
      calm();
      if (group === undefined) return { kind: isStopped ? "unbegun" : "refused" };
      const hear = (stop: () => void): (() => void) => {
        onStop = stop;
        if (isStopped) stop();
        return deaf;
      };
      return { kind: "ended", exit: await seeGroupEnd(group, pending.ended.promise, hear, options) };
    } finally {
      deaf();
      this.#pending.delete(number);
    }
  }

  /** It must be idle. */
  async close(): Promise<void> {
    this.#orders.end();
    const calm = after(2_000, () => void this.#process.kill("SIGKILL"));
    await this.#closed;
    calm();
  }

  #order(number: number, question: ForkedCall): void {
    const text = Buffer.from(JSON.stringify(question));
    this.#orders.cork();
    this.#orders.write(`${number} ${text.length}\n`);
    this.#orders.write(text);
    this.#orders.uncork();
  }

  #hear(report: ForkReport): void {
    const pending = this.#pending.get(report.call);
    switch (report.kind) {
      case "began":
        this.#isProven = true;
        return pending?.began.resolve(report.group);
      case "ended":
        // Where it was ended before it could say that it had begun.
        pending?.began.resolve(undefined);
        return pending?.ended.resolve(exitOf(report));
      case "refused":
        this.#isUnfit = true;
        return this.#refuse(report.call);
    }
  }

  #refuse(number: number): void {
    this.#pending.get(number)?.began.resolve(undefined);
  }

  #lose(): void {
    this.#isLost = true;
    this.#isUnfit ||= !this.#isProven;
    const lost = new Error("the process that its interpreter was forked from has ended");
    for (const { began, ended } of this.#pending.values()) {
      began.resolve(undefined);
      ended.reject(lost);
    }
  }
}

function exitOf({ status, signal }: ForkReport & { readonly kind: "ended" }): Exit {
  if (signal === undefined) return { status: status ?? 0 };
  const names = Object.entries(constants.signals) as [NodeJS.Signals, number][];
  return { signal: names.find(([, number]) => number === signal)?.[0] ?? (`signal ${signal}` as NodeJS.Signals) };
}
