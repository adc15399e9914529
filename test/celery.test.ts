/** Tasks on workers of Celery, over a real Redis. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { CeleryApp, hasCelery } from "./support/celery.ts";
import { Project, type CommandOptions, type Ended } from "./support/command.ts";
import { password, RedisProcess } from "./support/redis.ts";
import { wholeLines } from "./support/whole-lines.ts";

// Each starts a few commands.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const app = `import os, time
from celery import Celery
from celery.backends.redis import RedisBackend

# What Redis takes is too much for a test.
RedisBackend._MAX_STR_VALUE_SIZE = 2_000_000

app = Celery("shop", broker=os.environ["BROKER"], backend=os.environ["RESULTS"])
app.conf.update(worker_prefetch_multiplier=1)

@app.task(name="shop.total")
def total(prices, shop):
    return {"sum": sum(prices), "shop": shop}

@app.task(name="shop.charge")
def charge(amount):
    raise LookupError("no card for %d" % amount)

@app.task(name="shop.again", bind=True)
def again(self, file):
    if not os.path.exists(file):
        open(file, "w").close()
        raise self.retry(countdown=1, max_retries=2)
    return "then"

@app.task(name="shop.gives")
def gives(what):
    return {"set": {1}, "nan": float("nan"), "long": 2 ** 60, "large": "x" * 3_000_000}[what]

@app.task(name="shop.once")
def once(file):
    with open(file, "a") as lines:
        lines.write("begun\\n")
    time.sleep(2)
    return "done"

@app.task(name="shop.slow")
def slow(file):
    with open(file, "a") as lines:
        lines.write("begun\\n")
    time.sleep(600)
`;

const config = `
import type { Config } from "@adg/runtime";
export default {
  executors: { cel: { kind: "celery", url: process.env["TEST_BROKER"], results: process.env["TEST_RESULTS"], lostAfter: 1 } },
} satisfies Config;
`;

const there = ["--on", "celery=cel", "--on", "python=cel"];

describe.runIf(hasCelery())("tasks on Celery's workers", () => {
  let redis: RedisProcess;
  let workers: CeleryApp;
  let project: Project;
  const projects: Project[] = [];

  beforeAll(async () => {
    redis = await RedisProcess.start();
    workers = new CeleryApp(app, { BROKER: redis.url, RESULTS: redis.url, TOKEN: "token-of-worker" });
    await workers.start();
  });
  afterAll(async () => {
    await workers.remove();
    await redis.remove();
    for (const { folder } of projects) rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    project = new Project({ "adg.config.ts": config });
    projects.push(project);
  });

  const path = (name: string): string => join(project.folder, name);
  const run = (program: string, options: CommandOptions = {}): Promise<Ended> => {
    project.write("main.adg", program);
    return project.adg(["run", "main.adg", "--json", ...there], { env: { TEST_BROKER: redis.url }, ...options });
  };
  const reportOf = ({ out, err }: Ended): Readonly<Record<string, unknown>> => {
    if (out === "") throw new Error(err);
    return JSON.parse(out) as Readonly<Record<string, unknown>>;
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise((done) => setTimeout(done, 20));
  };

  it("get arguments and give results, also where they are Python functions with files and an environment", async () => {
    project.write(
      "tasks.py",
      `import os, pathlib
def made(word):
    print("making", word)
    pathlib.Path("sub/x.txt").write_text(word + " " + os.environ["WORD"])
    return "sub/x.txt"
def environment():
    return ["TOKEN" in os.environ, os.environ.get("TEST_BROKER"), os.path.basename(os.getcwd())]
`,
    );
    const report = reportOf(
      await run(`
type Total = { sum: number, shop: string }
task total(prices: number[], shop: string) -> Total:
  celery "shop.total"
  priority -5
task made(word: string) -> file:
  python "tasks:made"
  out "sub/x.txt"
  env WORD "of #{word}"
task environment() -> json: python "tasks:environment"
output total: Total = total
output made: file = made
output environment = environment
start:
  total([1, 2.5], "ü😀")
  made("hello")
  environment()
`),
    );
    expect(report["errors"]).toEqual([]);
    const outputs = report["outputs"] as Readonly<Record<string, unknown>>;
    expect(outputs).toMatchObject({ total: { sum: 3.5, shop: "ü😀" }, environment: [true, null, "work"] });
    expect(readFileSync(String(outputs["made"]), "utf8")).toBe("hello of hello");
    const logs = await project.adg(["logs", String(report["run"]), "made"]);
    expect(logs.out).toContain("making hello");
  });

  it("fail with what Celery says of them, are tried again by their own wish, and are refused where they are unknown", async () => {
    project.write("tasks.py", 'import os\ndef leaks():\n    raise ValueError("it is " + os.environ["TOKEN"])\n');
    const report = reportOf(
      await run(
        `
task charge(amount: int): celery "shop.charge"
task again(file: string) -> string: celery "shop.again"
task unknown():
  celery "shop.unknown"
  retry 3 backoff 1h
task gives(what: string) -> json: celery "shop.gives"
task leaks():
  python "tasks:leaks"
  secret TOKEN
output again: string = again
start:
  charge(7)
  again(${JSON.stringify(path("again"))})
  unknown()
  for what in ["set", "nan", "long", "large"]: gives(what)
  leaks()
`,
        { env: { TEST_BROKER: redis.url, TOKEN: "token-of-run" } },
      ),
    );
    expect(report["outputs"]).toEqual({ again: "then" });
    const errors = report["errors"] as readonly Readonly<Record<string, unknown>>[];
    const said = errors.map(({ code, message }) => `${String(code)} ${String(message)}`);
    expect(said).toEqual([
      "ADG7004 LookupError: no card for 7",
      'ADG7004 the workers of the queue "celery" know no task "shop.unknown": register it, as with @app.task(name="shop.unknown"), and start them again',
      expect.stringMatching(/^ADG7002 result: expected JSON, got what Celery cannot write as JSON: /),
      "ADG7002 result: expected JSON, got NaN",
      "ADG7002 result: expected JSON, got a whole number beyond 2^53, which would lose digits",
      "ADG7004 celery.exceptions.BackendStoreError: value too large for Redis backend",
      "ADG7004 ValueError: it is ***",
    ]);
    expect(errors[0]).toMatchObject({ task: "charge", trace: [`${workers.folder}/app.py:17`] });
    expect(errors[0]?.["tail"]).toContain("LookupError: no card for 7");
  });

  it("that somebody revokes have failed for good", async () => {
    const found = await run(
      `
task slow(file: string):
  celery "shop.slow"
  retry 3
start: slow(${JSON.stringify(path("begun"))})
`,
      {
        during: async () => {
          await until(() => wholeLines(path("begun")).length > 0);
          const [key = ""] = redis.command("keys", "adg:celery:*").split("\n");
          workers.revoke(key.slice("adg:celery:".length));
        },
      },
    );
    expect(reportOf(found)["errors"]).toMatchObject([{ message: "was revoked in Celery: terminated" }]);
  });

  it("run once, though their run is killed meanwhile and taken up again", async () => {
    const killed = await run(
      `
task once(file: string) -> string: celery "shop.once"
output once: string = once
start: once(${JSON.stringify(path("begun"))})
`,
      {
        during: async (child) => {
          await until(() => wholeLines(path("begun")).length > 0);
          child.kill("SIGKILL");
        },
      },
    );
    expect(killed.exit).toBeNull();
    const env = { TEST_BROKER: redis.url };
    const resumed = await project.adg(["run", "main.adg", "--json", "--resume", ...there], { env });
    expect(reportOf(resumed)).toMatchObject({ status: "succeeded", outputs: { once: "done" } });
    expect(wholeLines(path("begun"))).toEqual(["begun"]);
  });

  it("are refused at once where there is no server, and its password is never told", async () => {
    const program = 'task total() -> json: celery "shop.total"\nstart: total()\n';
    const cases = [
      [
        `redis://:${password}@127.0.0.1:1`,
        'the executor \\"cel\\" needs Redis at 127.0.0.1:1, which cannot be reached',
      ],
      [`amqp://user:${password}@127.0.0.1:1/%2F`, 'the executor \\"cel\\" has no \\"results\\"'],
      [
        `amqp://user:${password}@127.0.0.1:1/%2F`,
        'the executor \\"cel\\" needs RabbitMQ at 127.0.0.1:1, which cannot be reached',
        redis.url,
      ],
      ["", 'the executor \\"cel\\" has no \\"url\\"'],
    ] as const;
    expect(redis.command("llen", "celery")).toBe("0");
    for (const [url, message, results] of cases) {
      const found = await run(program, { env: { TEST_BROKER: url, TEST_RESULTS: results } });
      expect(found.exit).toBe(2);
      expect(found.out).toContain(message);
      expect(found.out + found.err).not.toContain(password);
    }
  });
});
