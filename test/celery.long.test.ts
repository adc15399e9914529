/** What becomes of tasks whose Celery worker dies, is busy, or is not there. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { CeleryApp, hasCelery } from "./support/celery.ts";
import { Project, type CommandOptions } from "./support/command.ts";
import { hasRabbit, RabbitProcess } from "./support/rabbitmq.ts";
import { RedisProcess } from "./support/redis.ts";
import { wholeLines } from "./support/whole-lines.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const app = `import os, time
from celery import Celery

app = Celery("faults", broker=os.environ["BROKER"], backend=os.environ["RESULTS"])

def work(folder, n):
    with open(os.path.join(folder, "begun"), "a") as lines:
        lines.write("%d\\n" % n)
    while not os.path.exists(os.path.join(folder, "go")):
        time.sleep(0.02)
    return n

@app.task(name="faults.early")
def early(folder, n):
    return work(folder, n)

@app.task(name="faults.late", acks_late=True)
def late(folder, n):
    return work(folder, n)

@app.task(name="faults.filler", ignore_result=True)
def filler():
    time.sleep(0.1)

@app.task(name="faults.silent", ignore_result=True)
def silent(folder, n):
    pass
`;

const config = `
import type { Config } from "@adg/runtime";
export default {
  executors: {
    cel: { kind: "celery", url: process.env["TEST_BROKER"], results: process.env["TEST_RESULTS"], lostAfter: Number(process.env["TEST_LOST_AFTER"] ?? 2) },
  },
  on: { celery: "cel", python: "cel" },
  concurrency: 8,
} satisfies Config;
`;

/** What is between. */
interface Between {
  readonly url: string;
  readonly workersUrl: string;
  remove(): Promise<void>;
}

interface Told {
  readonly status: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly errors: readonly { readonly message: string }[];
}

