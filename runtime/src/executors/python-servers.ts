/** The interpreters that calls are forked from: one for each environment in which an interpreter starts, and each folder of modules. */
import { delimiter, isAbsolute } from "node:path";
import type { Python } from "./find-python.ts";
import { PythonServer } from "./python-server.ts";

/** More are kept only as long as they are busy. */
const most = 4;

export class PythonServers {
  readonly #servers = new Map<string, PythonServer>();
  readonly #closing = new Set<Promise<void>>();

  /**
   * One that can run a call of a module in the folder and that was started with `started` as its environment; `undefined` where there
   * cannot be one.
   */
  find(python: Python, folder: string, started: NodeJS.ProcessEnv): PythonServer | undefined {
    if (!isForkable(started)) return undefined;
    const key = JSON.stringify([folder, started]);
    const known = this.#servers.get(key);
    if (known?.isUnfit === true) return undefined;
    const server = known === undefined || known.isLost ? new PythonServer(python, started) : known;
    this.#servers.delete(key);
    this.#servers.set(key, server);
    this.#trim(server);
    return server;
  }

  async close(): Promise<void> {
    for (const server of this.#servers.values()) this.#close(server);
    this.#servers.clear();
    await Promise.all(this.#closing);
  }

  /** Those that were used last stay. */
  #trim(wanted: PythonServer): void {
    for (const [key, server] of this.#servers) {
      if (this.#servers.size <= most) return;
      if (server === wanted || !server.isIdle || server.isUnfit) continue;
      this.#servers.delete(key);
      this.#close(server);
    }
  }

  #close(server: PythonServer): void {
    const closing = server.close().then(() => void this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}

/** Relative entries mean folders in the working directory of the interpreter, which each call has its own of. */
function isForkable({ PYTHONPATH = "" }: NodeJS.ProcessEnv): boolean {
  return PYTHONPATH === "" || PYTHONPATH.split(delimiter).every(isAbsolute);
}

/** Whether a variable means something to an interpreter, or to the libraries that it loads, as they start. */
export const isEarly = (name: string): boolean => early.test(name);

const early = /^(PYTHON|LD_|LC_|MALLOC_|GLIBC_|OPENSSL_|SSL_)|^(HOME|LANG|LANGUAGE|LOCPATH|TZ|TZDIR)$/;

/** An environment in two parts. */
export interface DividedEnvironment {
  /** What an interpreter is started with. */
  readonly started: NodeJS.ProcessEnv;
  /** What a fork of it gets beside that. */
  readonly own: Readonly<Record<string, string>>;
}

/**
 * What a task sets may be another for each call, and comes with it, unless it means something to an interpreter, or to the libraries that it
 * loads, as they start. Throws where a value cannot be in an environment.
 */
export function dividedEnvironment(env: NodeJS.ProcessEnv, names: readonly string[]): DividedEnvironment {
  const started = { ...env };
  const own: Record<string, string> = {};
  for (const name of names) {
    const value = env[name];
    if (value === undefined || isEarly(name)) continue;
    if (value.includes("\0")) throw new Error(`the environment variable "${name}" cannot contain a NUL character`);
    own[name] = value.toWellFormed();
    delete started[name];
  }
  return { started, own };
}
