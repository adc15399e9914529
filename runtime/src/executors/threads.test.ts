import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { moduleTask, orderOf, type TaskText } from "../../../test/support/attempt-order.ts";
import { tempFolder, writeText } from "../../../test/support/temp-folder.ts";
import { runAttempt, type AttemptResult } from "../attempt.ts";
import { Stop } from "../stop.ts";
import type { Value, ValueType } from "../workflow.ts";
import { threads } from "./threads.ts";

const folder = tempFolder();
const pool = threads({ size: 2, grace: 200 });
afterAll(() => pool.close());

const tasks = writeText(
  folder,
  "tasks.ts",
  `import { closeSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
type Sample = { id: string };
export function add(a: number, b: number): number { return a + b; }
export async function greet(sample: Sample): Promise<string> { await sleep(1); return \`hello \${sample.id}\`; }
export function nothing(): undefined { return undefined; }
export function nan(): number { return Number.NaN; }
export function fun(): unknown { return { value: () => 1 }; }
export function big(): unknown { return [1, 10n]; }
export function cycle(): unknown { const a: Record<string, unknown> = {}; a.a = a; return a; }
export function dated(): unknown { return new Date(0); }
export function fail(): never {
  throw new TypeError("no such chapter");
}
export function failText(): never { throw "just text"; }
export function failNull(): never { throw null; }
export function failOddly(): never { throw { get message() { throw new Error("hidden"); }, stack: 1 }; }
export function failAtLength(): never { throw new Error("x".repeat(10_000_000)); }
export function failWithCause(): never { throw new Error("fetch failed", { cause: new Error("connection refused") }); }
export async function failLater(): Promise<void> { setTimeout(() => { throw new Error("from a timer"); }, 5); await sleep(2_000); }
export async function rejectLater(): Promise<void> { void Promise.reject(new Error("not awaited")); await sleep(2_000); }
export function leave(): string { setTimeout(() => { console.log("late words"); throw new Error("left behind"); }, 30); return "left"; }
export async function slow(): Promise<string> { await sleep(150); return "slow"; }
export async function exit(): Promise<void> { await sleep(20); process.exit(3); }
export function exhaust(): number { const all: string[][] = []; for (;;) all.push(Array.from({ length: 1_000 }, (_, i) => String(i + all.length))); }
export function recurse(): number { return 1 + recurse(); }
export function loop(): never { for (;;); }
export async function ignore(): Promise<void> { await sleep(60_000); }
export async function obey(context: { signal: AbortSignal; log(line: string): void }): Promise<string> {
  context.log("waiting");
  await new Promise((done) => context.signal.addEventListener("abort", done));
  context.log("stopped in good order");
  return "late";
}
export function print(lines: number): void {
  for (let i = 0; i < lines; i++) console.log("x".repeat(999));
  console.error("an error line");
  process.stdout.write(Buffer.from("bytes\\n"));
}
export async function printAlike(word: string): Promise<void> { for (let i = 0; i < 20; i++) { console.log(word); await sleep(1); } }
export function context(n: number, context: Record<string, unknown>): unknown {
  const { signal, log, attempt, nodeId, out, workdir } = context;
  (log as (line: string) => void)("noted");
  return { n, aborted: (signal as AbortSignal).aborted, attempt, nodeId, out, workdir };
}
export function write(text: string, { workdir }: { workdir: string }): string { writeFileSync(workdir + "/a.txt", text); return "a.txt"; }
export function pretend(): string { return "b.txt"; }
export function environment(): unknown { return process.env.ADG_TEST_WORD ?? "none"; }
export const notAFunction = 3;
export function spoilLog({ nodeId }: { nodeId: string }): string {
  console.log("words");
  const target = (fd: string) => { try { return readlinkSync("/proc/self/fd/" + fd); } catch { return ""; } };
  for (const fd of readdirSync("/proc/self/fd")) if (target(fd).endsWith(nodeId + "/log")) closeSync(Number(fd));
  return "spoilt";
}
export async function spoilLogLater(context: { nodeId: string }): Promise<string> { await sleep(1); return spoilLog(context); }
export function freezeEnvironment(): void { process.env = Object.freeze({ ...process.env }); }
`,
);

