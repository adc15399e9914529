/** What a project says once of how its runs go: the default export of `adg.config.ts`. */
import type { Executor } from "./executor.ts";
import type { Observer } from "./observer.ts";
import type { BullmqSettings } from "./executors/bullmq/settings.ts";
import type { CelerySettings } from "./executors/celery/settings.ts";
import type { IpythonSettings } from "./executors/ipython/settings.ts";

/** The kinds of task that an executor runs, as configurations and the command line call them. */
export type TaskKind = "ts" | "sh" | "python" | "celery";

/** An executor of the user's own; what it is called under `executors` is what `on NAME` says. */
export interface OwnExecutor extends Omit<Executor, "name" | "close"> {
  close?(): Promise<void>;
}

export interface Settings {
  /** By name. One that is called as one of adg's own takes its place. */
  readonly executors?: Readonly<Record<string, OwnExecutor | BullmqSettings | CelerySettings | IpythonSettings>>;
  /** The executor, by its name, of tasks of a kind that name none themselves. */
  readonly on?: Readonly<Partial<Record<TaskKind, string>>>;
  /** How many attempts at once. */
  readonly concurrency?: number;
  /** How many cpus the tasks that run may take together. */
  readonly cpus?: number;
  /** How much memory they may take together, as `8GB` or `512MiB`. */
  readonly memory?: string;
}

export interface Config extends Settings {
  /** Hear of all that happens in a run. What they throw is told as a warning and does not touch the run. */
  readonly observers?: readonly Observer[];
  /** What `--profile NAME` changes, by name. */
  readonly profiles?: Readonly<Record<string, Settings>>;
}

/** The configuration as it is, for the sake of its type. */
export const defineConfig = (config: Config): Config => config;
