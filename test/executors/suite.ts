/** What every executor does alike, whatever runs there and wherever that is. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  defineWorkflow,
  InputError,
  rule,
  run,
  task,
  type Executor,
  type Report,
  type RunOptions,
  type Task,
  type Value,
} from "@adg/runtime";
import { tempFolder } from "../support/temp-folder.ts";
import type { Candidate, Server, Work } from "./candidate.ts";

/** The same work once for each list of arguments. */
interface Wanted {
  readonly work: keyof Work;
  readonly args: readonly (readonly Value[])[];
  readonly task?: Partial<Task>;
  readonly options?: RunOptions;
  /** Another one than the candidate's first. */
  readonly executor?: Executor;
}

let files = 0;

/** Says of the executor what must hold of all of them. */
export function describeExecutor(candidate: Candidate): void {
  describe(`the executor ${candidate.name}`, () => {
    const folder = tempFolder();
    const work = candidate.work(folder);
    let first: Executor;
    beforeAll(() => {
      first = candidate.open();
    });
    afterAll(() => first.close());
    const fileOf = () => join(folder, `file-${files++}`);

    const start = ({ work: name, args, task: more = {}, options = {}, executor = first }: Wanted): Promise<Report> => {
      const declared = task("work", {
        parameters: { first: "json", second: "json" },
        result: name === "echo" ? "json" : "void",
        run: (_first: Value, _second: Value) => {},
      });
      const add = rule({
        when: [],
        adds: [declared],
        body: (to) => args.forEach(([first = null, second = null]) => void to.add(declared, [first, second])),
      });
      const workflow = defineWorkflow({
        name: "suite",
        source: pathToFileURL(join(folder, "suite.adg")).href,
        tasks: [declared],
        edges: [],
        rules: [add],
        outputs: { results: { mode: "all", task: declared } },
      });
      const tasks = workflow.tasks.map((each) => ({
        ...each,
        ...more,
        implementation: work[name],
        on: executor.name,
      }));
      return run({ ...workflow, tasks }, { executors: [executor], concurrency: 4, ...options });
    };

    const echo = async (value: Value): Promise<unknown> => {
      const report = await start({ work: "echo", args: [[value]] });
      expect(report.errors).toEqual([]);
      return (report.outputs["results"] as readonly unknown[])[0];
    };

    test.each<[string, Value]>([
      ["nothing", null],
      ["numbers", [0, -1.5, 1e21, 2 ** 53 - 1]],
      ["nested lists and records", { a: [{ b: [] }, true], "": {} }],
      ["text beyond the first plane", "𝕬 👩‍🚀 ü"],
      ["control characters, NUL among them", "a\0b\u001b\r\n\u2028"],
      ["half of a surrogate pair", "\ud800"],
      ["what a shell or a format would take for its own", `$HOME \`id\` 'it' "so" %s \\n *`],
    ])("hands over arguments and results as they are: %s", async (_, value) => {
      expect(await echo(value)).toEqual(value);
    });

    test("hands over 10 MB and back", async () => {
      const value = "0123456789abcde\n".repeat(650_000);
      expect((await echo(value)) === value).toBe(true);
    });

    test("tells of a failure with its message, its place, and what was printed before", async () => {
      const report = await start({ work: "fail", args: [["no luck: ünï"]] });
      expect(report.status).toBe("failed");
      const { message, trace } = candidate.failure("no luck: ünï");
      expect(report.errors).toMatchObject([{ code: "ADG7004", task: "work", message }]);
      if (candidate.isSilent !== true) expect(report.errors[0]?.tail).toContain("before");
      if (trace !== undefined) expect(report.errors[0]?.trace?.[0]).toMatch(trace);
      else expect(report.errors[0]?.tail).toContain("no luck: ünï");
    });

    test("tries again what has failed", async () => {
      const report = await start({ work: "flaky", args: [[fileOf()]], task: { retry: 1 } });
      expect(report).toMatchObject({ status: "succeeded", nodes: { work: { done: 1 } } });
    });

    test("ends what takes longer than its timeout", async () => {
      const file = fileOf();
      const report = await start({ work: "wait", args: [[file]], task: { timeout: 3_000 } });
      expect(report.errors).toMatchObject([{ code: "ADG7004", message: "did not end within its timeout of 3s" }]);
      expect(existsSync(file)).toBe(true);
    });

    test("ends what runs, and does not begin what waits, when the run is interrupted", async () => {
      const [first, second] = [fileOf(), fileOf()];
      const stop = new AbortController();
      const over = start({ work: "wait", args: [[first], [second]], options: { concurrency: 1, signal: stop.signal } });
      await expect.poll(() => existsSync(first), { timeout: 15_000 }).toBe(true);
      stop.abort();
      expect((await over).status).toBe("interrupted");
      expect(existsSync(second)).toBe(false);
    });

    test("runs no more at once than a limit allows, and all of it", async () => {
      const file = fileOf();
      const names = ["a", "b", "c", "d", "e", "f"];
      const args = names.map((name) => [file, name]);
      expect(await start({ work: "note", args, task: { limit: 2 } })).toMatchObject({ status: "succeeded" });
      const lines = readFileSync(file, "utf8").trim().split("\n");
      const running = lines.map((_, i) =>
        lines.slice(0, i + 1).reduce((n, line) => n + (line.startsWith("+") ? 1 : -1), 0),
      );
      expect(Math.max(...running)).toBeLessThanOrEqual(2);
      expect(lines.filter((line) => line.startsWith("-")).sort()).toEqual(names.map((name) => `-${name}`));
    });

    test("begins one after another in the order in which they were added", async () => {
      const file = fileOf();
      const args = ["c", "a", "d", "b"].map((name) => [file, name]);
      await start({ work: "note", args, options: { concurrency: 1 } });
      expect(readFileSync(file, "utf8")).toBe("+c\n-c\n+a\n-a\n+d\n-d\n+b\n-b\n");
    });

    test("gives each of many small tasks its own result", async () => {
      const values = Array.from({ length: 100 }, (_, i) => i);
      const report = await start({ work: "echo", args: values.map((i) => [i]) });
      expect(report).toMatchObject({ status: "succeeded", outputs: { results: values } });
    });

    if (candidate.isSilent !== true) describeLogs();
    if (candidate.server !== undefined) describeLosses(candidate.server);

    function describeLogs(): void {
      test("writes what is printed to the log of the node", async () => {
        const report = await start({ work: "say", args: [["a line"]], options: { stateDir: join(folder, "logs") } });
        const nodes = join(folder, "logs", "runs", report.run);
        const node = readdirSync(nodes).find((name) => name.startsWith("work-")) ?? "";
        expect(
          readFileSync(join(nodes, node, "log"), "utf8")
            .split("\n")
            .sort(),
        ).toEqual(["", "a line", "aside"]);
      });
    }

    function describeLosses(server: Server): void {
      test("takes back what waits there when the run is interrupted", async () => {
        const files = Array.from({ length: server.slots + 1 }, fileOf);
        const begun = () => files.filter((file) => existsSync(file)).length;
        const stop = new AbortController();
        const options = { concurrency: files.length, signal: stop.signal };
        const over = start({ work: "wait", args: files.map((file) => [file]), options });
        await expect.poll(begun, { timeout: 30_000 }).toBe(server.slots);
        stop.abort();
        expect((await over).status).toBe("interrupted");
        // There is room again, and what was taken back does not take it.
        expect(await echo("after")).toBe("after");
        expect(begun()).toBe(server.slots);
      });

      test("loses nothing when its server goes away and comes back", async () => {
        const file = fileOf();
        const names = Array.from({ length: 40 }, (_, i) => `n${i}`);
        const over = start({ work: "note", args: names.map((name) => [file, name]), task: { retry: 3 } });
        await expect.poll(() => existsSync(file), { timeout: 30_000 }).toBe(true);
        await server.stop();
        await server.start();
        expect(await over).toMatchObject({ status: "succeeded", nodes: { work: { done: names.length } } });
        const ended = readFileSync(file, "utf8").split("\n");
        for (const name of names) expect(ended).toContain(`-${name}`);
      });

      test("is refused in one sentence when its server cannot be reached as a run begins", async () => {
        await server.stop();
        const executor = candidate.open();
        try {
          const refused: unknown = await start({ work: "echo", args: [[1]], executor }).catch(
            (error: unknown) => error,
          );
          expect(refused).toBeInstanceOf(InputError);
          const { errors } = refused as InputError;
          expect(errors).toMatchObject([{ code: "ADG7001" }]);
          expect(errors[0]?.message).toContain(candidate.name);
          expect(errors[0]?.message).not.toContain("\n");
        } finally {
          await executor.close();
          await server.start();
        }
      });
    }
  });
}
