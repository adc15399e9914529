import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Project, type Ended } from "./support/command.ts";

/** Each node says that it has begun, and ends when it is let go. */
const text = `
input n: int = 2
input note: file? = null
task work(i: int) -> int:
  retry 1
  sh """
    echo "node #{i}" >&2
    echo >> "$ADG_TEST_GATES/begun-#{i}"
    while [ ! -e "$ADG_TEST_GATES/go-#{i}" ]; do sleep 0.02; done
    [ ! -e "$ADG_TEST_GATES/bad-#{i}" ]
    echo #{10 * i}
  """
task total(xs: int[]) -> int = sum(xs)
edge work -> total
start:
  for i in range(n): work(i)
when no more work: total(all work)
output total
`;

let project: Project;
let going: Promise<Ended>[] = [];

beforeEach(() => {
  project = new Project({ "main.adg": text });
  going = [];
});

afterEach(async () => {
  for (const i of [0, 1, 2]) release(i);
  await Promise.all(going);
  rmSync(project.folder, { recursive: true, force: true });
});

const gate = (name: string): string => join(project.folder, name);
const release = (i: number): void => writeFileSync(gate(`go-${i}`), "");
const begun = (i: number): number =>
  existsSync(gate(`begun-${i}`)) ? readFileSync(gate(`begun-${i}`), "utf8").length : 0;
const runs = (): readonly string[] => {
  const folder = gate(".adg/runs");
  return existsSync(folder) ? readdirSync(folder) : [];
};

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((soon) => setTimeout(soon, 10));
}

interface Started {
  readonly run: string;
  readonly end: Promise<Ended>;
  readonly kill: () => void;
}

/** Starts the program; answers its run once the first node has begun. */
async function start(args: readonly string[] = []): Promise<Started> {
  let process: ChildProcess | undefined;
  const end = project.adg(["run", "main.adg", "--concurrency", "1", ...args], {
    env: { ADG_TEST_GATES: project.folder },
    during: (child) => (process = child),
  });
  going.push(end);
  await until(() => begun(0) > 0 && existsSync(gate(`.adg/runs/${runs()[0]}/control.json`)));
  return { run: runs()[0] as string, end, kill: () => process?.kill("SIGKILL") };
}

/** The folder of a node, which is called as the node is. */
const nodeIds = (run: string): readonly string[] =>
  readdirSync(gate(`.adg/runs/${run}`)).filter((name) => name.startsWith("work-"));

const logOf = (run: string, node: string): string => readFileSync(gate(`.adg/runs/${run}/${node}/log`), "utf8");

