/** Which task the running code belongs to, and its output sent to that task's log. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { EnvironmentChange } from "./environment.ts";
import type { TaskLog } from "./task-log.ts";

/** A task function that runs, as far as code called by it needs to know. */
export interface RunningTask {
  readonly log: TaskLog;
  /** What it should see other than the process's own environment. */
  readonly environment: EnvironmentChange;
  /** Ends the task with an error that nobody awaited. */
  fail(error: unknown): void;
  /** Whether it has returned or thrown. */
  over: boolean;
}

/** Set in everything that a task function calls, awaits or leaves behind (timers, promises that it did not await). */
export const runningTask = new AsyncLocalStorage<RunningTask>();

type Done = (error?: Error | null) => void;

let captures = 0;
let release = (): void => {};

/**
 * From now on, what code of a task writes to standard output or error (`console`, `process.stdout`) goes to its log. All else
 * goes where it went, or to `elsewhere`. The answer ends it, once everyone who asked for it has ended it.
 */
export function captureOutput(elsewhere?: (chunk: string | Uint8Array) => void): () => void {
  if (captures++ === 0) release = redirect(elsewhere);
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    if (--captures === 0) release();
  };
}

function redirect(elsewhere: ((chunk: string | Uint8Array) => void) | undefined): () => void {
  const undo = [process.stdout, process.stderr].map((stream) => {
    const before = Object.getOwnPropertyDescriptor(stream, "write");
    const original = stream.write.bind(stream);
    stream.write = (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done): boolean => {
      const sink = runningTask.getStore()?.log;
      const callback = typeof encoding === "function" ? encoding : done;
      if (sink === undefined && elsewhere === undefined)
        return typeof encoding === "string" ? original(chunk, encoding, done) : original(chunk, callback);
      const bytes = typeof chunk === "string" && typeof encoding === "string" ? Buffer.from(chunk, encoding) : chunk;
      if (sink === undefined) elsewhere?.(bytes);
      else sink.write(bytes);
      if (callback !== undefined) callSoon(callback);
      return true;
    };
    return () => {
      if (before === undefined) Reflect.deleteProperty(stream, "write");
      else Object.defineProperty(stream, "write", before);
    };
  });
  return () => undo.forEach((restore) => restore());
}

/**
 * What to call, for which task and how often: `console` gives the same function with each line, and a loop may print a million before
 * anything is called.
 */
const soon = new Map<RunningTask | undefined, Map<Done, number>>();

function callSoon(done: Done): void {
  if (soon.size === 0) queueMicrotask(callAll);
  const task = runningTask.getStore();
  const calls = soon.get(task) ?? new Map<Done, number>();
  soon.set(task, calls.set(done, (calls.get(done) ?? 0) + 1));
}

function callAll(): void {
  const all = [...soon];
  soon.clear();
  for (const [task, calls] of all) {
    const each = (): void => calls.forEach(callSafely);
    if (task === undefined) runningTask.exit(each);
    else runningTask.run(task, each);
  }
}

/** What it throws is thrown by itself, so that the others are called. */
function callSafely(times: number, done: Done): void {
  for (let i = 0; i < times; i++) {
    try {
      done(null);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
