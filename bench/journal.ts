/**
 * How fast records become durable, beside SQLite used as it comes. `npm run bench:journal`, or `node bench/journal.ts [ROUNDS]` after
 * a build.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type * as Journal from "../runtime/src/journal/index.ts";
import { writeRecords } from "./engine/floors/sqlite.ts";
import { median } from "./engine/median.ts";
import { count, digits, tableText } from "./engine/table.ts";

const ROUNDS = Number(process.argv[2] ?? 7);
const MANY = 100_000;
const FEW = 500;
const GROUP = 100;

const { journalFileOf, openWriter, readJournal, runFolderOf } = (await import(
  new URL("../runtime/dist/journal/index.js", import.meta.url).href
)) as typeof Journal;

/** What is measured: seconds that so many records take, and beside what. */
interface Way {
  readonly name: string;
  readonly records: number;
  readonly run: () => number | Promise<number>;
  readonly beside?: Way;
  readonly seconds: number[];
}

const way = (name: string, records: number, run: Way["run"], beside?: Way): Way => ({
  name,
  records,
  run,
  ...(beside === undefined ? {} : { beside }),
  seconds: [],
});

const groups = way(`bare: ${GROUP} a commit`, MANY, () => bare(MANY, GROUP));
const single = way("bare: one a commit", FEW, () => bare(FEW, 1));
const ways: readonly Way[] = [
  groups,
  way(`journal: ${GROUP} not durable yet`, MANY, () => journal(MANY, GROUP), groups),
  way(`journal: ${2 * GROUP} not durable yet`, MANY, () => journal(MANY, 2 * GROUP), groups),
  way(`journal: 1,000 not durable yet`, MANY, () => journal(MANY, 1000), groups),
  way("journal: all at once", MANY, () => journal(MANY, MANY), groups),
  single,
  way("journal: each after the one before", FEW, () => journal(FEW, 1), single),
];

const stateDir = mkdtempSync(join(tmpdir(), "adg-bench-"));
let runs = 0;
try {
  await bench();
} finally {
  rmSync(stateDir, { recursive: true, force: true });
}

async function bench(): Promise<void> {
  const opening: number[] = [];
  const reading: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // In turns: what else the machine does then slows down all of them.
    for (const each of ways) each.seconds.push(await each.run());
    opening.push(await open());
    reading.push(await read());
  }
  console.log(
    `Node ${process.versions.node} on ${availableParallelism()} processors; the medians of ${ROUNDS} rounds.`,
  );
  console.log(`A record is ${JSON.stringify(outcome(MANY - 1)).length} characters of JSON.\n`);
  const rate = ({ records, seconds }: Way): number => records / median(seconds);
  const rows = ways.map((each) => [each.name, count(rate(each)), digits(rate(each) / rate(each.beside ?? each))]);
  console.log(tableText([["what", "records/s", "of the bare rate"], ...rows]));
  console.log(`\nFrom the start of a journal until its first record is durable: ${digits(median(opening))} ms.`);
  console.log(`To read ${count(MANY)} outcomes: ${digits(median(reading))} ms.`);
  console.log(`The load of the machine in the last minute: ${loadavg()[0]?.toFixed(1)}.`);
}

/** One row a record, `group` rows a commit; the text is there already. */
function bare(records: number, group: number): number {
  const texts = Array.from({ length: records }, (_, i) => JSON.stringify(outcome(i)));
  const db = new DatabaseSync(join(stateDir, `bare-${runs++}.db`));
  try {
    return seconds(() => writeRecords(db, texts, group));
  } finally {
    db.close();
  }
}

/** `ahead` records are under way at any time: each that is durable brings forth another. */
async function journal(records: number, ahead: number): Promise<number> {
  const outcomes = Array.from({ length: records }, (_, i) => outcome(i));
  const { writer } = await openRun();
  const began = performance.now();
  await new Promise<void>((end) => {
    let written = 0;
    let durable = 0;
    const write = (): void => {
      const record = outcomes[written];
      if (record === undefined) return;
      written += 1;
      writer.writeThen(record, () => {
        durable += 1;
        if (durable === records) end();
        else write();
      });
    };
    for (let i = 0; i < ahead; i += 1) write();
  });
  const took = performance.now() - began;
  await writer.close();
  return took / 1000;
}

async function open(): Promise<number> {
  const began = performance.now();
  const { writer } = await openRun();
  const took = performance.now() - began;
  await writer.close();
  return took;
}

async function read(): Promise<number> {
  const { writer, folder } = await openRun();
  for (let i = 0; i < MANY; i += 1) writer.write(outcome(i));
  await writer.close();
  let found = 0;
  const took = seconds(() => {
    for (const { records } of readJournal(journalFileOf(folder))) found += records.length;
  });
  if (found !== MANY + 1) throw new Error(`${found} records were read`);
  return took * 1000;
}

async function openRun(): Promise<{ readonly writer: Journal.JournalWriter; readonly folder: string }> {
  const run = `run-${runs++}`;
  const folder = runFolderOf(stateDir, run);
  const first: Journal.CreatedRecord = {
    kind: "created",
    run,
    adg: "0.1.0",
    workflow: "bench",
    source: "/bench.adg",
    program: "",
    inputs: {},
    settings: { failFast: false, stub: false },
    time: 0,
  };
  const onFailure = (error: Error): void => {
    throw error;
  };
  return { folder, writer: await openWriter({ folder, stateDir, first, onFailure }) };
}

function outcome(number: number): Journal.JournalRecord {
  return {
    kind: "succeeded",
    node: `pdf:${number}`,
    number,
    task: "pdf",
    attempt: 1,
    begun: 1_790_000_000_000 + number,
    ended: 1_790_000_000_001 + number,
    args: `["source-${number}"]`,
    result: { value: number },
  };
}

function seconds(act: () => void): number {
  const began = performance.now();
  act();
  return (performance.now() - began) / 1000;
}
