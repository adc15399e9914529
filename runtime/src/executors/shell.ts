/** Runs `sh` tasks: bash in a process group of its own, with its output straight into files. */
import { closeSync, openSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Call, CallOutcome, Executor } from "../executor.ts";
import { failureOf } from "../failure.ts";
import { CallTypes } from "./call-type.ts";
import { makeOutFolders } from "./out-folders.ts";
import { runGroup, type Exit } from "./process-group.ts";
import { readsStdout, shellResult } from "./shell-result.ts";

/** Options of `shell`. */
export interface ShellOptions {
  /** ms between SIGTERM and SIGKILL for a command that must stop. */
  readonly grace?: number;
  /** The shell to run; `bash` as found on the PATH when left out. */
  readonly bash?: string;
}

export function shell(options: ShellOptions = {}): Executor {
  const types = new CallTypes();
  return {
    name: "shell",
    runs: ["shell"],
    start: (call) => runShell(call, types, options),
    async close() {},
  };
}

async function runShell(call: Call, known: CallTypes, options: ShellOptions): Promise<CallOutcome> {
  const { task, types, out, workdir, log } = call;
  if (task.implementation.kind !== "shell") throw new Error(`internal fault: "${task.name}" is no shell command`);
  const { argsByName: args, inputs, attempt } = call;
  let script: string;
  try {
    script = task.implementation.script({ args, inputs, attempt, out });
  } catch (error) {
    return { ok: false, failure: failureOf("ADG7007", error), final: true };
  }
  makeOutFolders(out, workdir);
  // Standard output that becomes the result must not be mixed with what the command says on standard error.
  const stdout = readsStdout(task.result, out, types) ? call.stdout : log;
  let exit: Exit;
  const toLog = openSync(log, "a");
  let toStdout = toLog;
  try {
    if (stdout !== log) toStdout = openSync(stdout, "w");
    const bash = {
      file: options.bash ?? "bash",
      args: ["-euo", "pipefail", ...scriptArguments(script, dirname(log))],
      cwd: workdir,
      env: known.of(call).processEnvironmentOf(call),
      stdout: toStdout,
      stderr: toLog,
    };
    exit = await runGroup(bash, call, { grace: options.grace ?? 2_000 });
  } catch (error) {
    return failed(startFailure(error));
  } finally {
    closeSync(toLog);
    if (toStdout !== toLog) closeSync(toStdout);
  }
  if ("signal" in exit) return failed(`was ended by the signal ${exit.signal}`);
  if (exit.status !== 0) return failed(`exit status ${exit.status}`);
  const result = await shellResult({ type: task.result, types, out, workdir, stdout });
  return result.ok ? result : { ok: false, failure: { code: "ADG7002", message: result.message } };
}

function failed(message: string): CallOutcome {
  return { ok: false, failure: { code: "ADG7004", message } };
}

function startFailure(error: unknown): string {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const isOfBash = syscall?.startsWith("spawn") === true;
  if (isOfBash && code === "ENOENT") return `"bash" was not found; shell tasks need it on the PATH`;
  if (isOfBash && code === "EACCES") return `"bash" may not be run on this machine`;
  if (code === "ERR_INVALID_ARG_VALUE") return "the command contains a NUL character, which no command can";
  throw error;
}

/** Linux takes at most 128 KB for one argument; a list of thousands of files makes a longer command. */
const longestArgument = 100_000;

function scriptArguments(script: string, folder: string): readonly string[] {
  if (Buffer.byteLength(script) <= longestArgument) return ["-c", "--", script];
  const file = join(folder, "command.sh");
  writeFileSync(file, script);
  return [file];
}
