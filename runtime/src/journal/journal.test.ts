import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hash } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as turn, setTimeout } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  created,
  durably,
  openRun as openRunIn,
  outcome,
  recordsIn,
  resumed,
  threadThat,
  type OpenRun,
} from "../../../test/support/journal.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import type { Failure } from "../event.ts";
import type { Value } from "../workflow.ts";
import {
  argsTextOf,
  journalFileOf,
  objectFileOf,
  openWriter,
  readJournal,
  runFolderOf,
  valueOf,
  type JournalRecord,
} from "./index.ts";
import { ownThread } from "./file-sink.ts";

describe.for([
  ["by the process that decides, and by a thread when there is much", undefined],
  ["by a thread from the first one", ownThread],
] as const)("a journal whose commits are made %s", ([, thread]) => {
  const stateDir = tempFolder();
  const openRun = (run: string, { resume = false } = {}): Promise<OpenRun> =>
    openRunIn(stateDir, run, { resume, ...(thread === undefined ? {} : { thread }) });

  test("what was written is read, in order, whatever text is in it", async () => {
    const text = fc.string({ unit: "binary" });
    const { writer, file } = await openRun("text");
    const reading = readJournal(file);
    Array.from(reading);
    const values = fc.array(fc.jsonValue({ stringUnit: "binary" }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(values, text, async (values, name) => {
        const records = [
          ...values.map((value, i) => outcome(i, value as Value)),
          { kind: "task", task: name, code: name },
        ];
        await Promise.all(records.map((record) => durably(writer, record as JournalRecord)));
        const read = Array.from(reading, ({ records }) => records).flat();
        // As JSON has it: without -0 and such.
        expect(read).toEqual(JSON.parse(JSON.stringify(records)));
      }),
      { numRuns: 40 },
    );
    await writer.close();
  });

  test("half of a surrogate pair, NUL and the end of a line come through", async () => {
    const value = ["\ud800", "\udc00x", "\0", "\u2028", "\r\n", "é\u{1F600}", '"\\'];
    const { writer, file } = await openRun("odd");
    await durably(writer, outcome(0, value));
    await writer.close();
    expect(recordsIn(file)).toEqual([created("odd"), outcome(0, value)]);
  });

  test("every kind of record comes through; what a rule threw does not", async () => {
    const times = { begun: 1, ended: 2 };
    const node = { node: "t:1", number: 1, task: "t", attempt: 1 };
    const failure = { code: "ADG7004", message: "no", trace: ["w.adg:1:1"], tail: ["x"], log: "/log" };
    const records: JournalRecord[] = [
      { kind: "task", task: "t", code: "c" },
      { kind: "begun", ...node, time: 1 },
      { kind: "failed", ...node, ...times, args: "[]", failure, final: false },
      { ...outcome(1), spawned: [{ task: "t", args: [1] }], from: "cache" },
      { kind: "ended", status: "failed", time: 3 },
    ];
    const { writer, file } = await openRun("kinds");
    for (const record of records) writer.write(record);
    const circle: unknown[] = [];
    circle.push(circle);
    const thrown: Failure = { ...failure, cause: circle };
    writer.write({ kind: "failed", ...node, ...times, args: "[]", failure: thrown, final: true });
    await writer.close();
    const failed = { kind: "failed", ...node, ...times, args: "[]", failure, final: true };
    expect(recordsIn(file)).toEqual([created("kinds"), ...records, failed]);
  });

  test("the callbacks of a commit are called in order in one turn, and only when it is durable", async () => {
    const { writer, file } = await openRun("order");
    const seen: string[] = [];
    const all = ["a", "b", "c"].map(
      (name, i) =>
        new Promise<void>((done) => {
          writer.writeThen(outcome(i, name), () => {
            const read = recordsIn(file).slice(1) as readonly ReturnType<typeof outcome>[];
            seen.push(`${name} of ${read.length}`);
            queueMicrotask(() => seen.push("later"));
            done();
          });
        }),
    );
    expect(seen).toEqual([]);
    await Promise.all(all);
    await turn();
    expect(seen).toEqual(["a of 3", "b of 3", "c of 3", "later", "later", "later"]);
    await writer.close();
  });

  test("a callback may write, and what it writes is durable when the journal is closed", async () => {
    const { writer, file } = await openRun("chain");
    let last = 0;
    await new Promise<void>((end) => {
      const next = (i: number): void => writer.writeThen(outcome(i), () => (i < 50 ? next((last = i + 1)) : end()));
      next(0);
    });
    writer.write(outcome(51));
    await writer.close();
    expect(last).toBe(50);
    expect(recordsIn(file)).toHaveLength(53);
    expect(() => writer.write(outcome(0))).toThrow("closed");
    await writer.close();
  });

  test("very many records are split into several commits, and very large ones have one of their own", async () => {
    const { writer, file } = await openRun("many");
    const task = (i: number, code: string): JournalRecord => ({ kind: "task", task: `t${i}`, code });
    for (let i = 0; i < 25_000; i += 1) writer.write(task(i, ""));
    for (let i = 0; i < 3; i += 1) writer.write(task(i, "x".repeat(9_000_000)));
    await writer.close();
    const sizes = Array.from(readJournal(file), ({ records }) => records.length);
    expect(sizes).toEqual([1, 10_000, 10_000, 5001, 1, 1]);
  });

  test("a large result lies in a file of its own, once, and its bytes are proved when it is read", async () => {
    const large = { text: "é\ud800".repeat(20_000) };
    const small = "x".repeat(65_534);
    const { writer, file } = await openRun("large");
    writer.write(outcome(0, large));
    writer.write(outcome(1, small));
    writer.write(outcome(2, large));
    await writer.close();
    const bytes = Buffer.from(JSON.stringify(large));
    const stored = { object: hash("sha256", bytes), size: bytes.length };
    const result = (number: number): JournalRecord => ({ ...outcome(number), result: stored });
    expect(recordsIn(file).slice(1)).toEqual([result(0), outcome(1, small), result(2)]);
    expect(valueOf(stored, stateDir)).toEqual(large);
    const object = objectFileOf(stateDir, stored.object);
    expect(readFileSync(object)).toEqual(bytes);
    expect(readdirSync(join(object, ".."))).toHaveLength(1);

    writeFileSync(object, bytes.subarray(1));
    expect(() => valueOf(stored, stateDir)).toThrow(`The result in "${object}" is not what was written there`);
    rmSync(object);
    expect(() => valueOf(stored, stateDir)).toThrow(`The result in "${object}" is missing`);
  });

  test("a large result that was damaged since is written anew", async () => {
    const large = "y".repeat(100_000);
    const { writer, file } = await openRun("mended");
    await durably(writer, outcome(0, large));
    const [, record] = recordsIn(file);
    if (record?.kind !== "succeeded" || !("object" in record.result)) throw new Error("it is not stored as an object");
    writeFileSync(objectFileOf(stateDir, record.result.object), "something else");
    await durably(writer, outcome(1, large));
    await writer.close();
    expect(valueOf(record.result, stateDir)).toBe(large);
  });

  test("a journal is read while it is written, and from where it was read to", async () => {
    const { writer, file } = await openRun("live");
    const reading = readJournal(file);
    const next = (): readonly number[] => Array.from(reading, ({ position }) => position);
    expect(next()).toEqual([1]);
    await durably(writer, outcome(0));
    await durably(writer, outcome(1));
    expect(next()).toEqual([2, 3]);
    expect(next()).toEqual([]);
    await durably(writer, outcome(2));
    const { end } = reading;
    expect(Array.from(readJournal(file, { after: end }))).toEqual([{ position: 4, records: [outcome(2)] }]);
    await writer.close();
    expect(reading.end).toEqual(end);
    expect(next()).toEqual([4]);
  });

  test("commits are read one by one: who stops goes on where he stopped", async () => {
    const { writer, file } = await openRun("lazy");
    for (let i = 0; i < 4; i += 1) await durably(writer, outcome(i));
    await writer.close();
    const reading = readJournal(file);
    for (const { position } of reading) if (position === 2) break;
    expect(reading.end.position).toBe(2);
    expect(Array.from(reading, ({ position }) => position)).toEqual([3, 4, 5]);
  });

  test("a run goes on behind what was read; not if it has changed since", async () => {
    const first = await openRun("again");
    await durably(first.writer, outcome(0));
    await first.writer.close();
    const reading = readJournal(first.file);
    Array.from(reading);
    const second = await openRun("again", { resume: true });
    await durably(second.writer, outcome(1));
    await second.writer.close();
    expect(recordsIn(first.file)).toEqual([created("again"), outcome(0), resumed, outcome(1)]);
    const { folder, file } = first;
    const late = openWriter({ folder, stateDir, onFailure: () => undefined, first: resumed, after: reading.end });
    await expect(late).rejects.toMatchObject({
      trouble: "busy",
      message: `"${file}" was changed while it was read; resume the run again.`,
    });
    expect(recordsIn(file)).toHaveLength(4);
  });
});

const stateDir = tempFolder();

test("what comes while a commit is made durable goes into the next one together", async () => {
  const gate = join(stateDir, "gate");
  const thread = threadThat(
    `{ onCommit: (n) => { while (n === 1 && !fs.existsSync(${JSON.stringify(gate)})) wait(2); } }`,
  );
  const { writer, file } = await openRunIn(stateDir, "groups", { thread });
  const seen: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    writer.writeThen(outcome(i), () => seen.push(i));
    await turn();
  }
  writer.write(outcome(5));
  expect(seen).toEqual([]);
  writeFileSync(gate, "");
  await writer.close();
  expect(seen).toEqual([0, 1, 2, 3, 4]);
  expect(Array.from(readJournal(file), ({ records }) => records.length)).toEqual([1, 1, 5]);
});

