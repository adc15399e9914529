import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { created, openRun, outcome, recordsIn, resumed } from "../../../test/support/journal.ts";
import { tempFolder, writeText } from "../../../test/support/temp-folder.ts";
import { isHeld, journalFileOf, readJournal, runFolderOf } from "./index.ts";

const stateDir = tempFolder();
const children = new Set<ChildProcess>();
afterAll(() => children.forEach((child) => child.kill("SIGKILL")));

/** A process that writes outcomes for ever, says how many are durable, and never ends by itself. */
const program = writeText(
  stateDir,
  "program.mjs",
  `import { openWriter } from ${JSON.stringify(new URL("writer.ts", import.meta.url).href)};
const [stateDir, folder, first] = process.argv.slice(2);
const onFailure = (error) => { throw error; };
const writer = await openWriter({ folder, stateDir, onFailure, first: JSON.parse(first) });
setInterval(() => undefined, 1000);
let written = 0;
const write = () => {
  const number = written++;
  const record = { kind: "task", task: String(number), code: "x".repeat(number * 37 % 5000) };
  writer.writeThen(record, () => { process.stdout.write(number + 1 + "\\n"); write(); });
};
process.stdout.write("0\\n");
for (let i = 0; i < 5; i += 1) write();
`,
);

/** A process that looks again and again whether a run is written. */
const looker = writeText(
  stateDir,
  "looker.mjs",
  `import { isHeld } from ${JSON.stringify(new URL("lock.ts", import.meta.url).href)};
let looks = 0;
setInterval(() => {
  for (let i = 0; i < 20; i += 1) isHeld(process.argv[2]);
  process.stdout.write((looks += 20) + "\\n");
}, 0);
`,
);

interface Counting {
  readonly child: ChildProcess;
  /** The last number that it said. */
  count(): number;
}

/** Starts a program; fulfilled when it has counted so far. */
async function counting(atLeast: number, program: string, ...args: readonly string[]): Promise<Counting> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  children.add(child);
  let count = -1;
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((done, fail) => {
    child.on("exit", () => fail(new Error("it ended")));
    lines.on("line", (line) => {
      count = Number(line);
      if (count >= atLeast) done();
    });
  });
  return { child, count: () => count };
}

/** Writes a run in another process until so many outcomes are durable, and on. */
const writing = (run: string, atLeast: number): Promise<Counting> =>
  counting(atLeast, program, stateDir, runFolderOf(stateDir, run), JSON.stringify(created(run)));

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "close");
  children.delete(child);
}

test("a run that another process writes is not written, and is free as soon as that is dead", async () => {
  const { child } = await writing("other", 0);
  const folder = runFolderOf(stateDir, "other");
  expect(isHeld(folder)).toBe(true);
  await expect(openRun(stateDir, "other", { resume: true })).rejects.toMatchObject({
    name: "JournalError",
    trouble: "held",
    message: expect.stringMatching(
      RegExp(String.raw`^Run other is being written by process ${child.pid} since 2\S+Z; wait for it, or end it\.$`),
    ) as string,
  });
  expect(isHeld(folder)).toBe(true);
  await kill(child);
  expect(isHeld(folder)).toBe(false);
  const { writer, file } = await openRun(stateDir, "other", { resume: true });
  expect(isHeld(folder)).toBe(true);
  await writer.close();
  expect(isHeld(folder)).toBe(false);
  expect(recordsIn(file).at(-1)).toEqual(resumed);
});

test("whatever was confirmed before its process was killed is there, in order", async () => {
  for (const atLeast of [0, 20, 200, 2000]) {
    const run = `killed-${atLeast}`;
    const { child, count } = await writing(run, atLeast);
    await kill(child);
    const reading = readJournal(journalFileOf(runFolderOf(stateDir, run)));
    const [first, ...rest] = Array.from(reading, ({ records }) => records).flat();
    expect(first).toEqual(created(run));
    expect(rest.map((record) => (record.kind === "task" ? Number(record.task) : record.kind))).toEqual(
      rest.map((_, i) => i),
    );
    expect(rest.length).toBeGreaterThanOrEqual(count());
    const { writer, file } = await openRun(stateDir, run, { resume: true });
    writer.write(outcome(0));
    await writer.close();
    expect(recordsIn(file)).toEqual([first, ...rest, resumed, outcome(0)]);
  }
});

test("two in one process do not write one run either", async () => {
  const { writer, folder } = await openRun(stateDir, "twice");
  await expect(openRun(stateDir, "twice", { resume: true })).rejects.toMatchObject({ trouble: "held" });
  expect(isHeld(folder)).toBe(true);
  await writer.close();
});

test("whoever looks keeps nobody from writing", async () => {
  const { writer, folder } = await openRun(stateDir, "looked");
  await writer.close();
  const { child, count } = await counting(100, looker, folder);
  const before = count();
  while (count() < before + 100) {
    await (await openRun(stateDir, "looked", { resume: true })).writer.close();
    await turn();
  }
  await kill(child);
});

test("it is told on which machine a run is written, where it is not this one", async () => {
  const { writer, folder } = await openRun(stateDir, "far");
  const holder = { pid: 7, host: "far.example", since: "2026-01-01T00:00:00.000Z" };
  expect(holder.host).not.toBe(hostname());
  writeFileSync(join(folder, "lock.json"), JSON.stringify(holder));
  await expect(openRun(stateDir, "far", { resume: true })).rejects.toThrow(
    "Run far is being written by process 7 on far.example since 2026-01-01T00:00:00.000Z; wait for it, or end it.",
  );
  writeFileSync(join(folder, "lock.json"), "");
  await expect(openRun(stateDir, "far", { resume: true })).rejects.toThrow(
    "Run far is being written by another process.",
  );
  await writer.close();
});

test("a run that nobody ever wrote is not held", () => {
  expect(isHeld(join(stateDir, "nowhere"))).toBe(false);
});