describe("another terminal", () => {
  test("pauses a run: what runs ends, nothing more starts until it goes on", async () => {
    const { run, end } = await start();
    const paused = await project.adg(["pause", run]);
    expect(paused).toEqual({
      exit: 0,
      out: "The run is paused: nothing more starts, and 1 node that runs ends first.\n",
      err: "",
    });
    expect((await project.adg(["pause", run])).out).toBe("The run is paused already.\n");
    release(0);
    const journal = (): string => readFileSync(gate(`.adg/runs/${run}/journal.db-wal`), "latin1");
    await until(() => journal().includes('"kind":"succeeded"'));
    expect(begun(1)).toBe(0);
    release(1);
    expect((await project.adg(["resume", run])).out).toBe("The run goes on.\n");
    const ended = await end;
    expect(ended.exit).toBe(0);
    expect(ended.err).toContain("paused: nothing more starts\n");
    expect(ended.err).toContain("going on\n");
    expect(ended.out).toContain("total: 10");
  });

  test("cancels a node: it fails at once and for good, and the rest of the run goes on", async () => {
    const { run, end } = await start();
    const [node = ""] = nodeIds(run);
    expect((await project.adg(["cancel", run, "work"])).err).toBe('Several nodes match "work"; name one by its id.\n');
    // As it is shown, or by its id.
    const shown = `work(${logOf(run, node).includes("node 0") ? 0 : 1})`;
    expect(await project.adg(["cancel", run, shown])).toEqual({ exit: 0, out: `"${node}" is cancelled.\n`, err: "" });
    expect((await project.adg(["cancel", run, node])).err).toBe(`"${node}" neither runs nor waits for its turn.\n`);
    release(0);
    release(1);
    const ended = await end;
    expect(ended.exit).toBe(1);
    expect(ended.out).toContain(`ADG7004 work (${node}): was cancelled by hand`);
    expect([begun(0), begun(1)]).toEqual([1, 1]);
  });

  /** A run of two nodes, of which the first has failed in both attempts and is to run again, and the second runs. */
  async function startWithRetry(): Promise<Started & { readonly said: string; readonly failed: string }> {
    writeFileSync(gate("bad-0"), "");
    const started = await start(["--concurrency", "2", "--input", "note=main.adg"]);
    const failed = nodeIds(started.run).find((node) => logOf(started.run, node).includes("node 0")) ?? "";
    release(0);
    await until(() => begun(0) === 2 && begun(1) === 1);
    rmSync(gate("bad-0"));
    for (;;) {
      const { exit, out } = await project.adg(["retry", started.run, failed.slice(0, -3)]);
      if (exit === 0) return { ...started, said: out, failed };
    }
  }

  test("runs a node that failed again: once what runs has ended, with what follows from it, and nothing else", async () => {
    const { run, end, said, failed } = await startWithRetry();
    expect(said).toBe(`"${failed}" runs again as soon as 1 node that runs has ended.\n`);
    expect((await project.adg(["pause", run])).exit).toBe(1);
    release(1);
    const ended = await end;
    expect(ended.exit).toBe(0);
    expect(ended.out).toContain("total: 10");
    expect(ended.err).toContain("resumed: 1 outcome taken over\nruns again: 1 node was asked for\n");
    expect([begun(0), begun(1)]).toEqual([3, 1]);
    expect((await project.adg(["runs"])).out).toContain("3 done");
  });

  test("runs a node that failed again, and a crash then takes nothing of that back", async () => {
    const { run, end, kill } = await startWithRetry();
    rmSync(gate("go-0"));
    release(1);
    await until(() => begun(0) === 3);
    kill();
    await end;
    release(0);
    const again = await project.adg(["resume", run], { env: { ADG_TEST_GATES: project.folder } });
    expect(again.out).toContain("total: 10");
    expect([begun(0), begun(1)]).toEqual([4, 1]);
  });

  test("ends a run in which a node is about to run again", async () => {
    const { run, end } = await startWithRetry();
    expect((await project.adg(["cancel", run])).exit).toBe(0);
    expect((await end).exit).toBe(130);
    expect([begun(0), begun(1)]).toEqual([2, 1]);
  });

  test("does not run an expression again", async () => {
    const broken = "task broken(xs: int[]) -> int = xs[9]\noutput other: int = broken\nstart: broken([1])\n";
    project.write("main.adg", text.replace("output total", "output total: int = total") + broken);
    const { run, end } = await start();
    const { err } = await project.adg(["retry", run, "broken-"]);
    expect(err).toMatch(/^"broken-\w+" is an expression: it comes to the same as long as what it is made of does\.\n$/);
    release(0);
    release(1);
    expect((await end).exit).toBe(1);
  });

  test("does not run again what has not failed", async () => {
    const { run, end } = await start();
    const [node = ""] = nodeIds(run);
    const refused = (named: string): Promise<Ended> => project.adg(["retry", run, named]);
    expect(await refused(node)).toEqual({
      exit: 1,
      out: "",
      err: `"${node}" is running; only a node that failed can run again while the run goes on.\n`,
    });
    expect((await refused("work-none")).err).toBe('There is no node "work-none" in the run.\n');
    expect((await refused("work")).err).toBe('Several nodes begin with "work".\n');
    const n = logOf(run, node).includes("node 0") ? 0 : 1;
    expect((await refused(`work(${n})`)).err).toMatch(new RegExp(`^"${node}" is running; `));
    await project.adg(["pause", run]);
    release(0);
    release(1);
    await project.adg(["resume", run]);
    expect((await end).exit).toBe(0);
  });

  test("cancels a run: it ends as interrupted, and can be resumed", async () => {
    const { run, end } = await start();
    expect((await project.adg(["cancel", run.slice(0, 10)])).out).toBe("The run is being stopped.\n");
    expect((await end).exit).toBe(130);
    release(0);
    release(1);
    const again = await project.adg(["resume", run], { env: { ADG_TEST_GATES: project.folder } });
    expect(again.exit).toBe(0);
    expect(again.out).toContain("total: 10");
    expect(begun(0)).toBe(2);
  });

  test("is told what cannot be done", async () => {
    const { run, end } = await start();
    expect(await project.adg(["cancel", run, "work-none"])).toEqual({
      exit: 1,
      out: "",
      err: `There is no node "work-none" in the run.\n`,
    });
    expect((await project.adg(["pause", "zz"])).err).toMatch(
      /^There is no run "zz" in ".*"; the last one is "\w+"\.\n$/,
    );
    expect((await project.adg(["pause", run, "--in", "nowhere"])).exit).toBe(2);
    release(0);
    release(1);
    await end;
    const late = await project.adg(["pause", run]);
    expect(late).toEqual({ exit: 2, out: "", err: `Run ${run} is not going on.\n` });
    expect(readdirSync(gate(`.adg/runs/${run}`)).filter((name) => name.startsWith("control"))).toEqual([]);
  });

  test("is not heard without the run's token, nor when it says nothing that a run knows", async () => {
    const { run, end } = await start();
    const { path, token } = JSON.parse(readFileSync(gate(`.adg/runs/${run}/control.json`), "utf8")) as {
      path: string;
      token: string;
    };
    const say = (line: string): Promise<string> =>
      new Promise((done) => {
        let heard = "";
        const socket = connect(path, () => socket.write(line));
        socket
          .on("data", (part) => (heard += String(part)))
          .on("close", () => done(heard))
          .on("error", () => done(heard));
      });
    const request = { kind: "cancel" };
    for (const line of [
      "\n",
      "{}\n",
      "x".repeat(70_000),
      `${JSON.stringify({ token: "0".repeat(32), request })}\n`,
      `${JSON.stringify({ token, request: { kind: "eject" } })}\n`,
      `${JSON.stringify({ token: 1, request })}\n`,
    ])
      expect(await say(line)).toBe('{"ok":false,"message":"The request could not be understood."}\n');
    release(0);
    release(1);
    expect((await end).exit).toBe(0);
  });
});

test("a node of a run that is over runs again with what follows from it, and nothing else does", async () => {
  writeFileSync(gate("bad-0"), "");
  const { run, end } = await start();
  release(0);
  release(1);
  const { out } = await end;
  const [, failed = ""] = /ADG7004 work \((work-\w+)\)/.exec(out) ?? [];
  rmSync(gate("bad-0"));
  const env = { ADG_TEST_GATES: project.folder };
  const none = await project.adg(["retry", run, "work-none"], { env });
  expect(none).toMatchObject({ exit: 2, err: `ADG7001: in run ${run} nothing came of a node "work-none"\n` });
  expect((await project.adg(["retry", run, "work(7)"], { env })).err).toContain('nothing came of a node "work(7)"');
  const again = await project.adg(["retry", run, failed.slice(0, -2)], { env });
  expect(again.exit).toBe(0);
  expect(again.out).toContain("total: 10");
  expect(again.err).toContain("resumed: 1 outcome taken over\nruns again: 1 node was asked for\n");
  expect([begun(0), begun(1)]).toEqual([3, 1]);
  // By what is shown of it, too.
  expect((await project.adg(["retry", run, "work(0)"], { env })).exit).toBe(0);
  expect([begun(0), begun(1)]).toEqual([4, 1]);
});