const string: ValueType = { kind: "string" };
const int: ValueType = { kind: "int" };
const json: ValueType = { kind: "json" };
const nothing: ValueType = { kind: "void" };

/** Runs a function of the module in a thread. */
function call(name: string, result: ValueType, args: readonly Value[] = [], more: Partial<TaskText> = {}) {
  const order = orderOf(folder, moduleTask(tasks, name, result, more), args);
  const stop = new Stop();
  return { order, stop, result: runAttempt(order, pool, stop) };
}

async function failureOf(name: string, result: ValueType = json, args: readonly Value[] = []) {
  const answer = await call(name, result, args).result;
  if (answer.ok) throw new Error(`"${name}" succeeded`);
  return answer.failure;
}

describe("a task in a thread", () => {
  test("gets its arguments in order and gives a frozen result", async () => {
    expect(await call("add", int, [2, 3]).result).toEqual({ ok: true, value: 5 });
    const answer = (await call("context", json, [1], { out: "o.txt" }).result) as AttemptResult & { ok: true };
    expect(Object.isFrozen(answer.value)).toBe(true);
  });

  test("may be written in TypeScript and be asynchronous", async () => {
    expect(await call("greet", string, [{ id: "s1" }]).result).toEqual({ ok: true, value: "hello s1" });
  });

  test("gets its context last: signal, log, out, workdir, attempt and node id", async () => {
    const { order, result } = call("context", json, [7], { out: "o.txt" });
    const workdir = join(order.nodeFolder, "work");
    expect(await result).toEqual({
      ok: true,
      value: { n: 7, aborted: false, attempt: 1, nodeId: order.nodeId, workdir, out: join(workdir, "o.txt") },
    });
    expect(readFileSync(join(order.nodeFolder, "log"), "utf8")).toBe("noted\n");
  });

  test("leaves no folder behind unless it prints or asks for its work directory", async () => {
    const { order, result } = call("add", int, [1, 1]);
    await result;
    expect(existsSync(order.nodeFolder)).toBe(false);
  });

  test("may give a path in its work directory, which must exist", async () => {
    const { order, result } = call("write", { kind: "file" }, ["text"]);
    expect(await result).toEqual({ ok: true, value: join(order.nodeFolder, "work", "a.txt") });
    const failure = await failureOf("pretend", { kind: "file" });
    expect(failure).toMatchObject({ code: "ADG7002" });
    expect(failure.message).toMatch(/^result: expected file, got ".*work\/b\.txt", which does not exist$/);
    expect((await failureOf("write", { kind: "dir" }, ["x"])).message).toMatch(/which is a file$/);
  });

  test("has the environment that its declaration says, and the next one has not", async () => {
    const env = [{ name: "ADG_TEST_WORD", value: "set" }];
    expect(await call("environment", string, [], { env }).result).toEqual({ ok: true, value: "set" });
    expect(await call("environment", string).result).toEqual({ ok: true, value: "none" });
  });
});

describe("a task that gives what is not of its type fails with ADG7002:", () => {
  test.each([
    ["nothing", "result: expected json, got undefined"],
    ["nan", "result: expected json, got NaN"],
    ["fun", "result.value: expected json, got a function"],
    ["big", "result[1]: expected json, got a BigInt"],
    ["cycle", "result: expected json, got a value that contains itself or is nested more than 500 levels deep"],
    ["dated", 'result: expected json, got an instance of "Date"'],
  ])("%s", async (name, message) => {
    expect(await failureOf(name)).toEqual({ code: "ADG7002", message });
  });
});

