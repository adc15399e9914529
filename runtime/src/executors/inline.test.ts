import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test, vi } from "vitest";
import { moduleTask, orderOf } from "../../../test/support/attempt-order.ts";
import { tempFolder, writeText } from "../../../test/support/temp-folder.ts";
import { runAttempt } from "../attempt.ts";
import { Stop } from "../stop.ts";
import type { Task, Value, ValueType } from "../workflow.ts";
import { inline } from "./inline.ts";
import { threads } from "./threads.ts";

const folder = tempFolder();
const executor = inline({ grace: 50 });
afterAll(() => executor.close());

const tasks = writeText(
  folder,
  "tasks.mjs",
  `export const add = (a, b) => a + b;
export async function talk(word) {
  process.stdout.write(word + "\\n");
  await null;
  process.stderr.write(Buffer.from("and " + word + "\\n"), () => {});
}
export function change(list) { list.push(1); }
export function defaults(a, b = 3, c = 4) { return [a, b, c].join(" ") + (c === null ? "null" : ""); }
`,
);

function call(name: string, result: ValueType, args: readonly Value[] = []) {
  const order = orderOf(folder, moduleTask(tasks, name, result), args);
  return { order, result: runAttempt(order, executor, new Stop()) };
}

test("a task on inline runs in this process", async () => {
  expect(await call("add", { kind: "int" }, [2, 3]).result).toEqual({ ok: true, value: 5 });
  expect(await import(/* @vite-ignore */ pathToFileURL(tasks).href)).toHaveProperty("add");
});

test("what it prints goes to its own log, and what others print does not", async () => {
  await executor.close();
  const seen = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const calls = ["left", "right"].map((word) => call("talk", { kind: "void" }, [word]));
  process.stdout.write("mine\n");
  for (const { result } of calls) await result;
  await executor.close();
  process.stdout.write("mine again\n");
  const said = seen.mock.calls.map(([chunk]) => chunk);
  seen.mockRestore();
  expect(said).toEqual(["mine\n", "mine again\n"]);
  const logs = calls.map(({ order }) => readFileSync(join(order.nodeFolder, "log"), "utf8"));
  expect(logs).toEqual(["left\nand left\n", "right\nand right\n"]);
});

test("it cannot change its arguments, which belong to the graph", async () => {
  const answer = await call("change", { kind: "void" }, [Object.freeze([1])]).result;
  expect(answer).toMatchObject({
    ok: false,
    failure: { code: "ADG7004", message: expect.stringMatching("not extensible") },
  });
});

test("a function gets undefined for what is left out, so that its own default counts", async () => {
  const { order } = call("defaults", { kind: "string" }, [1, null, null]);
  const nothing = { kind: "union", members: [{ kind: "int" }, { kind: "null" }] } as const;
  const parameters = [
    { name: "a", type: { kind: "int" } },
    { name: "b", type: nothing, optional: true, default: () => null },
    { name: "c", type: nothing },
  ] as const;
  const attempt = { ...order, task: { ...order.task, parameters } };
  const found = await runAttempt(attempt, executor, new Stop());
  expect(found).toEqual({ ok: true, value: "1 3 null" });
});

test("it has the environment that it declares, also while others run", async () => {
  process.env["ADG_TEST_TOKEN"] = "hush";
  process.env["ADG_TEST_OTHER"] = "hidden";
  const file = writeText(
    folder,
    "env.mjs",
    `export async function see() {
  await new Promise((turn) => setImmediate(turn));
  const { ADG_TEST_TOKEN: token, ADG_TEST_WORD: word } = process.env;
  return { token, word, keys: Object.keys(process.env).filter((name) => name.startsWith("ADG_TEST_")), has: "ADG_TEST_OTHER" in process.env };
}
`,
  );
  const json: ValueType = { kind: "json" };
  const see = (word: string, secrets: readonly string[], withheld: readonly string[]) => {
    const task = moduleTask(file, "see", json, { env: [{ name: "ADG_TEST_WORD", value: word }], secrets });
    return runAttempt(orderOf(folder, task, [], { withheld }), executor, new Stop());
  };
  const both = ["ADG_TEST_TOKEN", "ADG_TEST_OTHER"];
  const [first, second] = await Promise.all([see("a", ["ADG_TEST_TOKEN"], both), see("b", both, both)]);
  expect(first).toEqual({
    ok: true,
    value: { token: "hush", word: "a", keys: ["ADG_TEST_TOKEN", "ADG_TEST_WORD"], has: false },
  });
  expect(second).toMatchObject({ value: { token: "hush", word: "b", has: true } });
  delete process.env["ADG_TEST_TOKEN"];
  delete process.env["ADG_TEST_OTHER"];
});

test("it has its environment also when another run in this process has ended", async () => {
  const file = writeText(folder, "word.mjs", "export const word = () => process.env.ADG_TEST_WORD ?? null;");
  const task = moduleTask(file, "word", { kind: "json" }, { env: [{ name: "ADG_TEST_WORD", value: "mine" }] });
  await executor.close();
  const real = process.env;
  const [first, second] = [inline(), inline()];
  const word = (of: typeof first) => runAttempt(orderOf(folder, task), of, new Stop());
  expect([await word(first), await word(second)].map((each) => each.ok && each.value)).toEqual(["mine", "mine"]);
  await first.close();
  expect(await word(second)).toEqual({ ok: true, value: "mine" });
  await second.close();
  expect(process.env === real).toBe(true);
});

test("what it is called back with when it has printed is printed by itself, and may fail by itself", async () => {
  const file = writeText(
    folder,
    "back.mjs",
    `export const leave = (word) => process.stdout.write(word + "\\n", () => console.log("later " + word));
export const spoil = () => process.stdout.write("", () => { throw new Error("spoilt"); });
export const wait = (word) => new Promise((done) => process.stdout.write(word + "\\n", () => done(word)));`,
  );
  const pool = threads({ size: 1 });
  const [leave, spoil, wait] = ["leave", "spoil", "wait"].map((name) => moduleTask(file, name, { kind: "json" })) as [
    Task,
    Task,
    Task,
  ];
  const start = (task: Task, word: string) => {
    const order = orderOf(folder, task, [word]);
    return { order, result: runAttempt(order, pool, new Stop()) };
  };
  // So short that they travel together.
  for (const task of [leave, spoil, wait]) for (let i = 0; i < 40; i++) await start(task, "word").result;
  const all = [start(leave, "a"), start(leave, "b"), start(spoil, ""), start(wait, "c")];
  for (const { result } of all) expect(await result).toMatchObject({ ok: true });
  await pool.close();
  const logs = all.map(({ order }) => readFileSync(join(order.nodeFolder, "log"), "utf8"));
  expect(logs).toEqual(["a\nlater a\n", "b\nlater b\n", "Left behind: spoilt\n", "c\n"]);
});
