/** One attempt of a node, from the command to its checked result. */
import { rm, stat } from "node:fs/promises";
import { AttemptCall, attributeOf, bindingsOf, type AttemptOrder } from "./attempt-call.ts";
import { beginAttempt } from "./attempt-line.ts";
import type { Failure, Spawned } from "./event.ts";
import type { Call, CallOutcome, Executor } from "./executor.ts";
import { failureOf } from "./failure.ts";
import { ExpressionError } from "./library/expression-error.ts";
import { lastLines } from "./log-tail.ts";
import { mentionsPaths, pathsIn } from "./paths.ts";
import { isPromise } from "./promise.ts";
import { after } from "./timer.ts";
import { withoutSecrets } from "./secrets.ts";
import type { Stop } from "./stop.ts";
import { conform } from "./values.ts";
import type { Task, Value } from "./workflow.ts";

/** How an attempt ended. `final`: another attempt would end the same way; `unbegun`: it never ran. */
export type AttemptResult =
  | { readonly ok: true; readonly value: Value; readonly spawned?: readonly Spawned[] }
  | { readonly ok: false; readonly failure: Failure; readonly final?: boolean; readonly unbegun?: boolean };

/**
 * Runs an attempt to its end. Never throws or rejects: whatever goes wrong is a failure of the attempt. The answer is there at once
 * where the executor's is.
 */
export function runAttempt(
  order: AttemptOrder,
  executor: Executor,
  stop: Stop,
): AttemptResult | Promise<AttemptResult> {
  let call: AttemptCall;
  let timeout: number | undefined;
  try {
    call = new AttemptCall(order, stop);
    timeout = timeoutOf(order);
  } catch (error) {
    return { ok: false, final: true, failure: failureOf("ADG7007", error, "an attribute of the task") };
  }
  if (timeout !== undefined || order.attempt > 1) return runSlowly(order, executor, { call, timeout, stop });
  const outcome = startSafely(executor, call);
  if (!isPromise(outcome)) return judgeNow(outcome, call) ?? judge(outcome, order, call);
  // To wait for it in an asynchronous function would take more memory than all else about a short call.
  return outcome.then(
    (over) => judgeNow(over, call) ?? judge(over, order, call),
    (error: unknown) => failed(order, error),
  );
}

/** The result where nothing has to be looked up for it: a value of its type that leads to no file. */
function judgeNow(over: CallOutcome, call: Call): AttemptResult | undefined {
  try {
    if (!over.ok || mentionsPaths(call.task.result, call.types)) return undefined;
    const checked = checkValue(over, call);
    return checked.ok ? checked : undefined;
  } catch {
    // What is wrong is said where it is judged at length.
    return undefined;
  }
}

interface Slow {
  readonly call: AttemptCall;
  readonly timeout: number | undefined;
  readonly stop: Stop;
}

/** The same with a timeout, or after an attempt that left things behind. */
async function runSlowly(
  order: AttemptOrder,
  executor: Executor,
  { call, timeout, stop }: Slow,
): Promise<AttemptResult> {
  let isLate = false;
  let calm = (): void => {};
  try {
    const printed = await clear(call);
    if (timeout !== undefined)
      calm = after(timeout, () => {
        isLate = true;
        stop.abort(new Error("timeout"));
      });
    const outcome = await startSafely(executor, call);
    // Late is late, even if the result came while it was being stopped.
    return await judge(isLate ? tooLate(timeout as number) : outcome, order, call, printed);
  } catch (error) {
    return failed(order, error);
  } finally {
    calm();
  }
}

/** What an outcome means: its value is checked, its failure explained. */
async function judge(
  outcome: CallOutcome | Promise<CallOutcome>,
  order: AttemptOrder,
  call: Call,
  printed = 0,
): Promise<AttemptResult> {
  try {
    const over = await outcome;
    const judged = over.ok ? await checkResult(over, call) : over;
    if (judged.ok || judged.unbegun === true) return judged;
    const failure = await explained(judged.failure, order, call, printed);
    return { ...judged, failure: withoutSecrets(failure, secretsOf(order.task)) };
  } catch (error) {
    return failed(order, error);
  }
}

