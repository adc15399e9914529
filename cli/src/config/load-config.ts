/** The configuration of a project, with the profile that the user chose. */
import { registerHooks, type ResolveHookSync } from "node:module";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import type {
  BullmqSettings,
  CallOutcome,
  CelerySettings,
  Config,
  Executor,
  IpythonSettings,
  Observer,
  OwnExecutor,
  Settings,
  TaskKind,
} from "@adg/runtime";
import type { core } from "zod";
import { Refusal } from "../refusal.ts";
import { sizeOf } from "../size.ts";
import { thrownText } from "../thrown-text.ts";
import { runtimeUrl } from "../tool-version.ts";
import { findConfig } from "./find-config.ts";

/** What of a configuration a run goes by. */
export interface Configured {
  readonly executors: readonly Executor[];
  readonly on: Readonly<Partial<Record<TaskKind, string>>>;
  readonly observers: readonly Observer[];
  /** Gives back what the executors hold; answers what went wrong with that, in sentences. */
  close(): Promise<readonly string[]>;
  /** As `run` takes them. */
  readonly budgets: { readonly concurrency?: number; readonly cpus?: number; readonly memory?: number };
}

const none: Configured = { executors: [], observers: [], on: {}, budgets: {}, close: async () => [] };

/**
 * Runs the configuration of the program in a folder, where it has one. Refuses one that cannot be loaded or says what no configuration
 * says, and a profile that it does not have; values are never told, as they may be secrets.
 */
export async function loadConfig(folder: string, profile: string | undefined): Promise<Configured> {
  const found = await readConfig(folder, profile);
  return found === undefined ? none : configured(found);
}

/** What a configuration says, with what the profile changes. */
export interface ReadConfig {
  /** Absolute path. */
  readonly file: string;
  readonly settings: Settings;
  readonly observers: readonly Observer[];
}

/** The same, before anything is made of it; `undefined` where the program in the folder has no configuration. */
export async function readConfig(folder: string, profile: string | undefined): Promise<ReadConfig | undefined> {
  const file = findConfig(folder);
  if (file === undefined) {
    if (profile === undefined) return undefined;
    throw new Refusal(
      `The profile "${profile}" needs a configuration, and there is no "adg.config.ts" in "${folder}".`,
    );
  }
  const config = await checked(file);
  const profiles = new Map(Object.entries(config.profiles ?? {}));
  const chosen = profile === undefined ? {} : profiles.get(profile);
  if (chosen === undefined) throw new Refusal(noProfile(file, profile as string, [...profiles.keys()]));
  return { file, settings: merged(config, chosen), observers: config.observers ?? [] };
}

async function checked(file: string): Promise<Config> {
  let found: unknown;
  const hooks = registerHooks({ resolve: findRuntime });
  try {
    found = ((await import(pathToFileURL(file).href)) as { readonly default?: unknown }).default;
  } catch (error) {
    throw new Refusal(`The configuration "${file}" cannot be loaded: ${thrownText(error)}`);
  } finally {
    hooks.deregister();
  }
  if (found === undefined) throw new Refusal(`The configuration "${file}" has no default export.`);
  const { configSchema } = await import("./config-schema.ts");
  const result = configSchema.safeParse(found);
  if (!result.success)
    throw new Refusal(result.error.issues.map((issue) => ({ message: `"${file}": ${issueText(issue)}` })));
  return found as Config;
}

/** A project need not have adg installed: then a configuration gets the runtime of the adg that runs it. */
const findRuntime: ResolveHookSync = (specifier, context, next) => {
  if (specifier !== "@adg/runtime") return next(specifier, context);
  try {
    return next(specifier, context);
  } catch {
    return { url: runtimeUrl, shortCircuit: true };
  }
};

function issueText({ path, message }: core.$ZodIssue): string {
  const place = path.map(String).join(".");
  return `${place === "" ? "" : `${place}: `}${message}`;
}

function noProfile(file: string, profile: string, known: readonly string[]): string {
  const names = known.map((name) => `"${name}"`).join(", ");
  const there = known.length === 0 ? "it has none" : `there ${known.length === 1 ? "is" : "are"} ${names}`;
  return `"${basename(file)}" has no profile "${profile}"; ${there}.`;
}

function merged(config: Config, profile: Settings): Settings {
  const { profiles: _, observers: __, ...settings } = config;
  return {
    ...settings,
    ...profile,
    executors: { ...config.executors, ...profile.executors },
    on: { ...config.on, ...profile.on },
  };
}

async function configured({ file, settings, observers }: ReadConfig): Promise<Configured> {
  const { executors = {}, on = {}, concurrency, cpus, memory } = settings;
  const bytes = memory === undefined ? undefined : sizeOf(memory);
  const made = await Promise.all(Object.entries(executors).map(([name, each]) => executorOf(name, each, file)));
  return {
    executors: made,
    observers,
    async close() {
      const ends = await Promise.allSettled(made.map((executor) => executor.close()));
      return ends.flatMap((end, index) =>
        end.status === "fulfilled"
          ? []
          : [`The executor "${made[index]?.name ?? ""}" could not be closed: ${thrownText(end.reason)}`],
      );
    },
    on,
    budgets: {
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(cpus === undefined ? {} : { cpus }),
      ...(bytes === undefined ? {} : { memory: bytes }),
    },
  };
}

type ExecutorSettings = OwnExecutor | BullmqSettings | CelerySettings | IpythonSettings;

async function executorOf(name: string, settings: ExecutorSettings, file: string): Promise<Executor> {
  if (!("kind" in settings)) return named(name, settings);
  if (settings.kind === "celery") {
    const { celery } = await import("@adg/runtime/celery");
    return celery(name, settings, file);
  }
  if (settings.kind === "ipython") {
    const { ipython } = await import("@adg/runtime/ipython");
    return ipython(name, settings, file);
  }
  const { bullmq } = await import("@adg/runtime/bullmq");
  return bullmq(name, settings, file);
}

/** What somebody else's executor has answered, if it is an outcome. */
function outcomeOf(name: string, answer: CallOutcome): CallOutcome {
  const { ok, failure }: { readonly ok?: unknown; readonly failure?: unknown } = Object(answer);
  const { message }: { readonly message?: unknown } = Object(failure);
  if (ok === true || (ok === false && typeof message === "string")) return answer;
  const expected = "{ ok: true, value } or { ok: false, failure: { code, message } }";
  const text = `the executor "${name}" answered what is no outcome; expected ${expected}`;
  return { ok: false, final: true, failure: { code: "ADG7004", message: text } };
}

/** An executor under the name that the configuration has for it. */
function named(name: string, own: OwnExecutor): Executor {
  const { ahead, recall } = own;
  return {
    name,
    runs: own.runs,
    open: async () => own.open?.(),
    start: async (call) => outcomeOf(name, await own.start(call)),
    close: async () => own.close?.(),
    ...(ahead === undefined || recall === undefined
      ? {}
      : {
          get ahead() {
            return own.ahead ?? 0;
          },
          recall: (keep: number) => own.recall?.(keep),
        }),
  };
}
