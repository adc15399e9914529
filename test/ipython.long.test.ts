/** What becomes of Python functions when parts of an IPython cluster go away in mid-task. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { hasIpython, IpythonCluster, processesOf } from "./support/ipython-cluster.ts";
import { IpythonProject, reportOf, until } from "./support/ipython-project.ts";
import { wholeLines } from "./support/whole-lines.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe.runIf(hasIpython())("an IPython cluster that loses", () => {
  let cluster: IpythonCluster;
  let project: IpythonProject;
  const folders: string[] = [];

  beforeEach(async () => {
    cluster = new IpythonCluster();
    await cluster.start(1);
    project = new IpythonProject(cluster.connection);
    folders.push(project.folder);
    // The first that runs does not end; those that follow do.
    project.write(
      "tasks.py",
      `import os, time
def slow(file):
    is_first = not os.path.exists(file)
    with open(file, "a") as lines:
        lines.write("%d\\n" % os.getpid())
    if is_first:
        time.sleep(600)
    return "done"
def quick(file):
    with open(file, "a") as lines:
        lines.write("quick\\n")
    return 1
`,
    );
  });
  afterEach(() => cluster.remove());
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const file = (): string => join(project.folder, "begun");
  const pids = (): readonly number[] => wholeLines(file()).map(Number);
  const slow = (more = ""): string => `
task slow(file: string) -> string:
  python "tasks:slow"
${more}
output slow: string = slow
start: slow(${JSON.stringify(file())})
`;
  const isGone = (pid: number | undefined): boolean => !existsSync(`/proc/${pid}`);
  const run = async (
    during: () => Promise<void>,
    more?: string,
    wait = "60",
    { program = slow(more), env = {} }: { readonly program?: string; readonly env?: Record<string, string> } = {},
  ): Promise<object> =>
    reportOf(
      await project.runOnCluster(
        program,
        {
          env: { TEST_WAIT: wait, ...env },
          during: async () => {
            await until(() => pids().length > 0);
            await during();
          },
        },
        ["--concurrency", "6"],
      ),
    );
  const bridges = (): readonly number[] =>
    processesOf(cluster.connection).filter((pid) => /adg_ipython/.test(commandOf(pid)));

  it("an engine fails what it ran, and `retry` has it run on another", async () => {
    const report = await run(async () => {
      await cluster.killEngines();
      await cluster.startEngines(1);
    }, "  retry 1");
    expect(report).toMatchObject({ status: "succeeded", outputs: { slow: "done" } });
    expect(pids()).toHaveLength(2);
    expect(isGone(pids()[0])).toBe(true);
  });

  it.each([
    ["forked for it", {}, ""],
    ["kept for several", { TEST_INTERPRETER: "kept" }, ""],
    ["started for it, since it cannot be forked", {}, '  env PYTHONPATH "."\n'],
  ])("an engine to SIGKILL loses what it ran with it, in an interpreter %s", async (_, env, more) => {
    const during = async (): Promise<void> => {
      await cluster.crashEngine();
      await until(() => isGone(pids()[0]));
      await cluster.startEngines(1);
    };
    const report = await run(during, `  retry 1\n${more}`, "60", { env });
    expect(report).toMatchObject({ status: "succeeded", outputs: { slow: "done" } });
    expect(pids()).toHaveLength(2);
  });

  it.each([
    ["the process in between", async () => void process.kill(bridges()[0] ?? 0, "SIGKILL")],
    [
      "controller and engines",
      async () => {
        await cluster.killAll();
        await cluster.start(1);
      },
    ],
  ])("%s has not had what waited: that is its first attempt after that, too", async (_, lose) => {
    const quick = join(project.folder, "quick");
    const program = `
task slow(file: string) -> string:
  python "tasks:slow"
  retry 1
task quick(file: string) -> int: python "tasks:quick"
output slow: string = slow
output quick: int[] = all quick
start:
  slow(${JSON.stringify(file())})
  for n in range(5): quick(${JSON.stringify(quick)})
`;
    const report = await run(lose, "", "60", { program });
    expect(report).toMatchObject({ status: "succeeded", outputs: { slow: "done", quick: [1, 1, 1, 1, 1] } });
    expect(readFileSync(quick, "utf8")).toBe("quick\n".repeat(5));
    expect(pids()).toHaveLength(2);
  });

  it("its only engine fails what it ran, and, when none comes, what waits", async () => {
    const report = await run(() => cluster.killEngines(), "  retry 1", "3");
    expect(report).toMatchObject({
      status: "failed",
      errors: [
        {
          message:
            'the IPython cluster of the executor "ipy" has no engine, and none came within 3 s (after 2 attempts)',
        },
      ],
    });
  });

  it("its controller fails what runs, and ends it", async () => {
    const report = await run(() => cluster.killController(), "", "3");
    expect(report).toMatchObject({
      status: "failed",
      errors: [
        {
          message: expect.stringMatching(/^was lost: the controller of the IPython cluster at 127.0.0.1:\d+ is gone$/),
        },
      ],
    });
    expect(isGone(pids()[0])).toBe(true);
  });

  it("its controller for good fails what is tried again, too", async () => {
    const report = await run(() => cluster.killController(), "  retry 1", "5");
    expect(report).toMatchObject({
      status: "failed",
      errors: [
        {
          message: expect.stringMatching(
            /cannot be reached.*; waited 5 s for it|cannot reach its IPython cluster; waited 5 s/,
          ),
        },
      ],
    });
  });

  it("the process in between ends what it had sent, and another one takes its place", async () => {
    const report = await run(async () => {
      const [bridge = 0] = bridges();
      process.kill(bridge, "SIGKILL");
    }, "  retry 1");
    expect(report).toMatchObject({ status: "succeeded", outputs: { slow: "done" } });
    expect(isGone(pids()[0])).toBe(true);
  });

  it("the run itself ends what runs; taken up again, the run is done", async () => {
    const killed = await project.runOnCluster(slow(), {
      during: async (child) => {
        await until(() => pids().length > 0);
        child.kill("SIGKILL");
      },
    });
    expect(killed.exit).toBeNull();
    await until(() => isGone(pids()[0]) && bridges().length === 0);
    const resumed = await project.runOnCluster(slow(), {}, ["--resume"]);
    expect(reportOf(resumed)).toMatchObject({ status: "succeeded", outputs: { slow: "done" } });
    expect(pids()).toHaveLength(2);
  });
});

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