describe("a task that throws fails with ADG7004 and", () => {
  test("the message and the place in the user's file, with no line of ours", async () => {
    expect(await failureOf("fail")).toEqual({
      code: "ADG7004",
      message: "TypeError: no such chapter",
      trace: [`${tasks}:13:9`],
    });
  });

  test.each([
    ["failText", "just text"],
    ["failNull", "threw null"],
    ["failOddly", "threw something that cannot be read"],
    ["failWithCause", "fetch failed (connection refused)"],
    ["failLater", "from a timer"],
    ["rejectLater", "not awaited"],
    ["recurse", "RangeError: Maximum call stack size exceeded"],
  ])("a sentence, whatever it threw: %s", async (name, message) => {
    expect(await failureOf(name, nothing)).toMatchObject({ code: "ADG7004", message });
  });

  test("a message of bearable length", async () => {
    expect((await failureOf("failAtLength")).message.length).toBeLessThan(3_000);
  });
});

describe("a module", () => {
  test("that is not there fails the node", async () => {
    const order = orderOf(folder, moduleTask(join(folder, "none.ts"), "f", json));
    const message = `cannot load "${folder}/none.ts": there is no such file`;
    expect(await runAttempt(order, pool, new Stop())).toEqual({
      ok: false,
      failure: { code: "ADG7004", message },
    });
  });

  test.each([
    [
      "broken.ts",
      "export function f() {\n  return (;\n}\n",
      /cannot load ".*broken\.ts": SyntaxError: /,
      "broken.ts:2",
    ],
    ["thrower.ts", "\nthrow new Error('no licence');\n", /cannot load ".*thrower\.ts": no licence$/, "thrower.ts:2:7"],
    [
      "imports.ts",
      "import './gone.ts';\n",
      /cannot load ".*imports\.ts": .*Cannot find module '.*gone\.ts'/,
      undefined,
    ],
  ])("that cannot be imported fails the node: %s", async (name, text, message, place) => {
    const file = writeText(folder, name, text);
    const answer = await runAttempt(orderOf(folder, moduleTask(file, "f", json)), pool, new Stop());
    const failure = answer.ok ? undefined : answer.failure;
    expect(failure?.message).toMatch(message);
    expect(failure?.trace).toEqual(place === undefined ? undefined : [join(folder, place)]);
  });

  test("that lacks the function fails the node", async () => {
    expect((await failureOf("absent")).message).toBe(`"${tasks}" exports no function "absent"`);
    expect((await failureOf("notAFunction")).message).toBe(`"${tasks}" exports no function "notAFunction"`);
  });
});

describe("what a task prints", () => {
  test("goes to its log, however much it is, and memory does not grow with it", async () => {
    const one = threads({ size: 1 });
    const orders = [30_000, 100_000].map((lines) => orderOf(folder, moduleTask(tasks, "print", nothing), [lines]));
    const growth = [];
    for (const order of orders) {
      const before = process.memoryUsage().rss;
      expect(await runAttempt(order, one, new Stop())).toMatchObject({ ok: true });
      growth.push(process.memoryUsage().rss - before);
    }
    await one.close();
    const log = join(orders[1]?.nodeFolder ?? "", "log");
    expect(statSync(log).size).toBe(100_000 * 1000 + "an error line\nbytes\n".length);
    // The first run takes what a thread takes; the second printed 100 MB more.
    expect(growth[1]).toBeLessThan(30_000_000);
  });

  test("goes to its own log when two run at once", async () => {
    const calls = [call("printAlike", nothing, ["left"]), call("printAlike", nothing, ["right"])];
    for (const { result } of calls) await result;
    const logs = calls.map(({ order }) => readFileSync(join(order.nodeFolder, "log"), "utf8"));
    expect(logs).toEqual(["left\n".repeat(20), "right\n".repeat(20)]);
  });
});