function failed(order: AttemptOrder, error: unknown): AttemptResult {
  return { ok: false, failure: withoutSecrets(failureOf("ADG7004", error), secretsOf(order.task)) };
}

/** ms for the attempt, or as long as it takes. */
function timeoutOf(order: AttemptOrder): number | undefined {
  const { timeout } = order.task;
  if (timeout === undefined) return undefined;
  const ms = attributeOf(timeout, bindingsOf(order)) as number;
  if (ms > 0) return ms;
  throw new ExpressionError(`"timeout" must be more than 0, not ${durationText(ms)}`);
}

/** The values of a task's secrets, where this process knows them. */
const secretsOf = (task: Task): readonly string[] => (task.secrets ?? []).map((name) => process.env[name] ?? "");

/** Every attempt starts in an empty work directory. Answers how much of the log earlier attempts wrote. */
async function clear(call: Call): Promise<number> {
  if (call.attempt === 1) return 0;
  await rm(call.workdir, { recursive: true, force: true });
  await rm(call.stdout, { force: true });
  return beginAttempt(call.log, call.attempt);
}

/** The one place where what an executor throws becomes an outcome. */
function startSafely(executor: Executor, call: Call): CallOutcome | Promise<CallOutcome> {
  try {
    return executor.start(call);
  } catch (error) {
    return { ok: false, failure: failureOf("ADG7004", error) };
  }
}

type Success = Extract<CallOutcome, { readonly ok: true }>;

/** The value as one of the result's type. */
function checkValue({ value, spawned = [] }: Success, call: Call): AttemptResult {
  const { task, types } = call;
  const base = mentionsPaths(task.result, types) ? { base: call.workdir } : undefined;
  const checked = conform(value, task.result, { types, at: "result", ...base });
  if (!checked.ok) return { ok: false, failure: { code: "ADG7002", message: checked.message } };
  return spawned.length === 0 ? checked : { ok: true, value: checked.value, spawned };
}

async function checkResult(success: Success, call: Call): Promise<AttemptResult> {
  const checked = checkValue(success, call);
  const message = checked.ok ? await findMissing(checked.value, call) : undefined;
  return message === undefined ? checked : { ok: false, failure: { code: "ADG7002", message } };
}

/** Files and directories in a result must exist. */
async function findMissing(value: Value, { task, types }: Call): Promise<string | undefined> {
  const paths = pathsIn(value, task.result, { types, at: "result" });
  for (let i = 0; i < paths.length; i += 64) {
    const problems = await Promise.all(
      paths.slice(i, i + 64).map(async ({ at, kind, path }) => {
        const found = await stat(path).catch(() => undefined);
        if (found === undefined) return `${at}: expected ${kind}, got "${path}", which does not exist`;
        if (kind === "file" && found.isDirectory()) return `${at}: expected file, got "${path}", which is a directory`;
        if (kind === "dir" && !found.isDirectory()) return `${at}: expected dir, got "${path}", which is a file`;
        return undefined;
      }),
    );
    const problem = problems.find((text) => text !== undefined);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function tooLate(timeout: number): CallOutcome & { readonly ok: false } {
  return {
    ok: false,
    failure: { code: "ADG7004", message: `did not end within its timeout of ${durationText(timeout)}` },
  };
}

/** `250ms`, `2s`, `10m`, `1h`, `1d`: the largest unit that gives a whole number. */
function durationText(ms: number): string {
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1_000],
  ] as const;
  const unit = units.find(([, size]) => ms >= size && ms % size === 0);
  return unit === undefined ? `${ms}ms` : `${ms / unit[1]}${unit[0]}`;
}

/** Adds how many attempts there were and the last lines of what it printed. */
async function explained(failure: Failure, order: AttemptOrder, call: Call, printed: number): Promise<Failure> {
  const message = order.attempt === 1 ? failure.message : `${failure.message} (after ${order.attempt} attempts)`;
  const logged = await lastLines(call.log, { from: printed });
  const said = logged === undefined || logged.length === 0 ? await lastLines(call.stdout) : logged;
  if (said === undefined || said.length === 0) return { ...failure, message };
  return { ...failure, message, tail: said, log: said === logged ? call.log : call.stdout };
}
