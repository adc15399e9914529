/** Runs Python functions on the engines of an IPython cluster. */
import { dirname, join, resolve } from "node:path";
import type { Executor } from "../../executor.ts";
import { farExecutor } from "../far-executor.ts";
import { findPython } from "../find-python.ts";
import { EngineCalls } from "./engine-calls.ts";
import { defaultWait, type IpythonSettings } from "./settings.ts";

/** `name` is what `on NAME` says; `from`: absolute path of the file from whose folder relative paths go, the working directory when left out. */
export function ipython(name: string, settings: IpythonSettings, from?: string): Executor {
  return farExecutor({ name, runs: ["python"] }, () => callsOf(name, settings, from));
}

async function callsOf(name: string, settings: IpythonSettings, from: string | undefined): Promise<EngineCalls> {
  const { profileDir, connection, ssh, shared, wait = defaultWait, interpreter = "own" } = settings;
  const who = `the executor "${name}"`;
  const base = from === undefined ? process.cwd() : dirname(from);
  const given =
    connection ?? (profileDir === undefined ? undefined : join(profileDir, "security", "ipcontroller-client.json"));
  if (given === undefined || given === "")
    throw new Error(
      `${who} has neither "connection", the connection file of a controller, nor "profileDir", the folder of its profile`,
    );
  const place = { name, shared, wait: wait * 1_000, interpreter };
  return new EngineCalls(place, { python: await interpreterOf(settings, who), connection: resolve(base, given), ssh });
}

async function interpreterOf({ python }: IpythonSettings, who: string): Promise<string> {
  const env = python === undefined || python === "" ? process.env : { ...process.env, ADG_PYTHON: python };
  const found = await findPython(env);
  if (typeof found !== "string") return found.path;
  if (python === undefined || python === "") throw new Error(`${who} needs a Python: ${found}`);
  throw new Error(`${who} cannot use "${python}", which its "python" names: Python 3.8 or newer is needed`);
}