describe("a task that ends its thread", () => {
  test("with process.exit fails alone, while the other thread's task goes on", async () => {
    const [exited, other] = await Promise.all([failureOf("exit"), call("slow", string).result]);
    expect(exited).toEqual({
      code: "ADG7004",
      message: 'ended its thread with exit code 3; a task must return or throw, not call "process.exit"',
    });
    expect(other).toEqual({ ok: true, value: "slow" });
    expect(await call("add", int, [1, 1]).result).toEqual({ ok: true, value: 2 });
  });

  test("by nothing but an error left behind in a timer harms neither itself nor the task that runs there by then", async () => {
    const one = threads({ size: 1 });
    const orders = ["leave", "slow"].map((name) => orderOf(folder, moduleTask(tasks, name, string)));
    const answers = [];
    for (const order of orders) answers.push(await runAttempt(order, one, new Stop()));
    expect(answers).toEqual(["left", "slow"].map((value) => ({ ok: true, value })));
    expect(readFileSync(join(orders[0]?.nodeFolder ?? "", "log"), "utf8")).toBe(
      "late words\nLeft behind: left behind\n",
    );
    expect(existsSync(orders[1]?.nodeFolder ?? "")).toBe(false);
    await one.close();
  });

  test("by taking all memory fails alone", { timeout: 20_000 }, async () => {
    const small = threads({ size: 1, memory: 64 * 1024 * 1024 });
    const run = (name: string, result: ValueType, args: Value[] = []) =>
      runAttempt(orderOf(folder, moduleTask(tasks, name, result), args), small, new Stop());
    expect(await run("exhaust", int)).toEqual({
      ok: false,
      failure: { code: "ADG7004", message: "ran out of memory, and its thread was ended" },
    });
    expect(await run("add", int, [1, 1])).toEqual({ ok: true, value: 2 });
    await small.close();
  });
});

describe("a thread goes on", () => {
  test.each(["spoilLog", "spoilLogLater"])("when the log of a task cannot be closed: %s", async (name) => {
    expect((await failureOf(name, string)).message).toMatch(/EBADF/);
    expect(await call("add", int, [1, 2]).result).toEqual({ ok: true, value: 3 });
  });

  test("when a task has spoilt the environment of those to come", async () => {
    const one = threads({ size: 1 });
    const run = (name: string, more: Partial<TaskText> = {}) =>
      runAttempt(orderOf(folder, moduleTask(tasks, name, json, more)), one, new Stop());
    await run("freezeEnvironment");
    expect(await run("environment", { env: [{ name: "ADG_TEST_WORD", value: "set" }] })).toMatchObject({ ok: false });
    await one.close();
  });
});

describe("a timeout", () => {
  test.each(["loop", "ignore"])("ends the thread of a task that does not listen: %s", async (name) => {
    const before = performance.now();
    const answer = await call(name, json, [], { timeout: 300 }).result;
    expect(answer).toEqual({
      ok: false,
      failure: { code: "ADG7004", message: "did not end within its timeout of 300ms" },
    });
    expect(performance.now() - before).toBeGreaterThanOrEqual(298);
  });

  test("lets a task that listens stop in good order, and fails it all the same", async () => {
    const { order, result } = call("obey", string, [], { timeout: 600 });
    expect(await result).toMatchObject({ ok: false, failure: { message: "did not end within its timeout of 600ms" } });
    expect(readFileSync(join(order.nodeFolder, "log"), "utf8")).toBe("waiting\nstopped in good order\n");
  });

  test("does not touch what is quicker", async () => {
    expect(await call("slow", string, [], { timeout: 60_000 }).result).toEqual({ ok: true, value: "slow" });
  });
});

test("a cancelled task is told through its signal", async () => {
  const { order, stop, result } = call("obey", string);
  const log = join(order.nodeFolder, "log");
  await expect.poll(() => existsSync(log), { interval: 10, timeout: 5_000 }).toBe(true);
  stop.abort();
  await result;
  expect(readFileSync(log, "utf8")).toBe("waiting\nstopped in good order\n");
});
