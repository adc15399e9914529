/** Journals for tests. */
import { rmSync } from "node:fs";
import {
  journalFileOf,
  openWriter,
  readJournal,
  runFolderOf,
  type CreatedRecord,
  type JournalError,
  type JournalRecord,
  type JournalWriter,
  type ReadOptions,
  type ResumedRecord,
  type StoredValue,
  type SucceededRecord,
  type WriterOptions,
} from "../../runtime/src/journal/index.ts";
import type { Value } from "../../runtime/src/workflow.ts";

export function created(run: string, inputs: CreatedRecord["inputs"] = {}): CreatedRecord {
  const settings = { failFast: false, stub: false };
  return { kind: "created", run, adg: "0", workflow: "w", source: "/w.adg", program: "p", inputs, settings, time: 1 };
}

export const resumed: ResumedRecord = { kind: "resumed", program: "p", why: [], exact: true, dropped: [], time: 2 };

export function outcome(number: number, value: Value = number): SucceededRecord {
  const result: StoredValue = { value };
  const times = { begun: number, ended: number + 1 };
  return { kind: "succeeded", node: `t:${number}`, number, task: "t", attempt: 1, ...times, args: "[]", result };
}

export interface OpenRun {
  readonly writer: JournalWriter;
  readonly folder: string;
  readonly file: string;
  /** What the writer told of. */
  readonly failures: readonly JournalError[];
  /** Fulfilled when it tells of one. */
  readonly failed: Promise<JournalError>;
}

type OpenOptions = Partial<Pick<WriterOptions, "thread">> & { readonly resume?: boolean };

/** A writer of a new run or, with `resume`, of one that is there. */
export async function openRun(
  stateDir: string,
  run: string,
  { resume, ...options }: OpenOptions = {},
): Promise<OpenRun> {
  const folder = runFolderOf(stateDir, run);
  const file = journalFileOf(folder);
  const failures: JournalError[] = [];
  const failed = Promise.withResolvers<JournalError>();
  const onFailure = (failure: JournalError): void => {
    failures.push(failure);
    failed.resolve(failure);
  };
  const fixed = { folder, stateDir, onFailure, ...options };
  const told = { folder, file, failures, failed: failed.promise };
  if (resume !== true) return { ...told, writer: await openWriter({ ...fixed, first: created(run) }) };
  const reading = readJournal(file);
  Array.from(reading);
  return { ...told, writer: await openWriter({ ...fixed, first: resumed, after: reading.end }) };
}

/** Fulfilled when the record is durable. */
export const durably = (writer: JournalWriter, record: JournalRecord): Promise<void> =>
  new Promise((done) => writer.writeThen(record, done));

export function recordsIn(file: string, options?: ReadOptions): readonly JournalRecord[] {
  return Array.from(readJournal(file, options), ({ records }) => records).flat();
}

/** Leaves of a run's journal what it held when so many outcomes were durable. */
export async function cutJournal(stateDir: string, run: string, outcomes: number): Promise<void> {
  const folder = runFolderOf(stateDir, run);
  const file = journalFileOf(folder);
  const [first, ...records] = recordsIn(file);
  if (first?.kind !== "created") throw new Error("the journal does not begin as one");
  for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
  const onFailure = (error: Error): void => {
    throw error;
  };
  const writer = await openWriter({ folder, stateDir, first, onFailure });
  let left = outcomes;
  for (const record of records) {
    if ((record.kind === "succeeded" || record.kind === "failed") && left-- === 0) break;
    writer.write(record);
  }
  await writer.close();
}

/** A journal's thread in which things go wrong: `hooks` is the text of a `ServeHooks`, which may use `fs` and `wait(ms)`. */
export function threadThat(hooks: string): URL {
  const serve = new URL("../../runtime/src/journal/serve.ts", import.meta.url).href;
  const code = `
    import * as fs from "node:fs";
    import { parentPort, workerData } from "node:worker_threads";
    import { serve } from ${JSON.stringify(serve)};
    const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    serve(parentPort, workerData, ${hooks});
  `;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