function describeFaults(open: () => Promise<Between>): void {
  let between: Between;
  let results: RedisProcess;
  let workers: CeleryApp;
  let project: Project;
  const projects: Project[] = [];

  beforeAll(async () => {
    between = await open();
    results = await RedisProcess.start();
    workers = new CeleryApp(app, { BROKER: between.workersUrl, RESULTS: results.url });
  });
  afterAll(async () => {
    await workers.remove();
    await between.remove();
    await results.remove();
    for (const { folder } of projects) rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    workers.received = 0;
    workers.acknowledged = 0;
    project = new Project({ "adg.config.ts": config });
    projects.push(project);
  });
  afterEach(() => workers.endAll());

  const path = (name: string): string => join(project.folder, name);
  const begun = (): readonly string[] => wholeLines(path("begun"));
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise((done) => setTimeout(done, 20));
  };
  /** A process of the pool begins before its worker has acknowledged the task. */
  const acknowledged = async (count: number): Promise<void> => {
    await until(() => workers.acknowledged === count);
    workers.ping();
  };
  const run = async (program: string, during?: CommandOptions["during"]): Promise<Told> => {
    project.write("main.adg", program.replaceAll("FOLDER", JSON.stringify(project.folder)));
    const env = { TEST_BROKER: between.url, TEST_RESULTS: results.url };
    const { out, err } = await project.adg(["run", "main.adg", "--json"], {
      env,
      ...(during === undefined ? {} : { during }),
    });
    if (out === "") throw new Error(err);
    return JSON.parse(out) as Told;
  };
  const tasks = (name: string, count: number, more = ""): string => `
task one(folder: string, n: int) -> int:
  celery "faults.${name}"
${more}output ones: int[] = all one
start:
  for n in range(${count}): one(FOLDER, n)
`;

  it("fail when the only worker is killed in the middle, and none comes", async () => {
    const worker = await workers.start();
    const told = await run(tasks("early", 1), async () => {
      // One that dies before that leaves the task to the next worker, for which the run would wait.
      await acknowledged(1);
      await workers.crash(worker);
    });
    expect(told.errors).toMatchObject([
      {
        message: expect.stringMatching(
          /^no Celery worker has it any more, and it left no result at 127\.0\.0\.1:\d+: /,
        ),
      },
    ]);
  });

  it("are tried again, as often as they may, when their worker is killed", async () => {
    const worker = await workers.start();
    const told = await run(tasks("early", 1, "  retry 1\n"), async () => {
      await until(() => begun().length === 1);
      await workers.crash(worker);
      project.write("go", "");
      await workers.start({ name: "other" });
    });
    expect(told).toMatchObject({ status: "succeeded", outputs: { ones: [0] } });
    expect(begun()).toEqual(["0", "0"]);
  });

  it("run again by themselves where they are acknowledged late, and count once; so do those that have not begun", async () => {
    const worker = await workers.start();
    const told = await run(tasks("late", 6), async () => {
      // What Celery has just taken out of a list of Redis, and not noted yet, is nowhere.
      await until(() => begun().length === 2 && workers.received === 6);
      await workers.crash(worker);
      project.write("go", "");
      await workers.start({ name: "other" });
    });
    expect(told).toMatchObject({ status: "succeeded", outputs: { ones: [0, 1, 2, 3, 4, 5] } });
    expect(begun()).toHaveLength(8);
  });

  it("that were acknowledged as they began are the only ones that are lost with a worker", async () => {
    const worker = await workers.start();
    const told = await run(tasks("early", 6), async () => {
      // What Celery has just taken out of a list of Redis, and not noted yet, is nowhere.
      await until(() => begun().length === 2 && workers.received === 6);
      await acknowledged(2);
      await workers.crash(worker);
      project.write("go", "");
      // Longer than it takes to call a task lost.
      await new Promise((done) => setTimeout(done, 4_000));
      await workers.start({ name: "other" });
    });
    expect(told.errors).toHaveLength(2);
    expect(begun()).toHaveLength(6);
  });

  it("wait for as long as they take, also where their worker is too busy to answer", async () => {
    await workers.start({ pool: "solo" });
    const told = await run(tasks("early", 2), async () => {
      await until(() => begun().length === 1);
      // Longer than it takes to call a task lost.
      await new Promise((done) => setTimeout(done, 6_000));
      project.write("go", "");
    });
    expect(told).toMatchObject({ status: "succeeded", outputs: { ones: [0, 1] } });
    expect(begun()).toEqual(["0", "1"]);
  });

  it("that keep no results have failed, and it is said that this may be why", async () => {
    await workers.start();
    const told = await run(tasks("silent", 1));
    expect(told.errors).toMatchObject([{ message: expect.stringMatching(/keeps no results of it$/) }]);
  });

  it("are taken back when nobody takes them, and never begin", async () => {
    let said = "";
    const told = await run(tasks("early", 3), async (child) => {
      child.stderr?.on("data", (text: string) => (said += text));
      await until(() => said.includes("no Celery worker answers"));
      child.kill("SIGINT");
    });
    expect(told.status).toBe("interrupted");
    await workers.start();
    project.write("go", "");
    expect(await run(tasks("early", 1))).toMatchObject({ status: "succeeded" });
    expect(begun()).toEqual(["0"]);
  });

  it("leave no process of a Python function behind: when it is late, and when the worker is killed", async () => {
    project.write(
      "tasks.py",
      `import os, pathlib, subprocess, time
def slow(folder, name):
    child = subprocess.Popen(["sleep", "600"])
    pathlib.Path(folder, "part").write_text(f"{os.getpid()} {child.pid}")
    os.rename(os.path.join(folder, "part"), os.path.join(folder, name))
    time.sleep(600)
`,
    );
    const program = (name: string, more: string): string => `
task slow(folder: string, name: string):
  python "tasks:slow"
${more}start: slow(FOLDER, "${name}")
`;
    const worker = await workers.start();
    const late = await run(program("late", "  timeout 3s\n"));
    expect(late.errors).toMatchObject([{ message: "did not end within its timeout of 3s" }]);
    const lost = await run(program("lost", ""), async () => {
      await until(() => existsSync(path("lost")));
      await acknowledged(2);
      await workers.end(worker);
    });
    expect(lost.errors).toMatchObject([{ message: expect.stringContaining("no Celery worker has it any more") }]);
    const pids = ["late", "lost"].flatMap((name) => readFileSync(path(name), "utf8").split(" ").map(Number));
    expect(pids).toHaveLength(4);
    await expect.poll(() => pids.filter(isAlive), { timeout: 20_000 }).toEqual([]);
  });

  it("that are Python functions do not run on beside the next attempt when their run was killed and goes on", async () => {
    project.write(
      "tasks.py",
      `import os, pathlib, time
def once(folder):
    file = pathlib.Path(folder, "pids")
    with file.open("a") as lines:
        lines.write("%d\\n" % os.getpid())
    first, *others = file.read_text().split()
    if not others:
        time.sleep(600)
    try:
        runs = ") Z " not in pathlib.Path("/proc", first, "stat").read_text()
    except OSError:
        runs = False
    return "beside" if runs else "after"
`,
    );
    await workers.start();
    project.write(
      "main.adg",
      `
task once(folder: string) -> string: python "tasks:once"
output once: string = once
start: once(${JSON.stringify(project.folder)})
`,
    );
    const env = { TEST_BROKER: between.url, TEST_RESULTS: results.url };
    const killed = await project.adg(["run", "main.adg"], {
      env,
      during: async (child) => {
        await until(() => wholeLines(path("pids")).length > 0);
        child.kill("SIGKILL");
      },
    });
    expect(killed.exit).toBeNull();
    const { out } = await project.adg(["run", "main.adg", "--json", "--resume"], { env });
    expect(JSON.parse(out)).toMatchObject({ status: "succeeded", outputs: { once: "after" } });
  });
}

