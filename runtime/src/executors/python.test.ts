import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { orderOf, taskOf, type TaskText } from "../../../test/support/attempt-order.ts";
import { tempFolder, writeText } from "../../../test/support/temp-folder.ts";
import { runAttempt } from "../attempt.ts";
import { Stop } from "../stop.ts";
import type { Value } from "../workflow.ts";
import { python } from "./python.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = realpathSync(tempFolder());
writeText(
  folder,
  "tasks.py",
  `import atexit, ctypes, os, queue, subprocess, sys, threading, time
import helper
seen = []
kept = open("kept.txt", "w") if os.environ.get("KEEP") else None

def state():
    seen.append(1)
    os.environ["LEFT"] = "x"
    sys.path.append("/left")
    helper.word = "changed"
    os.chdir("/")
    return len(seen)

def view():
    return [os.environ.get("LEFT"), "/left" in sys.path, helper.word, os.getcwd(), sys.argv, sys.path[0]]

def environment(*names):
    shown = subprocess.run(["env"], capture_output=True, text=True).stdout.splitlines()
    return [[os.environ.get(name), next((line.split("=", 1)[1] for line in shown if line.startswith(name + "=")), None)] for name in names]

def processes():
    return [os.getpid(), os.getppid(), os.getpgrp(), [os.readlink("/proc/self/fd/" + fd) for fd in os.listdir("/proc/self/fd") if int(fd) > 2 and os.path.exists("/proc/self/fd/" + fd)], sys.stdin.read()]

def speak():
    print("printed")
    os.write(2, b"written\\n")
    subprocess.run(["sh", "-c", "echo said"])
    ctypes.CDLL(None).printf(b"native\\n")

def ending():
    atexit.register(print, "at exit")
    threading.Thread(target=lambda: (time.sleep(0.2), print("thread"))).start()
    kept.write("kept")
    # Something that was there before refers to it.
    sys.held = open("held.txt", "w")
    sys.held.write("held")
    return "over"

def leave():
    child = subprocess.Popen(["sleep", "60"])
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    return child.pid

def later():
    queue.Queue()
    return helper.word

def parent():
    os.kill(os.getppid(), 9)
    time.sleep(60)

def close():
    os.closerange(3, 256)
    files = [open("many%d" % i, "w") for i in range(20)]
    return "closed"
`,
);
writeText(folder, "helper.py", `word = "first"\n`);

