/**
 * How fast tasks come and go through Celery's workers, beside Celery's own client in Python, with the same workers and a Redis of their
 * own. `npm run bench:celery`, or `node bench/celery.ts [ROUNDS] [TASKS]` after a build.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type * as Celery from "../runtime/src/executors/celery/index.ts";
import { CeleryApp, hasCelery } from "../test/support/celery.ts";
import { RedisProcess } from "../test/support/redis.ts";
import { median } from "./engine/median.ts";
import { count, digits, tableText } from "./engine/table.ts";
import { secondsOfTasks } from "./far-tasks.ts";

const ROUNDS = Number(process.argv[2] ?? 5);
const TASKS = Number(process.argv[3] ?? 3_000);

const built = new URL("../runtime/dist/executors/celery/index.js", import.meta.url).href;
const { celery } = (await import(built)) as typeof Celery;

const app = `import os, sys, time
from celery import Celery

app = Celery("bench", broker=os.environ["BROKER"], backend=os.environ["RESULTS"])

@app.task(name="bench.same")
def same(n):
    return n

if __name__ == "__main__":
    count = int(sys.argv[1])
    begun = time.monotonic()
    results = [same.delay(n) for n in range(count)]
    assert [each.get() for each in results] == list(range(count))
    print(time.monotonic() - begun)
`;

async function main(): Promise<void> {
  if (!hasCelery()) return;
  const redis = await RedisProcess.start();
  // The disk is not what is measured.
  redis.command("config", "set", "appendonly", "no");
  const env = { BROKER: redis.url, RESULTS: redis.url };
  const workers = new CeleryApp(app, env);
  try {
    await workers.start({ concurrency: 2 });
    const executor = celery("cel", { kind: "celery", url: redis.url });
    const ours = (): Promise<number> =>
      secondsOfTasks({
        executor,
        implementation: { kind: "celery", name: "bench.same" },
        folder: import.meta.dirname,
        count: TASKS,
        concurrency: 500,
      });
    const theirs = async (): Promise<number> => {
      const options = { cwd: workers.folder, env: { ...process.env, ...env } };
      const { stdout } = await promisify(execFile)("/usr/bin/python3", ["app.py", String(TASKS)], options);
      return Number(stdout);
    };
    const seconds: { readonly ours: number; readonly theirs: number }[] = [];
    await ours();
    await theirs();
    for (let round = 0; round < ROUNDS; round++)
      seconds.push(
        // Whoever comes first may find the machine otherwise.
        round % 2 === 0
          ? { ours: await ours(), theirs: await theirs() }
          : await theirs().then(async (before) => ({ ours: await ours(), theirs: before })),
      );
    await executor.close();
    const rate = (of: (each: (typeof seconds)[number]) => number): string => count(TASKS / median(seconds.map(of)));
    console.log(
      tableText([
        [`${count(TASKS)} tasks, 2 processes`, "tasks/s", "ratio"],
        ["adg", rate((each) => each.ours), digits(median(seconds.map((each) => each.theirs / each.ours)))],
        ["Celery's client", rate((each) => each.theirs), ""],
      ]),
    );
  } finally {
    await workers.remove();
    await redis.remove();
  }
}

await main();
