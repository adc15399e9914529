import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Piscina } from "piscina";
import { describe, expect, test } from "vitest";
import { moduleTask, orderOf } from "../../../test/support/attempt-order.ts";
import { tempFolder, writeText } from "../../../test/support/temp-folder.ts";
import type { Call, CallOutcome, Executor } from "../executor.ts";
import type { Task, Value, ValueType } from "../workflow.ts";
import { ThreadPool } from "./thread-pool.ts";
import { threads, type ThreadsOptions } from "./threads.ts";

const folder = tempFolder();
const json: ValueType = { kind: "json" };

const tasks = writeText(
  folder,
  "tasks.mjs",
  `import { appendFileSync, existsSync } from "node:fs";
import { threadId } from "node:worker_threads";
import { setTimeout as sleep } from "node:timers/promises";
const waitFor = (file) => { while (!existsSync(file)); };
/** One task does all, so that nobody can tell beforehand what a call will do. */
export async function act(what, file, context) { return what === "sleep" ? sleep(file) : doNow(what, file, context); }
export function step(what, file, context) { return what === "obey" ? obey(file, context) : doNow(what, file, context); }
function doNow(what, file, context) {
  if (what === "note") appendFileSync(file, "noted\\n");
  if (what === "exit") { appendFileSync(file, "exits\\n"); process.exit(3); }
  if (what === "wait") { appendFileSync(file + ".begun", "x"); waitFor(file); }
  if (what === "exhaust") { const all = []; for (;;) all.push(Array.from({ length: 1_000 }, (_, i) => String(i + all.length))); }
  if (what === "fill") return "ü".repeat(file);
  if (what === "fill when told") { appendFileSync(file + ".begun", "x"); waitFor(file); return "ü".repeat(200_000); }
  if (what === "print") context.log("words");
  if (what === "leave") setTimeout(() => console.log("late words"), 1);
  return threadId;
}
async function obey(file, { signal }) {
  appendFileSync(file, "x");
  await new Promise((stopped) => signal.addEventListener("abort", stopped));
  return "stopped";
}
export async function overlap(file) {
  appendFileSync(file, "+");
  await sleep(5);
  appendFileSync(file, "-");
}
`,
);

const step = moduleTask(tasks, "step", json);

let files = 0;
const newFile = (): string => join(folder, `file-${files++}`);

/** A call that has been handed over. */
interface Handed {
  readonly call: Call;
  readonly stop: AbortController;
  readonly outcome: Promise<CallOutcome>;
  isOver: boolean;
}

function hand(pool: Executor, task: Task, args: readonly Value[], more: Partial<Call> = {}): Handed {
  const order = orderOf(folder, task, args);
  const stop = new AbortController();
  const { nodeFolder } = order;
  const files = { workdir: join(nodeFolder, "work"), log: join(nodeFolder, "log"), stdout: join(nodeFolder, "stdout") };
  const call: Call = { ...order, ...files, argsByName: {}, out: "", env: {}, signal: stop.signal };
  // Getters, too.
  Object.defineProperties(call, Object.getOwnPropertyDescriptors(more));
  const handed: Handed = { call, stop, isOver: false, outcome: Promise.resolve(pool.start(call)) };
  void handed.outcome.then(() => (handed.isOver = true));
  return handed;
}

/**
 * A pool that has seen so many short calls that it lets them travel together, and whose threads are there: no more than there are cores,
 * since short calls get no more.
 */
async function poolOf(options: ThreadsOptions & { readonly size: number }): Promise<Executor> {
  const pool = threads({ grace: 100, ...options });
  const seen = new Set<unknown>();
  const most = Math.min(options.size, availableParallelism());
  for (let round = 0; round < 5 || seen.size < most; round++) {
    const calls = Array.from({ length: 40 }, () => hand(pool, step, ["nothing", ""]));
    for (const thread of await Promise.all(calls.map(valueOf))) seen.add(thread);
  }
  return pool;
}

async function withPool(options: Parameters<typeof poolOf>[0], use: (pool: Executor) => Promise<void>): Promise<void> {
  const pool = await poolOf(options);
  try {
    await use(pool);
  } finally {
    await pool.close();
  }
}

/** Lets nothing else happen in this thread. */
function waitUntil(isSo: () => boolean): void {
  for (const end = performance.now() + 5_000; !isSo() && performance.now() < end;);
}

async function until(isSo: () => boolean): Promise<void> {
  await expect.poll(isSo, { interval: 1, timeout: 5_000 }).toBe(true);
}

const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8") : "");

const lines = (count: number): string => "noted\n".repeat(count);

