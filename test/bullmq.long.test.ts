/** What becomes of tasks on a queue when workers, runs and the server end. */
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { QueueProjects, reportOf, there, until } from "./support/queue-projects.ts";
import { hasRedis } from "./support/redis.ts";
import { wholeLines } from "./support/whole-lines.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

// Some wait until a lost worker is noticed.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

describe.runIf(hasRedis())("tasks on a queue whose parts end", () => {
  const queue = new QueueProjects();

  it.each(["paths", "spawned"])("give what they give here: %s", async (name) => {
    const { found, expected } = await queue.corpusCase(name);
    expect(found["nodes"]).toMatchObject(expected?.nodes ?? {});
    expect(found["outputs"]).toEqual(expected?.outputs);
    expect(queue.jobs()).toBe("");
  });

  it("make a book of what they find as they go", async () => {
    cpSync(join(root, "examples", "book"), queue.project.folder, { recursive: true });
    symlinkSync(join(root, "node_modules"), queue.path("node_modules"));
    queue.project.write("found/one.md", "# One\n\nHere it begins.\n\ninclude: parts/two.md\n");
    queue.project.write("found/parts/two.md", "# Two\n\nAnd here it ends.\n");
    await queue.worker();
    const args = ["run", "book.adg", "--json", ...there, "--input", `folder=${queue.path("found")}`];
    const found = reportOf(await queue.project.adg(args, { env: queue.env }));
    expect(found["errors"]).toEqual([]);
    expect(found["nodes"]).toMatchObject({ discover: { done: 1 }, pdf: { done: 3 }, merge: { done: 1 } });
    const { book } = found["outputs"] as { readonly book: string };
    expect(readFileSync(book, "latin1").slice(0, 5)).toBe("%PDF-");
  });

  it("get and give large values and any character, and what they print is in their logs", async () => {
    queue.project.write(
      "tasks.ts",
      `export const large = (text: string) => { console.log("ärger 😀"); return text.repeat(1_000_000); };
       export const size = (text: string): [number, string] => [text.length, text.slice(-4)];`,
    );
    await queue.worker();
    const found = await queue.run(`
task large(text: string) -> string from "./tasks.ts"
task size(text: string) -> [int, string] from "./tasks.ts"
task quoted(text: string) -> string:
  sh "printf %s #{text}"
output sizes: [int, string] = size
output quoted: string = quoted
edge large -> size
start:
  quoted("'ü\\" $HOME\\n😀")
  size(large("0123456ß😀"))
`);
    const { outputs, run: id } = reportOf(found);
    expect(outputs).toEqual({ sizes: [10_000_000, "6ß😀"], quoted: "'ü\" $HOME\n😀" });
    const logs = await queue.project.adg(["logs", String(id), "large"]);
    expect(logs.out).toContain("ärger 😀");
  });

  it("are taken back when the run is interrupted: those that wait, and those that run", async () => {
    await queue.worker("--concurrency", "1");
    const found = await queue.run(
      `
task slow(n: int) -> string:
  sh "echo $$ > ${queue.path("pid")}; sleep 600"
start:
  slow(1)
  slow(2)
`,
      {
        during: async (child) => {
          await until(() => wholeLines(queue.path("pid")).length > 0 && queue.jobs().includes("\n"));
          child.kill("SIGINT");
        },
      },
    );
    expect(found.exit).toBe(130);
    expect(() => process.kill(Number(readFileSync(queue.path("pid"), "utf8")), 0)).toThrow("ESRCH");
    expect(queue.jobs()).toBe("");
  });

  it("go on elsewhere when their worker is killed, with nothing of what it left", async () => {
    const first = await queue.worker();
    let killed = 0;
    const found = await queue.run(
      `
task once() -> string:
  sh """
    test ! -e left
    touch left
    if test ! -e ${queue.path("begun")}; then touch ${queue.path("begun")}; sleep 600; fi
    echo done
  """
output once: string = once
start: once()
`,
      {
        during: async () => {
          await until(() => existsSync(queue.path("begun")));
          await queue.worker();
          await queue.end(first, "SIGKILL");
          killed = performance.now();
        },
      },
    );
    console.log(`a task was done ${((performance.now() - killed) / 1000).toFixed(1)} s after its worker was killed`);
    expect(reportOf(found)).toMatchObject({
      status: "succeeded",
      outputs: { once: "done" },
      nodes: { once: { done: 1 } },
    });
  });

  it("do not run on beside the next attempt when their run was killed and goes on", async () => {
    await queue.worker();
    const killed = await queue.run(
      `
task once() -> string:
  sh """
    echo $$ >> ${queue.path("pids")}
    if test $(wc -l < ${queue.path("pids")}) = 1; then sleep 600; fi
    kill -0 $(head -n 1 ${queue.path("pids")}) 2> /dev/null && echo beside || echo after
  """
output once: string = once
start: once()
`,
      {
        during: async (child) => {
          await until(() => wholeLines(queue.path("pids")).length > 0);
          child.kill("SIGKILL");
        },
      },
    );
    expect(killed.exit).toBeNull();
    const resumed = await queue.project.adg(["run", "main.adg", "--json", "--resume", ...there], { env: queue.env });
    expect(reportOf(resumed)).toMatchObject({ status: "succeeded", outputs: { once: "after" } });
    expect(queue.jobs()).toBe("");
  });

  it("end with their worker when it is told to end, and no new ones begin there", async () => {
    const first = await queue.worker();
    const found = await queue.run(
      `
task one(n: int) -> string:
  sh "echo begun >> ${queue.path("begun")}; sleep 1; echo #{n}"
edge one -> one
output ones: string[] = all one
start:
  let first = one(1)
  when first done: one(2)
`,
      {
        during: async () => {
          await until(() => wholeLines(queue.path("begun")).length > 0);
          expect(await queue.end(first, "SIGTERM")).toBe(0);
          expect(wholeLines(queue.path("begun"))).toEqual(["begun"]);
          await queue.worker();
        },
      },
    );
    expect(reportOf(found)["outputs"]).toEqual({ ones: ["1", "2"] });
  });

  it("go on elsewhere when their worker is told to end twice, which it then does at once", async () => {
    const first = await queue.worker();
    const found = await queue.run(
      `
task once() -> string:
  sh """
    echo $$ >> ${queue.path("pids")}
    if test $(wc -l < ${queue.path("pids")}) = 1; then sleep 600; fi
    kill -0 $(head -n 1 ${queue.path("pids")}) 2> /dev/null && echo beside || echo after
  """
output once: string = once
start: once()
`,
      {
        during: async () => {
          await until(() => wholeLines(queue.path("pids")).length > 0);
          first.kill("SIGINT");
          await until(() => queue.said(first).includes("Takes no more tasks, and waits for the one that runs"));
          // What comes so soon may be the same press of Ctrl-C.
          await new Promise((done) => setTimeout(done, 1_000));
          expect(first.exitCode).toBeNull();
          await queue.worker();
          expect(await queue.end(first, "SIGTERM")).toBe(130);
        },
      },
    );
    expect(reportOf(found)).toMatchObject({
      status: "succeeded",
      outputs: { once: "after" },
      nodes: { once: { done: 1 } },
    });
  });

  it("are all done when Redis dies and comes back", async () => {
    await queue.worker();
    const found = await queue.run(
      `
task one(n: int) -> int:
  sh "echo #{n} >> ${queue.path("begun")}; sleep 0.1; echo #{n}"
output ones: int[] = all one
start:
  for n in range(24): one(n)
`,
      {
        during: async () => {
          await until(() => existsSync(queue.path("begun")));
          await queue.redis.kill();
          await queue.redis.start();
        },
      },
    );
    const ones = Array.from({ length: 24 }, (_, n) => n);
    expect(reportOf(found)).toMatchObject({ status: "succeeded", outputs: { ones } });
  });

  it("fail with the name of a folder that their worker does not see", async () => {
    const program = 'task lone() -> string:\n  sh "echo 1"\nstart: lone()\n';
    const found = await queue.run(program, {
      during: async () => {
        await until(() => queue.jobs() !== "");
        const [runs = ""] = readdirSync(queue.path(".adg/runs"));
        // As if a folder of the same name were another one there.
        queue.project.write(`.adg/runs/${runs}/shared-bullmq`, "another");
        await queue.worker();
      },
    });
    expect(reportOf(found)["errors"]).toMatchObject([
      { message: expect.stringMatching(/^the worker on ".+" does not see the run's folder ".+\/.adg\/runs\/\w+"; /) },
    ]);
  });
});
