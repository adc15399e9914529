/** What is counted in a process that runs a workflow, or takes tasks or runs from a queue, in the format of Prometheus. */
import type * as promModule from "prom-client";
import { loadLibrary, missingLibrary } from "../executors/load-library.ts";
import { serveMetrics, type MetricsPlace, type MetricsServer } from "./metrics-server.ts";

type Prom = typeof promModule;

/** Seconds: tasks take from a millisecond to hours. */
const seconds = [0.001, 0.01, 0.1, 1, 10, 60, 600, 3_600, 21_600];

/** How a worker is at the moment that it is asked. */
interface WorkerState {
  readonly waiting: number;
  readonly running: number;
  /** `Infinity` where there is no bound. */
  readonly free: { readonly cpus: number; readonly memory: number };
  readonly isConnected: boolean;
}

/** How an orchestrator is. */
interface OrchestratorState {
  readonly running: number;
  readonly isConnected: boolean;
}

const absent: WorkerState = { waiting: 0, running: 0, free: { cpus: Infinity, memory: Infinity }, isConnected: false };

export class Metrics {
  readonly #registry: promModule.Registry;
  readonly #prom: Prom;

  private constructor(prom: Prom) {
    this.#prom = prom;
    this.#registry = new prom.Registry();
    prom.collectDefaultMetrics({ register: this.#registry });
  }

  /** Rejects with a sentence for the user where the library is not there. `who` is asked; `from`: see `loadLibrary`. */
  static async load(who: string, from: string | undefined): Promise<Metrics> {
    const prom = loadLibrary("prom-client", from) as Prom | undefined;
    if (prom === undefined) throw missingLibrary(who, "prom-client", "prom-client@15.1.3");
    return new Metrics(prom);
  }

  serve(place: MetricsPlace): Promise<MetricsServer> {
    return serveMetrics(place, { contentType: this.#registry.contentType, text: () => this.#registry.metrics() });
  }

  /**
   * What is to be told of each task that is over: whether it gave a result, and how many seconds it took. `find` answers the worker, where
   * it is there yet.
   */
  worker(find: () => WorkerState | undefined): (ok: boolean, took: number) => void {
    const state = (): WorkerState => find() ?? absent;
    const free = (): WorkerState["free"] => state().free;
    this.#gauge("adg_worker_tasks", "Tasks that it has: they wait for room, or run.", "state", () => {
      const { waiting, running } = state();
      return { waiting, running };
    });
    this.#gauge("adg_worker_free", "What nothing takes, where there is a bound: cpus, bytes of memory.", "what", () =>
      Object.fromEntries(
        Object.entries({ cpus: free().cpus, memory: free().memory }).filter(([, value]) => Number.isFinite(value)),
      ),
    );
    this.#connected(() => state().isConnected);
    return this.#ends("adg_worker_task", "tasks", ["done", "failed"], (ok) => (ok ? "done" : "failed"));
  }

  /** What is to be told of each run that is over: how it stands, and how many seconds it was here. */
  orchestrator(find: () => OrchestratorState | undefined): (standing: string, took: number) => void {
    const state = (): OrchestratorState => find() ?? absent;
    this.#gauge("adg_serve_runs", "Runs that it has.", "state", () => ({ running: state().running }));
    this.#connected(() => state().isConnected);
    return this.#ends(
      "adg_serve_run",
      "runs",
      ["succeeded", "failed", "interrupted", "refused"],
      (standing) => standing,
    );
  }

  /** How the nodes of a run stand, by task; asked when somebody wants to know. */
  run(find: () => readonly { readonly task: string; readonly counts: Readonly<Record<string, number>> }[]): void {
    const gauge = new this.#prom.Gauge({
      name: "adg_run_nodes",
      help: "Nodes of the run that there are so far.",
      labelNames: ["task", "state"],
      registers: [],
      collect() {
        for (const { task, counts } of find())
          for (const [state, value] of Object.entries(counts)) this.set({ task, state }, value);
      },
    });
    this.#registry.registerMetric(gauge);
  }

  #ends<T>(
    name: string,
    what: string,
    states: readonly string[],
    stateOf: (end: T) => string,
  ): (end: T, took: number) => void {
    const { Counter, Histogram } = this.#prom;
    const registers = [this.#registry];
    const over = new Counter({
      name: `${name}s_total`,
      help: `How many ${what} are over, by how they ended.`,
      labelNames: ["state"],
      registers,
    });
    const took = new Histogram({
      name: `${name}_seconds`,
      help: `How long ${what} took that are over.`,
      buckets: seconds,
      registers,
    });
    // That there is none yet is something to tell, too.
    for (const state of states) over.inc({ state }, 0);
    return (end, time) => {
      over.inc({ state: stateOf(end) });
      took.observe(time);
    };
  }

  #connected(isConnected: () => boolean): void {
    this.#gauge("adg_connected", "Whether the server of the queue can be reached: 1 or 0.", undefined, () => ({
      "": isConnected() ? 1 : 0,
    }));
  }

  /** `values`: by the values of the label; with `""` where there is none. */
  #gauge(name: string, help: string, label: string | undefined, values: () => Readonly<Record<string, number>>): void {
    const gauge = new this.#prom.Gauge({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [],
      collect() {
        for (const [each, value] of Object.entries(values()))
          if (label === undefined) this.set(value);
          else this.set({ [label]: each }, value);
      },
    });
    this.#registry.registerMetric(gauge);
  }
}