const valueOf = async ({ outcome }: Handed): Promise<unknown> => {
  const found = await outcome;
  return found.ok ? found.value : found.failure.message;
};

describe("calls that travel together", () => {
  test("need nothing of the thread that sent them before the last is over", async () => {
    await withPool({ size: 1 }, async (pool) => {
      const file = newFile();
      const all = Array.from({ length: 10 }, () => hand(pool, step, ["note", file]));
      await new Promise((turn) => setImmediate(turn));
      waitUntil(() => textOf(file) === lines(10));
      expect(textOf(file)).toBe(lines(10));
      await Promise.all(all.map(({ outcome }) => outcome));
    });
  });

  test("are over one by one: what has ended need not wait for one that goes on", async () => {
    await withPool({ size: 1 }, async (pool) => {
      const gate = newFile();
      const before = Array.from({ length: 10 }, () => hand(pool, step, ["nothing", ""]));
      const slow = hand(pool, step, ["wait", gate]);
      const after = Array.from({ length: 10 }, () => hand(pool, step, ["nothing", ""]));
      await Promise.all(before.map(({ outcome }) => outcome));
      await until(() => existsSync(`${gate}.begun`));
      expect(slow.isOver).toBe(false);
      expect(after.map(({ isOver }) => isOver)).not.toContain(true);
      writeFileSync(gate, "");
      expect(await Promise.all([slow, ...after].map(valueOf))).toHaveLength(11);
    });
  });

  test("leave a thread in which one goes on for another that is free", async () => {
    await withPool({ size: 2 }, async (pool) => {
      const gate = newFile();
      const slow = hand(pool, step, ["wait", gate]);
      // A thread that has yet to load it may do others before, and it may come to run elsewhere.
      await until(() => existsSync(`${gate}.begun`));
      const others = Array.from({ length: 40 }, () => hand(pool, step, ["nothing", ""]));
      const where = new Set(await Promise.all(others.map(valueOf)));
      expect(slow.isOver).toBe(false);
      writeFileSync(gate, "");
      expect(where).not.toContain(await valueOf(slow));
    });
  });

  test("begin in the order in which they were handed over, also around one that ends its thread", async () => {
    await withPool({ size: 1 }, async (pool) => {
      const seen = newFile();
      const note = moduleTask(
        writeText(
          folder,
          "order.mjs",
          `import { appendFileSync } from "node:fs";
export function number(file, n) { appendFileSync(file, n + " "); if (n === 150) process.exit(); }`,
        ),
        "number",
        { kind: "void" },
      );
      const all = Array.from({ length: 300 }, (_, n) =>
        hand(pool, n % 7 === 0 ? step : note, n % 7 === 0 ? ["nothing", ""] : [seen, n]),
      );
      const outcomes = await Promise.all(all.map(({ outcome }) => outcome));
      const expected = all.map((_, n) => n).filter((n) => n % 7 !== 0);
      expect(textOf(seen).trim().split(" ").map(Number)).toEqual(expected);
      expect(outcomes.flatMap(({ ok }, n) => (ok ? [] : [n]))).toEqual([150]);
    });
  });

  test("may give more than their common memory holds", async () => {
    await withPool({ size: 1 }, async (pool) => {
      const lengths = Array.from({ length: 60 }, (_, i) => (i % 20 === 7 ? 200_000 : 2_000));
      const all = lengths.map((length) => hand(pool, step, ["fill", length]));
      expect((await Promise.all(all.map(valueOf))).map((text) => (text as string).length)).toEqual(lengths);
    });
  });
});

