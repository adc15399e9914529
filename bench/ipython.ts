/**
 * How fast Python functions come and go through the engines of an IPython cluster, beside ipyparallel's own client, with the same engines.
 * adg gives each call a process of its own, a work directory and a log; the client's tasks are measured as they are, in the engine
 * itself, and with an interpreter for each. `npm run bench:ipython`, or `node bench/ipython.ts [ROUNDS] [TASKS]` after a build.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type * as Ipython from "../runtime/src/executors/ipython/index.ts";
import { clusterPython, hasIpython, IpythonCluster } from "../test/support/ipython-cluster.ts";
import { writeText } from "../test/support/temp-folder.ts";
import { median } from "./engine/median.ts";
import { count, digits, tableText } from "./engine/table.ts";
import { secondsOfTasks } from "./far-tasks.ts";

const ROUNDS = Number(process.argv[2] ?? 5);
const TASKS = Number(process.argv[3] ?? 500);

const built = new URL("../runtime/dist/executors/ipython/index.js", import.meta.url).href;
const { ipython } = (await import(built)) as typeof Ipython;

/** `bare`: the function in the engine itself; `apart`: in an interpreter of its own, as one must that is to be stopped. */
const peer = `import subprocess, sys, time
import ipyparallel

def bare(n):
    return n

def apart(n):
    import json, subprocess, sys
    text = "import json, sys; json.dump(json.load(sys.stdin), sys.stdout)"
    ended = subprocess.run([sys.executable, "-c", text], input=json.dumps(n), capture_output=True, text=True, check=True)
    return json.loads(ended.stdout)

count = int(sys.argv[3])
view = ipyparallel.Client(sys.argv[1]).load_balanced_view()
begun = time.monotonic()
results = [view.apply_async(globals()[sys.argv[2]], n) for n in range(count)]
assert [each.get() for each in results] == list(range(count))
print(time.monotonic() - begun)
`;

async function main(): Promise<void> {
  if (!hasIpython()) return;
  const folder = mkdtempSync(join(tmpdir(), "adg-bench-ipython-"));
  writeText(folder, "same.py", "def same(n):\n    return n\n");
  writeText(folder, "peer.py", peer);
  const cluster = new IpythonCluster();
  try {
    await cluster.start(2);
    const place = { kind: "ipython", connection: cluster.connection, python: clusterPython } as const;
    const executors = {
      own: ipython("ipy", place),
      kept: ipython("ipy", { ...place, interpreter: "kept" }),
    };
    const theirs = async (which: "bare" | "apart"): Promise<number> => {
      const args = [join(folder, "peer.py"), cluster.connection, which, String(TASKS)];
      return Number((await promisify(execFile)(clusterPython, args)).stdout);
    };
    const ours = (which: "own" | "kept"): Promise<number> =>
      secondsOfTasks({
        executor: executors[which],
        implementation: { kind: "python", module: "same", name: "same" },
        folder,
        count: TASKS,
        concurrency: 100,
      });
    const ways = {
      own: () => ours("own"),
      kept: () => ours("kept"),
      apart: () => theirs("apart"),
      bare: () => theirs("bare"),
    };
    const names = ["own", "kept", "apart", "bare"] as const;
    const seconds: Record<(typeof names)[number], number>[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const taken = { own: 0, kept: 0, apart: 0, bare: 0 };
      // Whoever comes first may find the machine otherwise.
      for (const name of round % 2 === 0 ? names : names.toReversed()) taken[name] = await ways[name]();
      if (round > 0) seconds.push(taken);
    }
    await Promise.all(Object.values(executors).map((each) => each.close()));
    const rate = (name: (typeof names)[number]): string => count(TASKS / median(seconds.map((each) => each[name])));
    const ratio = (which: "own" | "kept", name: "apart" | "bare"): string =>
      digits(median(seconds.map((each) => each[name] / each[which])));
    console.log(
      tableText([
        [`${count(TASKS)} tasks, 2 engines`, "tasks/s", "adg to it", "adg with kept interpreters to it"],
        ["adg", rate("own"), "", ""],
        ["adg, interpreters kept", rate("kept"), "", ""],
        [
          "ipyparallel's client, each function in an interpreter of its own",
          rate("apart"),
          ratio("own", "apart"),
          ratio("kept", "apart"),
        ],
        [
          "ipyparallel's client, functions in the engine itself",
          rate("bare"),
          ratio("own", "bare"),
          ratio("kept", "bare"),
        ],
      ]),
    );
  } finally {
    await cluster.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
