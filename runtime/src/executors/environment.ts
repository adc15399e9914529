/** Which environment variables a task gets, wherever it runs. */
import type { Call } from "../executor.ts";

/** What to change in the environment of the process that runs a task. */
export interface EnvironmentChange {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

/** What every program may count on, and so what `--clean-env` leaves. */
const basic: ReadonlySet<string> = new Set(["PATH", "HOME", "LANG"]);

/**
 * What a task's environment has more and less than `own`, that of this process. A secret is read here, where the task runs, and
 * is kept from the tasks that do not name it.
 */
export function environmentChange(call: Call, own: NodeJS.ProcessEnv = process.env): EnvironmentChange {
  const secrets = call.task.secrets ?? [];
  const set: Record<string, string> = {};
  for (const name of secrets) {
    const value = own[name];
    if (value !== undefined) set[name] = value;
  }
  Object.assign(set, call.env);
  const taken = call.inherits === "all" ? [] : Object.keys(own).filter((name) => !basic.has(name));
  const unset = new Set([...taken, ...call.withheld].filter((name) => !Object.hasOwn(set, name)));
  return { set, unset: [...unset] };
}

/** The environment of this process, changed, for a process that it starts. */
export function changedEnvironment({ set, unset }: EnvironmentChange): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, ...set };
  for (const name of unset) delete env[name];
  return env;
}

/** Changes the environment of this process, or thread; the answer changes it back. */
export function changeEnvironment({ set, unset }: EnvironmentChange): () => void {
  const before = [...Object.keys(set), ...unset].map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, set);
  for (const name of unset) delete process.env[name];
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
