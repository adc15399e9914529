/** One attempt of a node, from the command to its checked result. */
import { rm, stat } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import type { Failure, Spawned } from "./event.ts";
import type { Call, CallOutcome, Executor } from "./executor.ts";
import { failureOf } from "./failure.ts";
import { ExpressionError } from "./library/expression-error.ts";
import { lastLines } from "./log-tail.ts";
import { pathsIn } from "./paths.ts";
import { after } from "./timer.ts";
import { withoutSecrets } from "./secrets.ts";
import { conform } from "./values.ts";
import type { Attribute, CallBindings, Task, Value, Workflow } from "./workflow.ts";

/** What an attempt is of. */
export interface AttemptOrder {
  readonly run: string;
  readonly nodeId: string;
  readonly task: Task;
  readonly types: Workflow["types"];
  /** Absolute path of the folder of the file that the task is from. */
  readonly folder: string;
  /** Absolute path of the node's own folder. */
  readonly nodeFolder: string;
  readonly args: readonly Value[];
  readonly inputs: Readonly<Record<string, Value>>;
  /** From 1. */
  readonly attempt: number;
  /** As in a `Call`. */
  readonly inherits: Call["inherits"];
  readonly withheld: Call["withheld"];
}

/** How an attempt ended. `final`: another attempt would end the same way. */
export type AttemptResult =
  | { readonly ok: true; readonly value: Value; readonly spawned?: readonly Spawned[] }
  | { readonly ok: false; readonly failure: Failure; readonly final?: boolean };

/** What attributes may read. */
export function bindingsOf(order: AttemptOrder, out: Value = ""): CallBindings {
  const args = Object.fromEntries(order.task.parameters.map(({ name }, i) => [name, order.args[i] ?? null]));
  return { args, inputs: order.inputs, attempt: order.attempt, out };
}

/** The value of an attribute. Throws what the user's expression throws. */
export function attributeOf<T>(attribute: Attribute<T> | undefined, call: CallBindings): T | undefined {
  return typeof attribute === "function" ? (attribute as (call: CallBindings) => T)(call) : attribute;
}

/** Runs an attempt to its end. Never rejects: whatever goes wrong is a failure of the attempt. */
export async function runAttempt(order: AttemptOrder, executor: Executor, stop: AbortSignal): Promise<AttemptResult> {
  let prepared: Prepared;
  try {
    prepared = prepare(order, stop);
  } catch (error) {
    return { ok: false, final: true, failure: failureOf("ADG7007", error, "an attribute of the task") };
  }
  const { call, timeout, abort } = prepared;
  let isLate = false;
  const onTime = (): void => {
    isLate = true;
    abort.abort(new Error("timeout"));
  };
  let calm = (): void => {};
  try {
    const printed = await clear(call);
    if (timeout !== undefined) calm = after(timeout, onTime);
    const outcome = await startSafely(executor, call);
    // Late is late, even if the result came while it was being stopped.
    const judged = isLate ? tooLate(timeout as number) : outcome.ok ? await checkResult(outcome.value, call) : outcome;
    if (judged.ok) {
      const { spawned = [] } = outcome.ok ? outcome : {};
      return spawned.length === 0 ? judged : { ...judged, spawned };
    }
    const failure = await explained(judged.failure, order, call, printed);
    return { ...judged, failure: withoutSecrets(failure, secretsOf(order.task)) };
  } catch (error) {
    return { ok: false, failure: withoutSecrets(failureOf("ADG7004", error), secretsOf(order.task)) };
  } finally {
    calm();
  }
}

interface Prepared {
  readonly call: Call;
  readonly timeout: number | undefined;
  readonly abort: AbortController;
}

function prepare(order: AttemptOrder, stop: AbortSignal): Prepared {
  const { task, nodeFolder } = order;
  const bindings = bindingsOf(order);
  const workdir = join(nodeFolder, "work");
  const abort = new AbortController();
  if (stop.aborted) abort.abort(stop.reason);
  else stop.addEventListener("abort", () => abort.abort(stop.reason), { once: true });
  const out = outPathsOf(order);
  const withOut = { ...bindings, out };
  const call: Call = {
    ...order,
    argsByName: bindings.args,
    workdir,
    log: join(nodeFolder, "log"),
    stdout: join(nodeFolder, "stdout"),
    out,
    env: Object.fromEntries((task.env ?? []).map(({ name, value }) => [name, String(attributeOf(value, withOut))])),
    signal: abort.signal,
  };
  const timeout = attributeOf(task.timeout, bindings);
  if (timeout !== undefined && !(timeout > 0))
    throw new ExpressionError(`"timeout" must be more than 0, not ${durationText(timeout)}`);
  return { call, timeout, abort };
}

/** The values of a task's secrets, where this process knows them. */
const secretsOf = (task: Task): readonly string[] => (task.secrets ?? []).map((name) => process.env[name] ?? "");

/** Absolute paths of the declared output: one, or a record of them; `""` where none is declared. */
export function outPathsOf(order: AttemptOrder): Value {
  return outPaths(attributeOf(order.task.out, bindingsOf(order)), join(order.nodeFolder, "work"));
}

function outPaths(out: string | { readonly [name: string]: string } | undefined, workdir: string): Value {
  if (out === undefined) return "";
  if (typeof out === "string") return inside(workdir, out);
  return Object.fromEntries(Object.entries(out).map(([name, path]) => [name, inside(workdir, path)]));
}

/** What a task declares as its output is its own: it lies in its work directory, whatever its name was made of. */
function inside(workdir: string, path: string): string {
  const whole = resolve(workdir, path);
  if (whole.startsWith(workdir + sep)) return whole;
  throw new ExpressionError(`"out" must lie in the node's own work directory, and "${path}" does not`);
}

/** Every attempt starts in an empty work directory. Answers how much of the log earlier attempts wrote. */
async function clear(call: Call): Promise<number> {
  if (call.attempt === 1) return 0;
  await rm(call.workdir, { recursive: true, force: true });
  await rm(call.stdout, { force: true });
  return (await stat(call.log).catch(() => undefined))?.size ?? 0;
}

/** The one place where what an executor throws becomes an outcome. */
async function startSafely(executor: Executor, call: Call): Promise<CallOutcome> {
  try {
    return await executor.start(call);
  } catch (error) {
    return { ok: false, failure: failureOf("ADG7004", error) };
  }
}

async function checkResult(value: unknown, call: Call): Promise<AttemptResult> {
  const { task, types, workdir } = call;
  const checked = conform(value, task.result, { types, base: workdir, at: "result" });
  const message = checked.ok ? await findMissing(checked.value, call) : checked.message;
  if (checked.ok && message === undefined) return checked;
  return { ok: false, failure: { code: "ADG7002", message: message ?? "" } };
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