/** A function of the module with a result that is JSON. */
function call(
  executor: ReturnType<typeof python>,
  name: string,
  args: readonly Value[] = [],
  more: Partial<TaskText> = {},
) {
  const implementation = { kind: "python", module: "tasks", name } as const;
  const { withheld = [], ...task } = more as Partial<TaskText> & { withheld?: readonly string[] };
  const order = orderOf(folder, taskOf({ name, result: { kind: "json" }, implementation, ...task }), args, {
    withheld,
  });
  const stop = new Stop();
  return { order, stop, result: Promise.resolve(runAttempt(order, executor, stop)) };
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

describe.each(["forked", "started"] as const)("an interpreter that is %s", (interpreters) => {
  const executor = python({ interpreters, grace: 300 });
  afterAll(() => executor.close());
  const valueOf = async (name: string, args: readonly Value[] = [], more: Partial<TaskText> = {}) => {
    const found = await call(executor, name, args, more).result;
    if (!found.ok) throw new Error(found.failure.message);
    return found.value;
  };

  test("knows nothing of what tasks before it did", async () => {
    expect([await valueOf("state"), await valueOf("state")]).toEqual([1, 1]);
    const { order, result } = call(executor, "view");
    const workdir = join(order.nodeFolder, "work");
    expect(await result).toEqual({ ok: true, value: [null, false, "first", workdir, ["-c"], folder] });
  });

  test("has the environment of its task, and so has what it starts", async () => {
    vi.stubEnv("ADG_TEST_TOKEN", "hush");
    vi.stubEnv("ADG_TEST_WORD", "process");
    const names = ["ADG_TEST_TOKEN", "ADG_TEST_WORD"];
    const env = [{ name: "ADG_TEST_WORD", value: "täsk" }];
    const withheld = ["ADG_TEST_TOKEN"];
    const secrets = ["ADG_TEST_TOKEN"];
    const more = (given: object) => ({ ...given, withheld }) as Partial<TaskText>;
    const twice = (...values: readonly (string | null)[]) => values.map((value) => [value, value]);
    expect(await valueOf("environment", names, more({ env, secrets }))).toEqual(twice("hush", "täsk"));
    expect(await valueOf("environment", names, more({ env }))).toEqual(twice(null, "täsk"));
    expect(await valueOf("environment", names, more({}))).toEqual(twice(null, "process"));
    const nul = await call(executor, "view", [], { env: [{ name: "ADG_TEST_WORD", value: "a\0b" }] }).result;
    expect(nul).toMatchObject({ ok: false, failure: { code: "ADG7004" } });
    vi.unstubAllEnvs();
  });

  test("leads a group of its own, with nothing on standard input and no files open that are not its task's", async () => {
    const [pid, parent, group, open, input] = (await valueOf("processes")) as [
      number,
      number,
      number,
      string[],
      string,
    ];
    expect(group).toBe(pid);
    expect(parent === process.pid).toBe(interpreters === "started");
    const ours = readdirSync("/proc/self/fd").map((fd) => linkOf(`/proc/self/fd/${fd}`));
    // What it hands to nothing that it starts.
    expect(open.filter((file) => !ours.includes(file))).toEqual(
      interpreters === "started" ? [] : [expect.stringMatching(/^pipe:/)],
    );
    expect(input).toBe("");
  });

  test("prints into the log of its task, however it does so", async () => {
    const { order, result } = call(executor, "speak");
    expect(await result).toMatchObject({ ok: true });
    expect(readFileSync(join(order.nodeFolder, "log"), "utf8")).toBe("printed\nwritten\nsaid\nnative\n");
  });

  test("ends in good order: threads are waited for, files that were left open are written", async () => {
    const { order, result } = call(executor, "ending", [], { env: [{ name: "KEEP", value: "yes" }] });
    expect(await result).toEqual({ ok: true, value: "over" });
    expect(readFileSync(join(order.nodeFolder, "log"), "utf8")).toBe("thread\nat exit\n");
    expect(readFileSync(join(order.nodeFolder, "work", "kept.txt"), "utf8")).toBe("kept");
    expect(readFileSync(join(order.nodeFolder, "work", "held.txt"), "utf8")).toBe("held");
  });

  test("takes with it what it has left running", async () => {
    expect(isAlive((await valueOf("leave")) as number)).toBe(false);
  });

  test("may close whatever is open", async () => {
    const { order, result } = call(executor, "close");
    expect(await result).toEqual({ ok: true, value: "closed" });
    expect(readFileSync(join(order.nodeFolder, "work", "many0"), "utf8")).toBe("");
    expect(existsSync(join(order.nodeFolder, "python-answer.json"))).toBe(false);
  });

  test("loads a module as it is by then", async () => {
    writeText(folder, "helper.py", `word = "second, and longer"\n`);
    expect(await valueOf("later")).toBe("second, and longer");
    writeText(folder, "queue.py", `Queue = None\n`);
    expect(await call(executor, "later").result).toMatchObject({
      ok: false,
      failure: { message: "TypeError: 'NoneType' object is not callable" },
    });
    // Of another length: Python tells whether a module has changed by its size and by the second in which it was written.
    writeText(folder, "queue.py", `Queue = dict  # as it should be\n`);
    writeText(folder, "helper.py", `word = "first"\n`);
    expect(await valueOf("later")).toBe("first");
  });
});

test("a task that ends the interpreter that others are forked from fails, and the next is forked from another", async () => {
  const executor = python({ interpreters: "forked", grace: 300 });
  expect(await call(executor, "parent").result).toMatchObject({
    failure: { code: "ADG7004", message: "the process that its interpreter was forked from has ended" },
  });
  const found = await call(executor, "processes").result;
  expect(found.ok && (found.value as number[])[1]).not.toBe(process.pid);
  await executor.close();
});

test("interpreters are forked from one for each environment that they start in, and it ends with the executor", async () => {
  const executor = python({ interpreters: "forked" });
  const parents = async (more: Partial<TaskText>) => {
    const found = await call(executor, "processes", [], more).result;
    return found.ok ? (found.value as [number, number])[1] : 0;
  };
  const one = await Promise.all([parents({}), parents({ env: [{ name: "WORD", value: "a" }] }), parents({})]);
  expect(new Set(one).size).toBe(1);
  const other = await parents({ env: [{ name: "PYTHONHASHSEED", value: "1" }] });
  expect(other).not.toBe(one[0]);
  expect([one[0], other].map(isAlive)).toEqual([true, true]);
  await executor.close();
  expect([one[0], other].map(isAlive)).toEqual([false, false]);
});

test("where an interpreter has threads from the start, others are not forked from it", async () => {
  const site = join(folder, "site");
  mkdirSync(site);
  writeText(
    site,
    "sitecustomize.py",
    `import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n`,
  );
  vi.stubEnv("PYTHONPATH", site);
  const executor = python({ interpreters: "forked" });
  for (const _ of [1, 2]) {
    const found = await call(executor, "processes").result;
    expect(found.ok && (found.value as number[])[1]).toBe(process.pid);
  }
  await executor.close();
  vi.unstubAllEnvs();
});

test("a call that must stop while nothing can be forked yet settles", async () => {
  const site = join(folder, "stuck");
  mkdirSync(site);
  writeText(site, "sitecustomize.py", `import time\ntime.sleep(600)\n`);
  const executor = python({ interpreters: "forked", grace: 100 });
  // Which interpreter there is has been found by then.
  expect(await call(executor, "later").result).toMatchObject({ ok: true });
  vi.stubEnv("PYTHONPATH", site);
  const { result } = call(executor, "state", [], { timeout: 500 });
  expect(await result).toMatchObject({ ok: false, failure: { message: "did not end within its timeout of 500ms" } });
  await executor.close();
  vi.unstubAllEnvs();
});
