/** Python functions on the engines of an IPython cluster. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { hasIpython, IpythonCluster } from "./support/ipython-cluster.ts";
import { IpythonProject, reportOf } from "./support/ipython-project.ts";

// Each starts a few commands.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const one = 'task one() -> json: python "tasks:one"\noutput one = one\nstart: one()\n';

describe.runIf(hasIpython())("Python functions on an IPython cluster", () => {
  const cluster = new IpythonCluster({ TOKEN: "token-of-engine" });
  let project: IpythonProject;
  const projects: IpythonProject[] = [];

  beforeAll(() => cluster.start(1));
  afterAll(async () => {
    await cluster.remove();
    for (const { folder } of projects) rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    project = new IpythonProject(cluster.connection);
    projects.push(project);
  });

  it("have files, an environment and a log, and fail or crash without harm to the engine", async () => {
    project.write(
      "tasks.py",
      `import os, pathlib, sys
def made(word):
    print("making", word)
    pathlib.Path("sub/x.txt").write_text(word + " " + os.environ["WORD"])
    return "sub/x.txt"
def environment(n):
    sys.seen = getattr(sys, "seen", 0) + 1
    return [sys.seen, "TOKEN" in os.environ, os.environ.get("TEST_CONNECTION"), os.path.basename(os.getcwd())]
def leaks():
    raise ValueError("it is " + os.environ["TOKEN"])
def crash():
    os.abort()
`,
    );
    const report = reportOf(
      await project.runOnCluster(
        `
task made(word: string) -> file:
  python "tasks:made"
  out "sub/x.txt"
  env WORD "of #{word}"
task environment(n: int) -> json: python "tasks:environment"
task leaks():
  python "tasks:leaks"
  secret TOKEN
task crash(): python "tasks:crash"
output made: file = made
output environments: json[] = all environment
start:
  crash()
  leaks()
  made("hëllo")
  environment(1)
  environment(2)
`,
        { env: { TOKEN: "token-of-run" } },
      ),
    );
    const errors = report["errors"] as readonly Readonly<Record<string, unknown>>[];
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^its interpreter \(.*\) was ended by the signal SIGABRT before it returned$/),
      "ValueError: it is ***",
    ]);
    const outputs = report["outputs"] as Readonly<Record<string, unknown>>;
    const seen = [1, false, null, "work"];
    expect(outputs["environments"]).toEqual([seen, seen]);
    expect(readFileSync(String(outputs["made"]), "utf8")).toBe("hëllo of hëllo");
    const logs = await project.adg(["logs", String(report["run"]), "made"]);
    expect(logs.out).toContain("making hëllo");
  });

  it("are those that the files have now", async () => {
    for (const value of [1, 2]) {
      project.write("tasks.py", `import part\ndef one():\n    return [${value}, part.value]\n`);
      project.write("part.py", `value = ${value}\n`);
      expect(reportOf(await project.runOnCluster(one))).toMatchObject({ outputs: { one: [value, value] } });
    }
  });

  it("may share an interpreter for a run, in which only modules are what calls before left", async () => {
    const tasks = (step: number): string => `import os, sys
seen = 0
def note(n):
    global seen
    seen += ${step}
    before = os.environ.get("MORE")
    os.environ["MORE"] = "1"
    print("noted", n)
    open("mine.txt", "x").close()
    return [seen, before, os.environ.get("WORD"), os.getpid(), os.listdir()]
def crash():
    os.abort()
def last():
    sys.stdout.close()
    return seen
def after_last(before):
    print("after")
    return before
`;
    const program = `
task note(n: int) -> json:
  python "tasks:note"
  env WORD "w#{n}"
task crash(): python "tasks:crash"
task last() -> json: python "tasks:last"
task after_last(before: json) -> json: python "tasks:after_last"
edge last -> after_last
edge note -> note
edge note -> crash
edge crash -> last
output notes: json[] = all note
output last: json = after_last
start:
  let one = note(1)
  let two = note(2) after one
  let crashed = crash() after two
when crash failed: after_last(last())
`;
    for (const step of [1, 10]) {
      project.write("tasks.py", tasks(step));
      const report = reportOf(await project.runOnCluster(program, { env: { TEST_INTERPRETER: "kept" } }));
      const { notes, last } = report["outputs"] as { readonly notes: readonly unknown[][]; readonly last: unknown };
      const [one = [], two = []] = notes;
      expect([one.slice(0, 3), two.slice(0, 3), last]).toEqual([[step, null, "w1"], [2 * step, null, "w2"], 0]);
      expect(two[3]).toBe(one[3]);
      expect([one[4], two[4]]).toEqual([["mine.txt"], ["mine.txt"]]);
      const logs = await project.adg(["logs", String(report["run"]), "note", "2"]);
      expect(logs.out).toContain("noted 2");
    }
  });

  it("that take longer than others of their task hold up nothing that was sent with them", async () => {
    project.write(
      "tasks.py",
      `import os, time
def work(n, folder):
    # As long as that for which the others, and all that follows from them, are still to be done.
    end = time.monotonic() + 90
    while n == 40 and len(os.listdir(folder)) < 79:
        if time.monotonic() > end:
            raise TimeoutError()
        time.sleep(0.05)
    return n
def follow(n, folder):
    open(os.path.join(folder, str(n)), "x").close()
`,
    );
    project.write("followed/.keep", "");
    rmSync(join(project.folder, "followed/.keep"));
    await cluster.startEngines(1);
    const folder = JSON.stringify(join(project.folder, "followed"));
    const program = `
task work(n: int, folder: string) -> int: python "tasks:work"
task follow(n: int, folder: string): python "tasks:follow"
edge work -> follow
output works: int[] = all work
start:
  for n in range(80): work(n, ${folder})
when work done as w: if w.result != 40: follow(w.result, ${folder})
`;
    const options = ["--concurrency", "60"];
    const report = reportOf(await project.runOnCluster(program, { env: { TEST_INTERPRETER: "kept" } }, options));
    expect(report).toMatchObject({ status: "succeeded" });
  });

  it("are refused before the run where there is no way to the cluster", async () => {
    project.write("tasks.py", "def one():\n    return 1\n");
    project.write("without/ipyparallel.py", "raise ImportError()\n");
    const file = JSON.parse(readFileSync(cluster.connection, "utf8")) as object;
    project.write("away.json", JSON.stringify({ ...file, registration: 1 }));
    project.write("half.json", '{"interface": "tcp://127.0.0.1"');
    project.write("other.json", '{"interface": "tcp://127.0.0.1"}');
    const at = (name: string): string => join(project.folder, name);
    const cases = [
      [{ TEST_CONNECTION: "none.json" }, `cannot read the connection file "${at("none.json")}"`],
      [{ TEST_CONNECTION: at("half.json") }, "that is none of ipyparallel's"],
      [{ TEST_CONNECTION: at("other.json") }, "that is none of ipyparallel's"],
      [
        { TEST_CONNECTION: at("away.json") },
        "needs the controller of an IPython cluster at 127.0.0.1:1, which cannot be reached",
      ],
      [{ TEST_CONNECTION: "" }, 'has neither "connection"'],
      [{ PYTHONPATH: at("without") }, "needs ipyparallel, which the Python at"],
    ] as const;
    for (const [env, message] of cases) {
      const found = await project.runOnCluster(one, { env });
      expect(found.exit).toBe(2);
      const { errors } = JSON.parse(found.out) as { errors: readonly { message: string }[] };
      expect(errors).toHaveLength(1);
      expect(errors[0]?.message).toContain('the executor "ipy"');
      expect(errors[0]?.message).toContain(message);
      expect(errors[0]?.message).not.toContain("\n");
    }
  });
});
