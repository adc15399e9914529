import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test, vi } from "vitest";
import { pause } from "../runtime/src/timer.ts";
import { Project } from "./support/command.ts";

// Each run is a process, and some tests take several runs.
vi.setConfig({ testTimeout: 120_000 });

const quick = 'task a() -> int:\n  sh "echo 1"\noutput a\nstart: a()\n';
const slow = `task a() -> int:
  sh "echo 1"
task b(n: int) -> int:
  sh "echo x >> ../../../../../ran; if test -e ../../../../../go; then echo 2; else sleep 60; fi"
output b
start: b(a())
edge a -> b
`;

const runsOf = (project: Project): readonly string[] => readdirSync(join(project.folder, ".adg", "runs")).sort();
const begins = async (project: Project): Promise<void> => {
  while (!existsSync(join(project.folder, "ran"))) await pause(5);
};

test("the command takes up the last run of a program, or the one that is named, and says what it took over", async () => {
  const project = new Project({ "main.adg": slow });
  const cut = await project.adg(["run", "main.adg"], {
    during: (child) => void begins(project).then(() => child.kill("SIGINT")),
  });
  expect(cut.exit).toBe(130);
  project.write("go", "");
  const [run = ""] = runsOf(project);
  const rest = await project.adg(["run", "main.adg", "--resume", run.slice(0, 10)]);
  expect(rest.exit).toBe(0);
  expect(rest.err).toContain("resumed: 1 outcome taken over\n");
  expect(runsOf(project)).toEqual([run]);
  const again = await project.adg(["run", "main.adg", "--resume"]);
  expect([again.exit, again.err.includes("resumed: 2 outcomes taken over")]).toEqual([0, true]);
  project.write("main.adg", slow.replace('"echo 1"', '"echo 3"'));
  const changed = await project.adg(["run", "main.adg", "--resume"]);
  expect(changed.err).toContain("runs again: 1 node of tasks that have changed\n");
});

test("what cannot be resumed is told in one sentence, and nothing runs", async () => {
  const project = new Project({ "main.adg": quick, "other.adg": quick });
  const say = async (...args: readonly string[]): Promise<string> => {
    const { exit, err, out } = await project.adg(["run", "main.adg", ...args]);
    expect([exit, out]).toEqual([2, ""]);
    return err;
  };
  expect(await say("--resume")).toBe("There is no run of this program yet.\n");
  await project.adg(["run", "other.adg"]);
  const [run = ""] = runsOf(project);
  expect(await say("--resume", run)).toBe(`Run ${run} is one of "other", not of "main".\n`);
  await project.adg(["run", "main.adg"]);
  expect(await say("--resume", "zzz")).toMatch(/^There is no run "zzz" in ".*"; the last ones are .*\n$/);
  expect(await say("--resume", "m")).toMatch(/^Several runs begin with "m": .*\n$/);
  expect(await say("--resume", "--no-journal")).toContain("cannot be taken up without its journal");
  expect(await say("--resume", "--stub")).toContain("cannot be taken up without its journal");
});

test("a run that is going on cannot be resumed, and its process is named", async () => {
  const project = new Project({ "main.adg": slow });
  let pid: number | undefined;
  const first = project.adg(["run", "main.adg"], { during: (child) => (pid = child.pid) });
  await begins(project);
  const second = await project.adg(["run", "main.adg", "--resume"]);
  process.kill(pid ?? 0, "SIGINT");
  expect(second.exit).toBe(2);
  expect(second.err).toMatch(
    new RegExp(`^Run \\w+ is being written by process ${pid} since .*; wait for it, or end it.\n$`),
  );
  expect((await first).exit).toBe(130);
});

test("a journal that is damaged, or of a newer adg, is told of, and nothing runs", async () => {
  const project = new Project({ "main.adg": quick });
  await project.run();
  const [run = ""] = runsOf(project);
  const file = join(project.folder, ".adg", "runs", run, "journal.db");
  const db = new DatabaseSync(file);
  db.exec("PRAGMA user_version = 99");
  db.close();
  const newer = await project.adg(["run", "main.adg", "--resume", run]);
  expect([newer.exit, newer.err.split("\n").length]).toEqual([2, 2]);
  expect(newer.err).toContain("newer");
  const bytes = readFileSync(file);
  bytes.fill(0x55, 3000);
  writeFileSync(file, bytes);
  const damaged = await project.adg(["run", "main.adg", "--resume", run]);
  expect([damaged.exit, damaged.err.split("\n").length]).toEqual([2, 2]);
});

test("on a full disk a run stops what it runs and says so, and goes on when there is room", async () => {
  const project = new Project({ "main.adg": "" });
  const state = join(project.folder, ".adg");
  mkdirSync(state);
  const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", state]).status === 0;
  // Where this user can have no small disk, `faults.test.ts` shows the same of the store alone.
  if (!isMounted) return expect(process.getuid?.()).not.toBe(0);
  try {
    const fill = join(state, "fill");
    project.write(
      "main.adg",
      `task a() -> int:
  sh "echo 1"
task greedy(n: int):
  sh "test -e ../../../../../go || cat /dev/zero > '${fill}' || true"
task long(n: int):
  sh "test -e ../../../../../go || sleep 60"
start: a()
when a done as x:
  greedy(x.result)
  long(x.result)
edge a -> greedy, long
`,
    );
    const full = await project.adg(["run", "main.adg", "--concurrency", "3", "--json"]);
    expect(full.exit).toBe(1);
    expect(full.err).toBe("");
    const report = JSON.parse(full.out) as object;
    expect(report).toMatchObject({ status: "failed", run: runsOf(project)[0] });
    expect(full.out).toContain("The disk is full");
    rmSync(fill);
    project.write("go", "");
    const rest = await project.run(["--resume"]);
    expect(rest).toMatchObject({ status: "succeeded", run: runsOf(project)[0] });
  } finally {
    spawnSync("umount", ["-l", state]);
  }
});

test("where the state folder may not be written nothing runs", async () => {
  const project = new Project({ "main.adg": quick });
  await project.run();
  const runs = join(project.folder, ".adg", "runs");
  rmSync(runs, { recursive: true });
  // A file in its place is refused to everybody, whoever that is.
  writeFileSync(runs, "");
  chmodSync(runs, 0o444);
  const { exit, err } = await project.adg(["run", "main.adg"]);
  expect([exit, err.split("\n").length]).toEqual([2, 2]);
  expect(err).toContain(runs);
});
