import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { orderOf, shellTask, type TaskText } from "../../../test/support/attempt-order.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import type { AttemptOrder } from "../attempt-call.ts";
import { runAttempt } from "../attempt.ts";
import { Stop } from "../stop.ts";
import { quoteBare } from "../shell-quote.ts";
import type { CallBindings, ValueType } from "../workflow.ts";
import { shell, type ShellOptions } from "./shell.ts";

const folder = tempFolder();
const string: ValueType = { kind: "string" };
const int: ValueType = { kind: "int" };
const file: ValueType = { kind: "file" };
const nothing: ValueType = { kind: "void" };
const json: ValueType = { kind: "json" };
const list = (element: ValueType): ValueType => ({ kind: "list", element });

interface Run extends Partial<TaskText> {
  readonly order?: Partial<AttemptOrder>;
  readonly shell?: ShellOptions;
}

function start(
  script: string | ((call: CallBindings) => string),
  result: ValueType,
  { order: more = {}, shell: options, ...task }: Run = {},
) {
  const order = orderOf(folder, shellTask(script, result, task), [], more);
  const stop = new Stop();
  return { order, stop, result: runAttempt(order, shell({ grace: 300, ...options }), stop) };
}

async function valueOf(script: string | ((call: CallBindings) => string), result: ValueType, run: Run = {}) {
  const answer = await start(script, result, run).result;
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value;
}

async function failureOf(script: string | ((call: CallBindings) => string), result: ValueType, run: Run = {}) {
  const answer = await start(script, result, run).result;
  if (answer.ok) throw new Error(`succeeded with ${JSON.stringify(answer.value)}`);
  return answer.failure;
}