describe("a call that ends its thread", () => {
  test.each([1, 2])(
    "fails alone: those behind it run elsewhere, once, and those before it have ended (%i threads)",
    async (size) => {
      await withPool({ size }, async (pool) => {
        const [before, fatal, behind] = [newFile(), newFile(), newFile()];
        const all = [
          ...Array.from({ length: 30 }, () => hand(pool, step, ["note", before])),
          hand(pool, step, ["exit", fatal]),
          ...Array.from({ length: 30 }, () => hand(pool, step, ["note", behind])),
        ];
        const outcomes = await Promise.all(all.map(({ outcome }) => outcome));
        expect(outcomes.flatMap((outcome, n) => (outcome.ok ? [] : [[n, outcome.failure.message]]))).toEqual([
          [30, 'ended its thread with exit code 3; a task must return or throw, not call "process.exit"'],
        ]);
        expect([before, fatal, behind].map(textOf)).toEqual([lines(30), "exits\n", lines(30)]);
      });
    },
  );

  test("by taking all memory fails alone, too", { timeout: 20_000 }, async () => {
    await withPool({ size: 1, memory: 32 * 1024 * 1024 }, async (pool) => {
      const file = newFile();
      const all = ["note", "exhaust", "note"].map((what) => hand(pool, step, [what, file]));
      const [first, second, third] = await Promise.all(all.map(valueOf));
      expect(second).toBe("ran out of memory, and its thread was ended");
      expect([typeof first, typeof third]).toEqual(["number", "number"]);
      expect(textOf(file)).toBe(lines(2));
    });
  });

  test("because it did not stop fails alone", async () => {
    await withPool({ size: 1 }, async (pool) => {
      const [gate, file] = [newFile(), newFile()];
      const before = hand(pool, step, ["note", file]);
      const deaf = hand(pool, step, ["wait", gate]);
      const behind = Array.from({ length: 20 }, () => hand(pool, step, ["note", file]));
      await until(() => existsSync(`${gate}.begun`));
      deaf.stop.abort();
      expect(await deaf.outcome).toMatchObject({
        failure: { message: "was told to stop and did not, so its thread was ended" },
      });
      const where = await Promise.all(behind.map(valueOf));
      expect(where).not.toContain(await valueOf(before));
      expect(textOf(file)).toBe(lines(21));
    });
  });
});

describe("a call that must stop", () => {
  test("and has just ended with a long answer takes nothing else with it", async () => {
    await withPool({ size: 1, grace: 20 }, async (pool) => {
      const [gate, other] = [newFile(), newFile()];
      const late = hand(pool, step, ["fill when told", gate]);
      const behind = hand(pool, step, ["wait", other]);
      // From here on this thread hears of nothing until the one is over, the other has begun and the time to stop has passed.
      await new Promise((turn) => setImmediate(turn));
      waitUntil(() => existsSync(`${gate}.begun`));
      late.stop.abort();
      writeFileSync(gate, "");
      waitUntil(() => existsSync(`${other}.begun`));
      for (const end = performance.now() + 40; performance.now() < end;);
      await new Promise((turn) => setTimeout(turn, 50));
      writeFileSync(other, "");
      expect(await valueOf(late)).toHaveLength(200_000);
      expect(await valueOf(behind)).toBeTypeOf("number");
    });
  });

  test("before it has begun never begins, and is over at once", async () => {
    await withPool({ size: 1 }, async (pool) => {
      const [gate, file] = [newFile(), newFile()];
      const slow = hand(pool, step, ["wait", gate]);
      const behind = Array.from({ length: 20 }, () => hand(pool, step, ["note", file]));
      await until(() => existsSync(`${gate}.begun`));
      const stopped = behind.filter((_, n) => n % 2 === 0);
      for (const { stop } of stopped) stop.abort();
      for (const { outcome } of stopped) expect(await outcome).toMatchObject({ ok: false, unbegun: true });
      expect(slow.isOver).toBe(false);
      writeFileSync(gate, "");
      await Promise.all([slow, ...behind].map(({ outcome }) => outcome));
      expect(textOf(file)).toBe(lines(10));
    });
  });

  test("from the beginning never begins", async () => {
    await withPool({ size: 1 }, async (pool) => {
      const file = newFile();
      const { outcome } = hand(pool, step, ["note", file], { signal: AbortSignal.abort() });
      expect(await outcome).toMatchObject({ ok: false, unbegun: true });
      await hand(pool, step, ["nothing", ""]).outcome;
      expect(textOf(file)).toBe("");
    });
  });

  test("may hear of it through a listener in the place of its signal, which nobody then asks for", async () => {
    await withPool({ size: 1 }, async (pool) => {
      const file = newFile();
      let stop = (): void => {};
      const { outcome } = hand(pool, step, ["obey", file], {
        get signal(): never {
          throw new Error("asked for");
        },
        onStop: (listener) => (stop = listener),
      });
      await until(() => existsSync(file));
      stop();
      expect(await outcome).toEqual({ ok: true, value: "stopped" });
    });
  });

  test("while it runs is told alone", async () => {
    await withPool({ size: 2 }, async (pool) => {
      const seen = [newFile(), newFile()];
      const [first, second] = seen.map((file) => hand(pool, step, ["obey", file])) as [Handed, Handed];
      await until(() => seen.every(existsSync));
      first.stop.abort();
      expect(await valueOf(first)).toBe("stopped");
      expect(second.isOver).toBe(false);
      second.stop.abort();
      expect(await valueOf(second)).toBe("stopped");
    });
  });
});

