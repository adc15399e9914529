import { existsSync, readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { moduleTask, orderOf } from "../../../test/support/attempt-order.ts";
import { tempFolder, writeText } from "../../../test/support/temp-folder.ts";
import { runAttempt } from "../attempt.ts";
import { Stop } from "../stop.ts";
import type { Task, Value, ValueType } from "../workflow.ts";
import { processes } from "./processes.ts";

const folder = tempFolder();
const executor = processes({ grace: 300 });
afterAll(() => executor.close());

const tasks = writeText(
  folder,
  "tasks.ts",
  `import { spawn } from "node:child_process";
let calls = 0;
export const send = (text: string) => { process.send?.({ kind: "value", value: "sent", spawned: [] }); return text; };
export const where = () => [process.pid, ++calls];
export const word = () => [process.env.ADG_TEST_WORD ?? null, process.env.ADG_TEST_TOKEN ?? null];
export const say = (text: string) => { console.log(text); console.error("aside"); return text; };
export const big = (text: string) => text.length;
export const abort = () => process.abort();
export const exit = (status: number) => process.exit(status);
export const later = () => { setTimeout(() => { throw new Error("later"); }, 20); return new Promise(() => {}); };
export const fail = () => { throw new TypeError("broken"); };
export const loop = () => { for (;;); };
export const listen = ({ signal }) => new Promise((_, no) => signal.addEventListener("abort", () => no(new Error("stopped"))));
export const child = () => { const { pid } = spawn("sleep", ["60"]); console.log(pid); for (;;); };
`,
);
const json: ValueType = { kind: "json" };
const int: ValueType = { kind: "int" };

function call(name: string, args: readonly Value[] = [], result = json, more: Partial<Task> = {}) {
  const { parameters: _, ...task } = more;
  const order = orderOf(folder, moduleTask(tasks, name, result, task), args);
  const stop = new Stop();
  return { order, stop, result: runAttempt(order, executor, stop) };
}

async function failureOf(name: string, args: readonly Value[] = [], more: Partial<Task> = {}) {
  const answer = await call(name, args, json, more).result;
  if (answer.ok) throw new Error("succeeded");
  return answer.failure;
}

test("a task runs in another process, which the next task uses again", async () => {
  const first = await call("where").result;
  const second = await call("where").result;
  if (!first.ok || !second.ok) throw new Error("failed");
  const [[pid, one], [again, two]] = [first.value, second.value] as [[number, number], [number, number]];
  expect(pid).not.toBe(process.pid);
  expect([again, one, two]).toEqual([pid, 1, 2]);
});

test("several run at once, each in a process of its own", async () => {
  const answers = await Promise.all([call("where").result, call("where").result, call("where").result]);
  const pids = answers.map((answer) => (answer.ok ? (answer.value as number[])[0] : undefined));
  expect(new Set(pids).size).toBe(3);
});

test("what it prints goes to its log, and its result is checked", async () => {
  const { order, result } = call("say", ["hello"], int);
  expect(await result).toMatchObject({
    ok: false,
    failure: { code: "ADG7002", message: 'result: expected int, got "hello"' },
  });
  expect(readFileSync(`${order.nodeFolder}/log`, "utf8")).toBe("hello\naside\n");
});

test("it has the environment that it declares, and the next task has not", async () => {
  process.env["ADG_TEST_TOKEN"] = "hush";
  const env = [{ name: "ADG_TEST_WORD", value: "w" }];
  expect(await call("word", [], json, { env, secrets: ["ADG_TEST_TOKEN"] }).result).toMatchObject({
    value: ["w", "hush"],
  });
  delete process.env["ADG_TEST_TOKEN"];
  expect(await call("word").result).toMatchObject({ value: [null, null] });
});

test("a crash takes one task with it, and the run goes on", async () => {
  const [crashed, exited, fine] = await Promise.all([
    failureOf("abort"),
    failureOf("exit", [3]),
    call("big", ["abc"]).result,
  ]);
  expect(crashed).toMatchObject({ code: "ADG7004", message: "its process was ended by the signal SIGABRT" });
  expect(exited.message).toBe("ended its process with exit code 3; a task must return or throw");
  expect(fine).toEqual({ ok: true, value: 3 });
  expect(await call("big", ["ab"]).result).toEqual({ ok: true, value: 2 });
});

test("an exception has its message and the user's own place, also one that nobody awaited", async () => {
  const failure = await failureOf("fail");
  expect(failure.message).toBe("TypeError: broken");
  expect(failure.trace?.[0]).toMatch(/tasks\.ts:11:/);
  expect((await failureOf("later")).message).toBe("later");
});

test("a task that must stop may stop by itself; one that does not listen is ended, with what it started", async () => {
  expect((await failureOf("listen", [], { timeout: 200 })).message).toBe("did not end within its timeout of 200ms");
  expect((await failureOf("loop", [], { timeout: 200 })).message).toBe("did not end within its timeout of 200ms");
  const { order, stop, result } = call("child");
  const log = `${order.nodeFolder}/log`;
  await expect.poll(() => existsSync(log) && readFileSync(log, "utf8"), { timeout: 15_000 }).toMatch(/^\d+\n$/);
  const pid = Number(readFileSync(log, "utf8"));
  stop.abort();
  await result;
  const state = () => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0];
  await expect
    .poll(() => {
      try {
        return state();
      } catch {
        return "Z";
      }
    })
    .toBe("Z");
});

test("what it says to a parent, as programs do that others have started, is not taken for its result", async () => {
  expect(await call("send", ["one"]).result).toEqual({ ok: true, value: "one" });
  expect(await call("send", ["two"]).result).toEqual({ ok: true, value: "two" });
});