describe("the result of a shell task by its type:", () => {
  test.each<[string, ValueType, string, unknown]>([
    ["void is nothing, whatever it prints", nothing, "echo ignored", null],
    ["string is the trimmed output", string, "printf '  two words\\n\\n'", "two words"],
    ["string[] is its lines", list(string), "printf 'a\\n\\n b \\n'", ["a", "", " b "]],
    ["string[] without output is none", list(string), "true", []],
    ["int", int, "echo 41 | wc -c", 3],
    ["number", { kind: "number" }, "echo 1.5e-3", 0.0015],
    ["boolean", { kind: "boolean" }, "echo true", true],
    [
      "a record is JSON",
      { kind: "record", fields: [{ name: "n", type: int, optional: false }] },
      `echo '{"n": 1}'`,
      { n: 1 },
    ],
    ["json is JSON", json, `echo '[1, {"a": null}]'`, [1, { a: null }]],
    ["int[] is JSON", list(int), "echo '[1, 2]'", [1, 2]],
    [
      "a union is JSON",
      { kind: "union", members: [{ kind: "literal", value: "fast" }, { kind: "null" }] },
      `echo '"fast"'`,
      "fast",
    ],
  ])("%s", async (_, type, script, value) => {
    expect(await valueOf(script, type)).toEqual(value);
  });

  test("file is the path of its output, which must exist", async () => {
    const { order, result } = start(({ out }) => `echo text > ${quoteBare(out)}`, file, { out: "plots/a b.txt" });
    const path = join(order.nodeFolder, "work", "plots", "a b.txt");
    expect(await result).toEqual({ ok: true, value: path });
    expect(readFileSync(path, "utf8")).toBe("text\n");
    const failure = await failureOf("true", file, { out: "a.txt" });
    expect(failure.code).toBe("ADG7002");
    expect(failure.message).toMatch(/^result: expected file, got ".*\/work\/a\.txt", which does not exist$/);
  });

  test("dir is a directory", async () => {
    expect(await valueOf("mkdir d", { kind: "dir" }, { out: "d" })).toMatch(/\/work\/d$/);
    expect((await failureOf("touch d", { kind: "dir" }, { out: "d" })).message).toMatch(/which is a file$/);
  });

  test("file[] is the sorted matches of its pattern: files, not folders", async () => {
    const script = "touch part-b.txt part-a.txt part-10.txt other.txt; mkdir part-d.txt sub; touch sub/part-c.txt";
    const { order, result } = start(script, list(file), { out: "part-*.txt" });
    const names = ["part-10.txt", "part-a.txt", "part-b.txt"];
    expect(await result).toEqual({ ok: true, value: names.map((name) => join(order.nodeFolder, "work", name)) });
    expect(await valueOf("true", list(file), { out: "*.txt" })).toEqual([]);
    expect(await valueOf("mkdir -p a/b; touch a/b/x.txt", list(file), { out: "**/*.txt" })).toHaveLength(1);
  });

  test("file[] is found also below a folder whose name looks like a pattern", async () => {
    const nodeFolder = join(folder, "odd [name] *{a,b}");
    expect(await valueOf("touch x.txt", list(file), { out: "*.txt", order: { nodeFolder } })).toEqual([
      join(nodeFolder, "work", "x.txt"),
    ]);
  });

  test("a record of outputs is their paths, each of which must exist", async () => {
    const fields = ["bam", "bai"].map((name) => ({ name, type: file, optional: false }));
    const type: ValueType = { kind: "ref", name: "Aligned" };
    const order = { types: { Aligned: { kind: "record", fields } satisfies ValueType } };
    const out = { bam: "x.bam", bai: "x.bai" };
    const script = (call: CallBindings) => `touch ${(call.out as Record<string, string>)["bam"]}`;
    const value = await valueOf((call) => `${script(call)}; touch x.bai`, type, { out, order });
    expect(value).toEqual({ bam: expect.stringMatching(/work\/x\.bam$/), bai: expect.stringMatching(/work\/x\.bai$/) });
    expect((await failureOf(script, type, { out, order })).message).toMatch(/^result\.bai: expected file, got /);
  });

  test.each<[string, ValueType, string]>([
    ["echo many", int, 'result: expected int on standard output, got "many"'],
    ["true", int, "result: expected int on standard output, got nothing"],
    ["echo 1.5", int, "result: expected int, got 1.5"],
    ["echo 0x10", int, 'result: expected int on standard output, got "0x10"'],
    ["echo yes", { kind: "boolean" }, 'result: expected boolean on standard output, got "yes"'],
    ["echo {", json, 'result: expected json on standard output, got "{"'],
    ["echo '[1, \"a\"]'", list(int), 'result[1]: expected int, got "a"'],
    ["printf '\\xff'", string, "result: standard output is not UTF-8 text"],
  ])("what is not of the type is refused: %s", async (script, type, message) => {
    expect(await failureOf(script, type)).toMatchObject({ code: "ADG7002", message });
  });

  test("output beyond 64 MB is refused, not read", async () => {
    const before = process.memoryUsage().rss;
    expect(await failureOf("head -c 80000000 /dev/zero", string)).toMatchObject({
      code: "ADG7002",
      message: "result: the command wrote 77 MB to standard output, a result may have 64 MB",
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(40_000_000);
  });
});

describe("a command", () => {
  test("runs in its own work directory, with the environment and with nothing on standard input", async () => {
    const { order, result } = start(`pwd; cat; echo "$ADG_TEST_WORD-$HOME"`, list(string), {
      env: [{ name: "ADG_TEST_WORD", value: (call) => `n${call.attempt}` }],
    });
    expect(await result).toEqual({ ok: true, value: [join(order.nodeFolder, "work"), `n1-${process.env["HOME"]}`] });
  });

  test.each([
    ["false; echo gone-on", "exit status 1"],
    ["false | cat", "exit status 1"],
    [`echo "$NO_SUCH_VARIABLE_AT_ALL"`, "exit status 127"],
    ["exit 42", "exit status 42"],
    ["kill -KILL $$", "was ended by the signal SIGKILL"],
    ["no-such-command-at-all", "exit status 127"],
  ])("stops at the first thing that goes wrong: %s", async (script, message) => {
    const failure = await failureOf(script, nothing);
    expect(failure).toMatchObject({
      code: "ADG7004",
      message: expect.stringMatching(message.replace("127", "(127|1)")),
    });
  });

  test("that fails shows the last lines of its output and where the rest is", async () => {
    const { order, result } = start("seq 1 1000; echo broken >&2; exit 3", nothing);
    const log = join(order.nodeFolder, "log");
    const tail = [...Array.from({ length: 19 }, (_, i) => String(982 + i)), "broken"];
    expect(await result).toEqual({ ok: false, failure: { code: "ADG7004", message: "exit status 3", tail, log } });
    expect(readFileSync(log, "utf8")).toMatch(/^1\n2\n/);
  });

  test("that fails shows what it said on standard error, or else on standard output", async () => {
    expect(await failureOf("echo out; echo err >&2; exit 1", string)).toMatchObject({ tail: ["err"] });
    const failure = await failureOf("echo out; exit 1", string);
    expect(failure).toMatchObject({ tail: ["out"] });
    expect(readFileSync(failure.log ?? "", "utf8")).toBe("out\n");
  });

  test("that fails again shows the last attempt only, from an empty work directory", async () => {
    const script = (call: CallBindings) => `ls; echo "attempt ${call.attempt}"; touch left; exit 1`;
    const { order, result } = start(script, nothing);
    await result;
    const again = start(script, nothing, { order: { nodeFolder: order.nodeFolder, attempt: 2 } });
    expect(await again.result).toMatchObject({
      failure: { message: "exit status 1 (after 2 attempts)", tail: ["attempt 2"] },
    });
    expect(readFileSync(join(order.nodeFolder, "log"), "utf8")).toBe("attempt 1\n── attempt 2 ──\nattempt 2\n");
  });

  test("may print as much as it likes", async () => {
    const before = process.memoryUsage().rss;
    const { order, result } = start("head -c 100000000 /dev/zero; exit 1", nothing);
    expect(await result).toMatchObject({ ok: false, failure: { message: "exit status 1" } });
    expect(statSync(join(order.nodeFolder, "log")).size).toBe(100_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(40_000_000);
  });

  test("may be longer than the system allows for one argument", async () => {
    const paths = Array.from({ length: 10_000 }, (_, i) => `/a/rather/long/path/to/some/file-${i}.txt`);
    expect(await valueOf(`printf '%s\\n' ${paths.join(" ")} | wc -l`, int)).toBe(10_000);
  });

  test("gets every value of a list of odd names as one word", async () => {
    const names = ["a b", "$HOME", "it's", 'a"b', "*", "`id`", "-n", "ü\n2"];
    const value = await valueOf(
      () => `for w in ${names.map((n) => quoteBare(n)).join(" ")}; do printf '%s' "$w" | wc -c; done`,
      list(string),
    );
    expect(value).toEqual(names.map((name) => String(Buffer.byteLength(name))));
  });

  test("that contains a NUL fails with a reason", async () => {
    expect(await failureOf("echo a\0b", nothing)).toMatchObject({
      code: "ADG7004",
      message: "the command contains a NUL character, which no command can",
    });
  });

  test("fails with a reason where there is no bash", async () => {
    expect(await failureOf("true", nothing, { shell: { bash: "no-such-bash" } })).toMatchObject({
      code: "ADG7004",
      message: '"bash" was not found; shell tasks need it on the PATH',
    });
  });

  test("whose output cannot be written down fails, and leaves no file open", async () => {
    const order = { nodeFolder: join(folder, "taken") };
    mkdirSync(join(order.nodeFolder, "stdout"), { recursive: true });
    const open = () => readdirSync("/proc/self/fd").length;
    const before = open();
    for (let i = 0; i < 10; i++) expect((await failureOf("echo words", string, { order })).message).toMatch(/^EISDIR/);
    expect(open()).toBeLessThan(before + 10);
  });

  test("fails at once where its text cannot be computed", async () => {
    const script = () => {
      throw new RangeError("index 3 of a list of 2");
    };
    expect(await failureOf(script, nothing)).toMatchObject({
      code: "ADG7007",
      message: "RangeError: index 3 of a list of 2",
    });
  });
});

describe("a command that must stop", () => {
  /** Starts a child and a grandchild, which write their process ids. */
  const family = (trap: string) =>
    `${trap}; bash -c "${trap}; echo \\$\\$ > child; bash -c '${trap}; echo \\$\\$ > grandchild; while true; do sleep 0.05; done' & wait" & wait`;

  async function untilThere(path: string): Promise<void> {
    await expect
      .poll(() => existsSync(path) && readFileSync(path, "utf8") !== "", { timeout: 5_000, interval: 10 })
      .toBe(true);
  }

  function isAlive(pidFile: string): boolean {
    try {
      const state = readFileSync(`/proc/${readFileSync(pidFile, "utf8").trim()}/stat`, "utf8");
      return !state.includes(") Z ");
    } catch {
      return false;
    }
  }

  test.each([
    ["listens", "true"],
    ["does not listen", "trap '' TERM"],
  ])("is gone with its children and their children: it %s", async (_, trap) => {
    const { order, stop, result } = start(family(trap), nothing);
    const pids = ["child", "grandchild"].map((name) => join(order.nodeFolder, "work", name));
    for (const pid of pids) await untilThere(pid);
    expect(pids.map(isAlive)).toEqual([true, true]);
    stop.abort();
    expect(await result).toMatchObject({ ok: false });
    expect(pids.map(isAlive)).toEqual([false, false]);
  });

  test("may clean up within the grace period", async () => {
    const { order, stop, result } = start(
      "trap 'echo cleaned > done; exit 0' TERM; touch ready; while true; do sleep 0.02; done",
      nothing,
    );
    await expect
      .poll(() => existsSync(join(order.nodeFolder, "work", "ready")), { timeout: 5_000, interval: 10 })
      .toBe(true);
    stop.abort();
    await result;
    expect(readFileSync(join(order.nodeFolder, "work", "done"), "utf8")).toBe("cleaned\n");
  });

  test("because its time is over fails with that reason, also if it then ends well", async () => {
    expect(
      await failureOf("trap 'exit 0' TERM; while true; do sleep 0.02; done", nothing, { timeout: 200 }),
    ).toMatchObject({
      code: "ADG7004",
      message: "did not end within its timeout of 200ms",
    });
    expect((await failureOf("sleep 60", nothing, { timeout: 1_000 })).message).toBe(
      "did not end within its timeout of 1s",
    );
  });
});
