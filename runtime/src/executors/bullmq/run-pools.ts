/** What runs calls on a worker: pools of its own for each run, so that each run gets the modules as they are when it begins. */
import type { Call, CallOutcome, Executor } from "../../executor.ts";
import { Places } from "../../cache/places.ts";
import { failureOf } from "../../failure.ts";
import type { Stop } from "../../stop.ts";
import { processes } from "../processes.ts";
import { FolderWatch } from "../shared-folder.ts";
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
  readonly folders: FolderWatch;
  /** Who is told how long a call in a thread took. */
  readonly onTook: WeakMap<Call, (ms: number) => void>;
  running: number;
  closing: NodeJS.Timeout | undefined;
}

export class RunPools {
  readonly #place: ModulePlace;
  readonly #size: number;
  readonly #pools = new Map<string, Pools>();
  readonly #processes: Places;

  /** `size`: how many functions there are at once. */
  constructor(place: ModulePlace, size: number) {
    this.#place = place;
    this.#size = size;
    this.#processes = new Places(size);
  }

  /** Never rejects. `onTook` is told how many ms it ran, without what it waited for. */
  async start(sent: SentCall, stop: Stop, onTook: (ms: number) => void): Promise<CallOutcome> {
    const pools = this.#poolsOf(sent.run);
    clearTimeout(pools.closing);
    pools.running++;
    try {
      const problem = await pools.folders.unseen(sent.shared, sent.folder);
      if (problem !== undefined) return { ok: false, final: true, failure: { code: "ADG7004", message: problem } };
      const { kind } = sent.task.implementation;
      const executor = pools.executors.find(({ runs }) => runs.includes(kind));
      if (executor === undefined) throw new Error(`internal fault: no worker runs "${kind}" tasks`);
      const call = pools.receiver.callOf(sent, stop);
      if (kind === "module" && this.#place === "threads") {
        pools.onTook.set(call, onTook);
        return await executor.start(call);
      }
      const start = async (): Promise<CallOutcome> => {
        const begun = performance.now();
        const outcome = await executor.start(call);
        onTook(performance.now() - begun);
        return outcome;
      };
      return await (kind === "module" ? this.#processes.within(start) : start());
    } catch (error) {
      return { ok: false, failure: failureOf("ADG7004", error) };
    } finally {
      if (--pools.running === 0) this.#closeSoon(sent.run, pools);
    }
  }

  #poolsOf(run: string): Pools {
    const known = this.#pools.get(run);
    if (known !== undefined) return known;
    const onTook: Pools["onTook"] = new WeakMap();
    const modules =
      this.#place === "processes"
        ? processes()
        : threads({ size: this.#size, onTook: (call, ms) => onTook.get(call)?.(ms) });
    const made: Pools = {
      executors: [modules, shell()],
      receiver: new CallReceiver(),
      folders: new FolderWatch(),
      onTook,
      running: 0,
      closing: undefined,
    };
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