describe("a pool", () => {
  test("wants calls ahead of their time as long as they are short, and sends long ones one by one", async () => {
    await withPool({ size: 2 }, async (pool) => {
      expect(pool.ahead).toBeGreaterThan(0);
      const act = moduleTask(tasks, "act", json);
      for (let i = 0; i < 6; i++) await Promise.all([20, 20].map((ms) => hand(pool, act, ["sleep", ms]).outcome));
      expect(pool.ahead).toBe(0);
      const gate = newFile();
      const slow = hand(pool, act, ["wait", gate]);
      // All but the first go to the thread that is free, one after another.
      const others = Array.from({ length: 4 }, () => hand(pool, act, ["nothing", ""]));
      expect(new Set(await Promise.all(others.map(valueOf))).size).toBe(1);
      writeFileSync(gate, "");
      await slow.outcome;
    });
  });

  test("keeps all its threads busy with short calls", async () => {
    await withPool({ size: 2 }, async (pool) => {
      const all = Array.from({ length: 2_000 }, () => hand(pool, step, ["nothing", ""]));
      expect(new Set(await Promise.all(all.map(valueOf))).size).toBe(2);
    });
  });

  test.each([1, 2])("runs no more at once than it is told, whatever it has: %i", async (atOnce) => {
    await withPool({ size: 3 }, async (pool) => {
      const file = newFile();
      const overlap = moduleTask(tasks, "overlap", { kind: "void" });
      await Promise.all(Array.from({ length: 24 }, () => hand(pool, overlap, [file], { atOnce }).outcome));
      const running = [...textOf(file)].reduce<number[]>(
        (all, sign) => [...all, (all.at(-1) ?? 0) + (sign === "+" ? 1 : -1)],
        [],
      );
      expect([running.length, Math.max(...running), running.at(-1)]).toEqual([48, atOnce, 0]);
    });
  });

  test("gives back the last of what it was handed when it would like to have less, and keeps what may begin", async () => {
    await withPool({ size: 2 }, async (pool) => {
      const [gate, file] = [newFile(), newFile()];
      const slow = [0, 1].map((n) => hand(pool, step, ["wait", `${gate}-${n}`], { atOnce: 2 }));
      await until(() => [0, 1].every((n) => existsSync(`${gate}-${n}.begun`)));
      const wanted = pool.ahead ?? 0;
      expect(wanted).toBeGreaterThan(0);
      const ahead = Array.from({ length: wanted + 20 }, () => hand(pool, step, ["note", file], { atOnce: 2 }));
      pool.recall?.(wanted);
      for (const { outcome } of ahead.slice(wanted)) expect(await outcome).toMatchObject({ ok: false, unbegun: true });
      expect(ahead.slice(0, wanted).map(({ isOver }) => isOver)).not.toContain(true);
      writeFileSync(`${gate}-0`, "");
      await Promise.all(ahead.map(({ outcome }) => outcome));
      expect(textOf(file)).toBe(lines(wanted));
      expect(slow[1]?.isOver).toBe(false);
      writeFileSync(`${gate}-1`, "");
      await slow[1]?.outcome;
    });
  });

  test("gives back all that has not begun where none is to be kept", async () => {
    await withPool({ size: 1 }, async (pool) => {
      const [gate, file] = [newFile(), newFile()];
      const slow = hand(pool, step, ["wait", gate], { atOnce: 1 });
      await until(() => existsSync(`${gate}.begun`));
      const ahead = Array.from({ length: 5 }, () => hand(pool, step, ["note", file], { atOnce: 1 }));
      pool.recall?.(0);
      for (const { outcome } of ahead) expect(await outcome).toMatchObject({ ok: false, unbegun: true });
      writeFileSync(gate, "");
      await slow.outcome;
      expect(existsSync(file)).toBe(false);
    });
  });

  test("gives back all that cannot begin by now when calls have come to take long", async () => {
    await withPool({ size: 2 }, async (pool) => {
      const [gate, file] = [newFile(), newFile()];
      const act = moduleTask(tasks, "act", json);
      for (let i = 0; i < 6; i++) await Promise.all([20, 20].map((ms) => hand(pool, act, ["sleep", ms]).outcome));
      const slow = hand(pool, step, ["wait", gate], { atOnce: 2 });
      const others = Array.from({ length: 20 }, () => hand(pool, step, ["note", file], { atOnce: 2 }));
      pool.recall?.(pool.ahead ?? 0);
      const outcomes = await Promise.all(others.map(({ outcome }) => outcome));
      expect(outcomes.map(({ ok }) => ok)).toEqual([true, ...Array.from({ length: 19 }, () => false)]);
      writeFileSync(gate, "");
      await slow.outcome;
      expect(textOf(file)).toBe(lines(1));
    });
  });

  test("knows where a call has its log, also when nothing was said of it before, or the call is over", async () => {
    await withPool({ size: 1 }, async (pool) => {
      const late = hand(pool, step, ["leave", ""]);
      const printing = hand(pool, step, ["print", ""]);
      const others = Array.from({ length: 20 }, () => hand(pool, step, ["nothing", ""]));
      await Promise.all([late, printing, ...others].map(({ outcome }) => outcome));
      await until(() => textOf(late.call.log) !== "");
      expect([late, printing].map(({ call }) => textOf(call.log))).toEqual(["late words\n", "words\n"]);
      expect(others.map(({ call }) => existsSync(call.log))).not.toContain(true);
    });
  });

  test("has one thread more than are busy, for what may follow", async () => {
    const gate = newFile();
    const filename = new URL("./thread-worker.ts", import.meta.url).href;
    const made = new Piscina({ filename, minThreads: 1, maxThreads: 3, idleTimeout: Infinity, atomics: "disabled" });
    const pool = new ThreadPool({ size: 3, grace: 100, open: () => Promise.resolve(made) });
    const over = pool.start(hand(threadsThatRunNothing, step, ["wait", gate]).call);
    await until(() => existsSync(`${gate}.begun`) && made.threads.length === 2);
    await new Promise((turn) => setTimeout(turn, 50));
    expect(made.threads.length).toBe(2);
    writeFileSync(gate, "");
    expect(await over).toMatchObject({ ok: true });
    await pool.close();
  });

  test("keeps what modules compile to, and does not keep a process alive that has forgotten to close it", async () => {
    const program = writeText(
      folder,
      "program.ts",
      `import { threads } from ${JSON.stringify(new URL("./threads.ts", import.meta.url).href)};
const call = ${JSON.stringify({ ...hand(threadsThatRunNothing, step, ["nothing", ""]).call, signal: undefined })};
const outcome = await threads({ size: 1 }).start({ ...call, signal: new AbortController().signal });
console.log(outcome.ok);
`,
    );
    const env = { ...process.env, TMPDIR: newFile() };
    mkdirSync(env.TMPDIR);
    const child = spawn(process.execPath, [program], { env, stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (chunk) => (said += chunk));
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(said).toBe("true\n");
    expect(readdirSync(env.TMPDIR)).toEqual(["node-compile-cache"]);
  });

  test.each([
    ["its threads cannot be made", 'throw new Error("no thread");'],
    ["its threads die before they have begun with anything", "process.exit(7);"],
  ])("fails what it is given when %s", async (_, text) => {
    const filename = writeText(folder, "broken.mjs", text);
    const open = () => Promise.resolve(new Piscina({ filename, minThreads: 1, maxThreads: 2 }));
    const pool = new ThreadPool({ size: 2, grace: 100, open });
    const calls = Array.from({ length: 3 }, () => hand(threadsThatRunNothing, step, ["nothing", ""]).call);
    const outcomes = await Promise.all(calls.map((call) => pool.start(call)));
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, false, false]);
    await pool.close();
  });

  test("that is closed before a call has begun neither begins it nor leaves it open", async () => {
    const file = newFile();
    const pool = threads({ size: 1 });
    const { outcome } = hand(pool, step, ["note", file]);
    await pool.close();
    expect(await outcome).toMatchObject({ ok: false });
    expect(textOf(file)).toBe("");
  });

  test("that is closed while calls run ends them, and those that wait do not begin", async () => {
    const file = newFile();
    const pool = await poolOf({ size: 1 });
    const all = [hand(pool, step, ["wait", file]), ...[1, 2, 3].map(() => hand(pool, step, ["note", file]))];
    await until(() => existsSync(`${file}.begun`));
    await pool.close();
    expect((await Promise.all(all.map(({ outcome }) => outcome))).map(({ ok }) => ok)).not.toContain(true);
    expect(textOf(file)).toBe("");
  });

  test("fails what it is given when it cannot be opened", async () => {
    const open = () => Promise.reject(new Error("no pool"));
    const pool = new ThreadPool({ size: 2, grace: 100, open });
    const { call } = hand(threadsThatRunNothing, step, ["nothing", ""]);
    expect(await pool.start(call)).toMatchObject({ ok: false, failure: { message: "lost its thread: no pool" } });
  });
});

const threadsThatRunNothing: Executor = {
  name: "none",
  runs: [],
  start: () => ({ ok: true, value: null }),
  async close() {},
};
