/** Runs `python` tasks: each attempt in an interpreter of its own, with what it prints straight into the log. */
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Call, CallOutcome, Executor } from "../executor.ts";
import { changedEnvironment, environmentChange } from "./environment.ts";
import { findPython, type Python } from "./find-python.ts";
import { makeOutFolders } from "./out-folders.ts";
import type { Exit, StopOptions } from "./process-group.ts";
import { runAlone } from "./python-alone.ts";
import type { PythonAnswer, PythonCall } from "./python-program.ts";
import type { Served } from "./python-server.ts";
import { dividedEnvironment, PythonServers } from "./python-servers.ts";

/** Options of `python`. */
export interface PythonOptions {
  /** ms between SIGTERM and SIGKILL for an interpreter that must stop. */
  readonly grace?: number;
  /**
   * Whether interpreters are forked from one that is there, or each is started anew. Where left out, they are forked on Linux; on macOS
   * much of the system does not work in a fork.
   */
  readonly interpreters?: "forked" | "started";
}

export function python(options: PythonOptions = {}): Executor {
  const { grace = 2_000, interpreters = process.platform === "linux" ? "forked" : "started" } = options;
  const servers = interpreters === "forked" ? new PythonServers() : undefined;
  let found: Promise<Python | string> | undefined;
  return {
    name: "python",
    runs: ["python"],
    async start(call) {
      const interpreter = await (found ??= findPython(process.env));
      return typeof interpreter === "string" ? failed(interpreter) : runPython(call, interpreter, servers, { grace });
    },
    async close() {
      await servers?.close();
    },
  };
}

async function runPython(
  call: Call,
  interpreter: Python,
  servers: PythonServers | undefined,
  options: StopOptions,
): Promise<CallOutcome> {
  const { task, args, folder, out, workdir, log } = call;
  if (task.implementation.kind !== "python") throw new Error(`internal fault: "${task.name}" is no Python function`);
  const { module, name } = task.implementation;
  makeOutFolders(out, workdir);
  const answer = join(dirname(log), "python-answer.json");
  // Of an attempt that was cut off.
  rmSync(answer, { force: true });
  const question = { folder, module, name, args, wanted: task.result.kind !== "void", answer };
  const env = changedEnvironment(environmentChange(call));
  const served = await runForked(call, { interpreter, servers, question, env, options });
  if (served.kind === "unbegun") return { ...failed("had to stop before it had begun"), unbegun: true };
  const exit = served.kind === "ended" ? served.exit : await runAlone(interpreter, call, question, env, options);
  return pythonOutcome(exit, takeAnswer(answer), interpreter);
}

interface Forking {
  readonly interpreter: Python;
  readonly servers: PythonServers | undefined;
  readonly question: PythonCall;
  readonly env: NodeJS.ProcessEnv;
  readonly options: StopOptions;
}

async function runForked(call: Call, { interpreter, servers, question, env, options }: Forking): Promise<Served> {
  if (servers === undefined) return { kind: "refused" };
  const { folder, log, workdir } = call;
  const { started, own } = dividedEnvironment(env, Object.keys(call.env));
  const server = servers.find(interpreter, folder, started);
  if (server === undefined) return { kind: "refused" };
  // Where it cannot be written, that is said as everywhere.
  closeSync(openSync(log, "a"));
  return server.run(call, { ...question, log, cwd: workdir, env: own }, options);
}

function takeAnswer(file: string): PythonAnswer | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  rmSync(file, { force: true });
  return JSON.parse(text) as PythonAnswer;
}

/** What an interpreter came to that has ended. */
export function pythonOutcome(exit: Exit, answer: PythonAnswer | undefined, { path, version }: Python): CallOutcome {
  const end = "signal" in exit ? `was ended by the signal ${exit.signal}` : `ended with exit status ${exit.status}`;
  const which = `its interpreter (${path}, Python ${version}) ${end}`;
  if (answer === undefined) return failed(`${which} before it returned`);
  if (answer.kind === "threw") return failed(answer.message, answer.places);
  if (answer.kind === "refused") return { ok: false, failure: { code: "ADG7002", message: answer.message } };
  if ("signal" in exit || exit.status !== 0) return failed(`it returned, but then ${which}`);
  return { ok: true, value: answer.value };
}

function failed(message: string, trace: readonly string[] = []): CallOutcome & { readonly ok: false } {
  const failure = { code: "ADG7004", message };
  return { ok: false, failure: trace.length === 0 ? failure : { ...failure, trace } };
}