/** Orphans that nobody asks about stay as zombies. */
function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

describe.runIf(hasCelery())("tasks on Celery's workers over Redis", () => {
  describeFaults(async () => {
    const redis = await RedisProcess.start();
    return Object.assign(redis, { workersUrl: redis.url });
  });
});

describe.runIf(hasCelery() && hasRabbit())("tasks on Celery's workers over RabbitMQ", () => {
  describeFaults(() => RabbitProcess.start());

  it("are missed when their worker is killed at once, also where others never let the queue be empty", async () => {
    const [rabbit, results] = [await RabbitProcess.start(), await RedisProcess.start()];
    const workers = new CeleryApp(app, { BROKER: rabbit.workersUrl, RESULTS: results.url });
    const project = new Project({ "adg.config.ts": config });
    const path = (name: string): string => join(project.folder, name);
    const until = async (isSo: () => boolean): Promise<void> => {
      while (!isSo()) await new Promise((done) => setTimeout(done, 20));
    };
    project.write(
      "main.adg",
      `task one(folder: string, n: int) -> int: celery "faults.early"
start: one(${JSON.stringify(project.folder)}, 0)
`,
    );
    let others: ReturnType<CeleryApp["python"]> | undefined;
    try {
      const worker = await workers.start({ concurrency: 1 });
      const { out } = await project.adg(["run", "main.adg", "--json"], {
        // So long that it is looked for rarely: likely not before its worker is gone.
        env: { TEST_BROKER: rabbit.url, TEST_RESULTS: results.url, TEST_LOST_AFTER: "8" },
        during: async () => {
          await until(() => workers.acknowledged === 1 && wholeLines(path("begun")).length === 1);
          workers.ping();
          await workers.crash(worker);
          others = workers.python(`
import time
from app import app, filler
with app.connection_for_write() as connection:
    queue = connection.default_channel
    while True:
        if queue.queue_declare("celery", passive=True).message_count < 5:
            for _ in range(5):
                filler.apply_async()
        time.sleep(0.02)
`);
          await workers.start({ concurrency: 1, name: "other" });
        },
      });
      expect(JSON.parse(out)).toMatchObject({
        errors: [{ message: expect.stringContaining("no Celery worker has it any more") }],
      });
      expect(wholeLines(path("begun"))).toEqual(["0"]);
    } finally {
      others?.kill("SIGKILL");
      await workers.remove();
      await rabbit.remove();
      await results.remove();
      rmSync(project.folder, { recursive: true, force: true });
    }
  });
});
