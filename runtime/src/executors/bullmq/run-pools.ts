/** What runs calls on a worker: pools of its own for each run, so that each run gets the modules as they are when it begins. */
import type { CallOutcome, Executor } from "../../executor.ts";
import { failureOf } from "../../failure.ts";
import type { Stop } from "../../stop.ts";
import { processes } from "../processes.ts";
import { shell } from "../shell.ts";
import { threads } from "../threads.ts";
import { CallReceiver } from "./received-call.ts";
import type { SentCall } from "./sent-call.ts";

/** Where functions of modules run. */
export type ModulePlace = "threads" | "processes";

/** ms after which the pools of a run that sends nothing more are closed. */
const idleFor = 60_000;

interface Pools {
  readonly executors: readonly Executor[];
  readonly receiver: CallReceiver;
  running: number;
  closing: NodeJS.Timeout | undefined;
}

export class RunPools {
  readonly #place: ModulePlace;
  readonly #size: number;
  readonly #pools = new Map<string, Pools>();

  /** `size`: how many calls there are at once. */
  constructor(place: ModulePlace, size: number) {
    this.#place = place;
    this.#size = size;
  }

  /** Never rejects. */
  async start(sent: SentCall, stop: Stop): Promise<CallOutcome> {
    const pools = this.#poolsOf(sent.run);
    clearTimeout(pools.closing);
    pools.running++;
    try {
      const { kind } = sent.task.implementation;
      const executor = pools.executors.find(({ runs }) => runs.includes(kind));
      if (executor === undefined) throw new Error(`internal fault: no worker runs "${kind}" tasks`);
      return await executor.start(pools.receiver.callOf(sent, stop));
    } catch (error) {
      return { ok: false, failure: failureOf("ADG7004", error) };
    } finally {
      if (--pools.running === 0) this.#closeSoon(sent.run, pools);
    }
  }

  #poolsOf(run: string): Pools {
    const known = this.#pools.get(run);
    if (known !== undefined) return known;
    const modules = this.#place === "processes" ? processes() : threads({ size: this.#size });
    const made: Pools = { executors: [modules, shell()], receiver: new CallReceiver(), running: 0, closing: undefined };
    this.#pools.set(run, made);
    return made;
  }

  #closeSoon(run: string, pools: Pools): void {
    pools.closing = setTimeout(() => {
      this.#pools.delete(run);
      void close(pools);
    }, idleFor);
  }

  async close(): Promise<void> {
    const all = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(all.map(close));
  }
}

async function close({ executors, closing }: Pools): Promise<void> {
  clearTimeout(closing);
  await Promise.all(executors.map((executor) => executor.close()));
}