test("arguments are told as they are while they are short", () => {
  expect(argsTextOf(JSON.stringify(["a"]))).toBe('["a"]');
  expect(argsTextOf("1".repeat(256))).toBe("1".repeat(256));
  expect(argsTextOf("1".repeat(257))).toBe(`sha256:${hash("sha256", "1".repeat(257))}`);
});

test("a commit waits for another that has the journal for a moment, as a reader that makes the index of its log", async () => {
  const { writer, file } = await openRunIn(stateDir, "waits");
  await durably(writer, outcome(0));
  const other = new DatabaseSync(file);
  other.exec("BEGIN IMMEDIATE");
  const written = durably(writer, outcome(1));
  await setTimeout(200);
  other.exec("ROLLBACK");
  await written;
  other.close();
  await writer.close();
  expect(recordsIn(file)).toEqual([created("waits"), outcome(0), outcome(1)]);
});

test("a run begins only once, and what is not there cannot go on", async () => {
  const { writer, folder, file } = await openRunIn(stateDir, "once");
  await writer.close();
  await expect(openRunIn(stateDir, "once")).rejects.toMatchObject({
    trouble: "exists",
    message: `Run once has a journal already: "${file}".`,
  });
  renameSync(folder, `${folder}-gone`);
  expect(() => recordsIn(file)).toThrow(`There is no journal "${file}".`);
  const options = { folder, stateDir, onFailure: () => undefined, first: resumed, after: { position: 1, sum: 1 } };
  await expect(openWriter(options)).rejects.toMatchObject({ trouble: "missing" });
});

test("a journal that was about to be made when its process was killed is not there, and can be made", async () => {
  const folder = runFolderOf(stateDir, "half");
  const { writer } = await openRunIn(stateDir, "half");
  await writer.close();
  const file = journalFileOf(folder);
  renameSync(file, `${file}.part`);
  expect(() => recordsIn(file)).toThrow("There is no journal");
  await (await openRunIn(stateDir, "half")).writer.close();
  expect(recordsIn(file)).toEqual([created("half")]);
  expect(existsSync(`${file}.part`)).toBe(false);
});
