/** Runs `python` tasks: an interpreter for each, in a process group of its own, with what it prints straight into the log. */
import { closeSync, openSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Call, CallOutcome, Executor } from "../executor.ts";
import { changedEnvironment, environmentChange } from "./environment.ts";
import { findPython, type Python } from "./find-python.ts";
import { makeOutFolders } from "./out-folders.ts";
import { runGroup, type Exit } from "./process-group.ts";
import { pythonProgram, type PythonAnswer, type PythonCall } from "./python-program.ts";

/** Options of `python`. */
export interface PythonOptions {
  /** ms between SIGTERM and SIGKILL for an interpreter that must stop. */
  readonly grace?: number;
}

export function python(options: PythonOptions = {}): Executor {
  let found: Promise<Python | string> | undefined;
  return {
    name: "python",
    runs: ["python"],
    async start(call) {
      const interpreter = await (found ??= findPython(process.env));
      return typeof interpreter === "string" ? failed(interpreter) : runPython(call, interpreter, options);
    },
    async close() {},
  };
}

async function runPython(call: Call, interpreter: Python, options: PythonOptions): Promise<CallOutcome> {
  const { task, args, folder, out, workdir, log } = call;
  if (task.implementation.kind !== "python") throw new Error(`internal fault: "${task.name}" is no Python function`);
  const { module, name } = task.implementation;
  makeOutFolders(out, workdir);
  const question = join(dirname(log), "python-call.json");
  const answer = join(dirname(log), "python-answer.json");
  const wanted = task.result.kind !== "void";
  await writeFile(question, JSON.stringify({ folder, module, name, args, wanted, answer } satisfies PythonCall));
  await rm(answer, { force: true });
  const printed = openSync(log, "a");
  let exit: Exit;
  try {
    const process = {
      file: interpreter.path,
      // Unbuffered: what it printed is in the log when it crashes.
      args: ["-u", "-X", "utf8", "-c", pythonProgram, question],
      cwd: workdir,
      env: changedEnvironment(environmentChange(call)),
      stdout: printed,
      stderr: printed,
    };
    exit = await runGroup(process, call, { grace: options.grace ?? 2_000 });
  } finally {
    closeSync(printed);
  }
  return outcomeOf(exit, await readAnswer(answer), interpreter);
}

async function readAnswer(file: string): Promise<PythonAnswer | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as PythonAnswer);
}

function outcomeOf(exit: Exit, answer: PythonAnswer | undefined, { path, version }: Python): CallOutcome {
  const end = "signal" in exit ? `was ended by the signal ${exit.signal}` : `ended with exit status ${exit.status}`;
  const which = `its interpreter (${path}, Python ${version}) ${end}`;
  if (answer === undefined) return failed(`${which} before it returned`);
  if (answer.kind === "threw") return failed(answer.message, answer.places);
  if (answer.kind === "refused") return { ok: false, failure: { code: "ADG7002", message: answer.message } };
  if ("signal" in exit || exit.status !== 0) return failed(`it returned, but then ${which}`);
  return { ok: true, value: answer.value };
}

function failed(message: string, trace: readonly string[] = []): CallOutcome {
  const failure = { code: "ADG7004", message };
  return { ok: false, failure: trace.length === 0 ? failure : { ...failure, trace } };
}
