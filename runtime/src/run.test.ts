import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { moduleTask, shellTask, taskOf } from "../../test/support/attempt-order.ts";
import { tempFolder, writeText } from "../../test/support/temp-folder.ts";
import type { RunEvent } from "./event.ts";
import { InputError } from "./input-error.ts";
import type { Observer } from "./observer.ts";
import { run, type RunOptions } from "./run.ts";
import { quoteBare } from "./shell-quote.ts";
import type { NodeRef, Output, Parameter, Rule, Task, TaskHandle, Value, ValueType, Workflow } from "./workflow.ts";

const folder = tempFolder();
const tasks = writeText(
  folder,
  "tasks.ts",
  `export function list(n: number): string[] { return Array.from({ length: n }, (_, i) => \`item \${i}\`); }
export function shout(word: string): string {
  if (word.endsWith("1")) throw new Error("cannot shout that");
  return word.toUpperCase();
}
export async function flaky(context: { attempt: number }): Promise<string> {
  if (context.attempt < 3) throw new Error("not yet");
  return "attempt " + context.attempt;
}
export async function wait(context: { signal: AbortSignal }): Promise<void> {
  await new Promise((done) => context.signal.addEventListener("abort", done));
}
`,
);

const string: ValueType = { kind: "string" };
const list = (element: ValueType): ValueType => ({ kind: "list", element });

interface Small {
  readonly tasks: readonly Task[];
  readonly rules: readonly (Partial<Rule> & Pick<Rule, "body">)[];
  readonly edges?: Workflow["edges"];
  readonly parameters?: readonly Parameter[];
  readonly outputs?: readonly Output[];
}

function workflowOf({ tasks: all, rules, edges = [], parameters = [], outputs = [] }: Small): Workflow {
  const complete = rules.map((rule, i): Rule => ({
    scope: 0,
    text: `rule ${i}`,
    line: i + 1,
    conditions: [],
    sites: [],
    nested: [],
    ...rule,
  }));
  const scope = { name: "small", parameters, rules: complete.map((_, i) => i), outputs };
  const source = pathToFileURL(join(folder, "small.adg")).href;
  return { version: 1, name: "small", source, types: {}, tasks: all, edges, scopes: [scope], rules: complete };
}

const handle = (task: number): TaskHandle<unknown[], never> => ({ task });

/** start: adds one node of the first task. */
const startWith = (...args: Value[]): Partial<Rule> & Pick<Rule, "body"> => ({
  text: "start",
  sites: [{ task: 0, sources: [], keyed: false }],
  body: (to) => void to.add(handle(0), 0, args),
});

const output = (task: number, type: ValueType): Output => ({ name: "out", mode: "one", task, type, line: 1 });

function start(workflow: Workflow, options: RunOptions = {}) {
  const events: RunEvent[] = [];
  return { events, report: run(workflow, { observers: [(event) => events.push(event)], ...options }) };
}

/** list -> shout (a TypeScript task for each item), then a shell task that writes them to a file. */
const words = workflowOf({
  tasks: [
    moduleTask(tasks, "list", list(string), { parameters: ["n"] }),
    moduleTask(tasks, "shout", string, { parameters: ["word"] }),
    shellTask(
      ({ args, out }) => `printf '%s\\n' ${quoteBare(args["words"] ?? null)} > ${quoteBare(out)}`,
      { kind: "file" },
      {
        name: "save",
        parameters: ["words"],
        out: "words.txt",
      },
    ),
  ],
  edges: [
    [0, 1],
    [1, 2],
  ],
  parameters: [{ name: "n", type: { kind: "int" }, default: () => 3 }],
  outputs: [output(2, { kind: "file" })],
  rules: [
    {
      ...startWith(),
      body: (to, at) => void to.add(handle(0), 0, [(at["inputs"] as { n: number }).n]),
    },
    {
      text: "when list done as l",
      conditions: [{ kind: "each", task: 0, event: "done", name: "l" }],
      sites: [{ task: 1, sources: [{ kind: "bound", rule: 1, condition: 0 }], keyed: false }],
      body: (to, at) => {
        const l = at["l"] as NodeRef<never, string[]>;
        for (const word of l.result) if (!word.endsWith("1")) to.add(handle(1), 0, [word], { from: l });
      },
    },
    {
      text: "when no more shout",
      conditions: [{ kind: "no-more", task: 1, despite: false }],
      sites: [{ task: 2, sources: [{ kind: "gather", task: 1 }], keyed: false }],
      body: (to) => void to.add(handle(2), 0, [to.all(handle(1))]),
    },
  ],
});

describe("a run", () => {
  test("goes from TypeScript tasks in threads to a shell task, and reports", async () => {
    const { report, events } = start(words, { inputs: { n: 4 } });
    const { outputs, run: id, ...rest } = await report;
    expect(rest).toMatchObject({
      status: "succeeded",
      nodes: { list: { done: 1 }, shout: { done: 3 }, save: { done: 1 } },
      edges: { "list->shout": 3, "shout->save": 3 },
      errors: [],
    });
    const path = outputs["out"] as string;
    expect(path.startsWith(join(folder, ".adg", "runs", id, "save-"))).toBe(true);
    expect(readFileSync(path, "utf8")).toBe("ITEM 0\nITEM 2\nITEM 3\n");
    // Nodes that need no folder have none.
    expect(
      readdirSync(join(folder, ".adg", "runs", id)).filter((name) => !/^(journal|lock)\./.test(name)),
    ).toHaveLength(1);
    expect(events.map(({ kind }) => kind).filter((kind) => kind.startsWith("run-"))).toEqual([
      "run-started",
      "run-finished",
    ]);
    expect(events.filter(({ kind }) => kind === "node-settled")).toHaveLength(5);
    expect(events.every(({ time }) => Math.abs(time - Date.now()) < 60_000)).toBe(true);
  });

  test("keeps its files where it is told to", async () => {
    const { report } = start(words, { stateDir: "elsewhere", cwd: folder });
    expect((await report).outputs["out"]).toMatch(join(folder, "elsewhere", "runs"));
  });

  test("gives the same with every shuffle and any concurrency", async () => {
    for (const options of [{ shuffle: 1 }, { shuffle: 2, concurrency: 1 }, { shuffle: "three" }]) {
      const report = await start(words, options).report;
      expect(report).toMatchObject({ status: "succeeded", nodes: { shout: { done: 2 } } });
      expect(readFileSync(report.outputs["out"] as string, "utf8")).toBe("ITEM 0\nITEM 2\n");
    }
  });

  test("goes on where a task fails, and shows the user's own file and line", async () => {
    const workflow = workflowOf({
      tasks: [moduleTask(tasks, "shout", string, { parameters: ["word"] })],
      rules: [
        {
          text: "start",
          sites: [{ task: 0, sources: [], keyed: false }],
          body: (to) => ["a", "b1", "c"].forEach((word) => to.add(handle(0), 0, [word])),
        },
      ],
    });
    const report = await start(workflow).report;
    expect(report).toMatchObject({ status: "failed", nodes: { shout: { done: 2, failed: 1 } } });
    expect(report.errors).toMatchObject([
      { code: "ADG7004", task: "shout", message: "cannot shout that", args: { word: "b1" }, trace: [`${tasks}:3:33`] },
    ]);
  });

  test("tries again as often as the task says", async () => {
    const flaky = (retry: number) =>
      workflowOf({
        tasks: [moduleTask(tasks, "flaky", string, { retry, backoff: 5 })],
        rules: [startWith()],
        outputs: [output(0, string)],
      });
    const { report, events } = start(flaky(2));
    expect(await report).toMatchObject({ status: "succeeded", outputs: { out: "attempt 3" } });
    const attempts = events.flatMap((event) => (event.kind === "attempt-failed" ? [event.failure.message] : []));
    expect(attempts).toEqual(["not yet", "not yet (after 2 attempts)"]);
    const again = start(flaky(1));
    expect(await again.report).toMatchObject({
      status: "failed",
      errors: [{ code: "ADG7004", message: "not yet (after 2 attempts)" }],
    });
    // Whoever listens learns which attempt is the last.
    expect(again.events.flatMap((event) => (event.kind === "attempt-failed" ? [event.again] : []))).toEqual([
      true,
      undefined,
    ]);
  });

  test("ends early when the user wants it to", async () => {
    const workflow = workflowOf({ tasks: [moduleTask(tasks, "wait", { kind: "void" })], rules: [startWith()] });
    const user = new AbortController();
    const started = (event: RunEvent) => void (event.kind === "node-started" && setTimeout(() => user.abort(), 50));
    const report = await run(workflow, { signal: user.signal, observers: [started] });
    expect(report).toMatchObject({ status: "interrupted", nodes: { wait: { cancelled: 1 } } });
  });

  test("is not touched by an observer that throws", async () => {
    const warnings: string[] = [];
    const hear = (warning: Error): number => warnings.push(warning.message);
    process.on("warning", hear);
    const workflow = workflowOf({ tasks: [], rules: [] });
    const broken = (): never => {
      throw new Error("observer");
    };
    expect(await run(workflow, { observers: [broken] })).toMatchObject({ status: "succeeded" });
    await new Promise((turn) => setImmediate(turn));
    process.off("warning", hear);
    expect(warnings).toEqual(["an observer of the run failed: observer"]);
  });

  test("can be looked into by those who listen: arguments, failures and how rules stand", async () => {
    const args: Record<string, unknown> = {};
    const standings: string[] = [];
    const observer: Observer = (event, view) => {
      if (event.kind === "node-added") args[event.task] ??= view.argsOf(event.node);
      if (event.kind !== "node-started" && event.kind !== "run-finished") return;
      const { fired, blocked, open } = view.ruleOf(2);
      standings.push(`${event.kind === "node-started" ? event.task : "end"}: ${fired} ${blocked} ${open}`);
    };
    await run(words, { inputs: { n: 1 }, observers: [observer] });
    expect(args).toMatchObject({ list: { n: 1 }, shout: { word: "item 0" } });
    // What is not known yet is named by the node that it comes from.
    expect(args["save"]).toEqual({ words: [expect.stringMatching(/^shout-[0-9a-f]{12}$/)] });
    expect(standings).toEqual(["list: 0 0 true", "shout: 1 0 false", "save: 1 0 false", "end: 1 0 false"]);

    const failures: (string | undefined)[] = [];
    const made: unknown[] = [];
    const workflow = workflowOf({
      tasks: [
        moduleTask(tasks, "shout", string, { parameters: ["word"] }),
        moduleTask(tasks, "shout", string, { name: "later", parameters: ["in", "some"] }),
      ],
      edges: [[0, 1]],
      rules: [
        {
          ...startWith(),
          sites: [0, 1].map((task) => ({ task, sources: [], keyed: false })),
          body: (to) => {
            const node = to.add(handle(0), 0, ["item 1"]);
            to.add(handle(1), 1, [{ record: [node] }, to.gather("settled", handle(0))]);
          },
        },
      ],
    });
    const listen: Observer = (event, view) => {
      if (event.kind === "node-settled") failures.push(view.failureOf(event.node)?.message);
      if (event.kind === "node-added") made.push(view.argsOf(event.node));
    };
    await run(workflow, { observers: [listen] });
    expect(failures).toEqual(["cannot shout that", undefined]);
    const id = expect.stringMatching(/^shout-[0-9a-f]{12}$/) as string;
    expect(made).toEqual([{ word: "item 1" }, { in: { record: [id] }, some: [] }]);
  });

  test("gives a task to the executor of that name, also to one of the caller's own", async () => {
    const started: string[] = [];
    const own = {
      name: "own",
      runs: ["module"] as const,
      start: async ({ task }: { task: Task }) => {
        started.push(task.name);
        return { ok: true, value: "from my own" } as const;
      },
      close: () => Promise.reject(new Error("not the run's to close")),
    };
    const shout = (on?: string): Workflow =>
      workflowOf({
        tasks: [moduleTask(tasks, "shout", string, { parameters: ["word"], ...(on === undefined ? {} : { on }) })],
        rules: [startWith("hello")],
        outputs: [output(0, string)],
      });
    expect((await run(shout("own"), { executors: [own] })).outputs).toEqual({ out: "from my own" });
    expect((await run(shout(), { executors: [own] })).outputs).toEqual({ out: "HELLO" });
    expect((await run(shout("inline"), { executors: [own] })).outputs).toEqual({ out: "HELLO" });
    expect(started).toEqual(["shout"]);
  });
});

describe("inputs", () => {
  const type = (kind: "int" | "string" | "dir"): ValueType => ({ kind });
  const echo = (parameters: readonly Parameter[]): Workflow =>
    workflowOf({
      tasks: [
        taskOf({
          name: "echo",
          result: { kind: "json" },
          parameters: ["all"],
          implementation: { kind: "pure", compute: ({ args }) => args["all"] ?? null },
        }),
      ],
      parameters,
      rules: [{ ...startWith(), body: (to, at) => void to.add(handle(0), 0, [at["inputs"] as Value]) }],
      outputs: [output(0, { kind: "json" })],
    });

  async function mistakes(
    parameters: readonly Parameter[],
    inputs: Record<string, unknown>,
  ): Promise<readonly string[]> {
    const events: RunEvent[] = [];
    try {
      await run(echo(parameters), { inputs, observers: [(event) => events.push(event)] });
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect(events).toEqual([]);
      const { errors } = error as InputError;
      expect(errors.map(({ code }) => code)).toEqual(errors.map(() => "ADG7001"));
      return errors.map(({ message }) => message);
    }
    return [];
  }

  test("are given, or come from defaults, which may use earlier ones; paths resolve against the caller or the source", async () => {
    const parameters: Parameter[] = [
      { name: "here", type: type("dir") },
      { name: "n", type: type("int"), default: () => 2 },
      { name: "twice", type: type("int"), default: ({ inputs }) => (inputs as { n: number }).n * 2 },
      { name: "there", type: type("dir"), default: () => "chapters" },
    ];
    const report = await run(echo(parameters), { inputs: { here: "x", n: 5 }, cwd: "/caller" });
    expect(report.outputs["out"]).toEqual({ here: "/caller/x", n: 5, twice: 10, there: join(folder, "chapters") });
  });

  test("that are missing, unknown or of the wrong type are all named, and nothing runs", async () => {
    const parameters: Parameter[] = [
      { name: "a", type: type("int") },
      { name: "b", type: type("string") },
    ];
    expect(await mistakes(parameters, { a: "1", c: 3 })).toEqual([
      'there is no input "c"; the workflow has "a", "b"',
      'input "a": expected int, got "1"',
      'input "b" is missing',
    ]);
    expect(await mistakes([], { c: 3 })).toEqual(['there is no input "c"; the workflow has no inputs']);
  });

  test("whose default fails or is of the wrong type are named", async () => {
    const broken = (): never => {
      throw new Error("no such sample");
    };
    expect(await mistakes([{ name: "a", type: type("int"), default: broken }], {})).toEqual([
      'the default of input "a" failed: no such sample',
    ]);
    expect(await mistakes([{ name: "a", type: type("int"), default: () => 1.5 }], {})).toEqual([
      'input "a": expected int, got 1.5',
    ]);
  });

  test("include the secrets that tasks name", async () => {
    const secret = workflowOf({
      tasks: [moduleTask(tasks, "list", list(string), { secrets: ["ADG_NO_SUCH_SECRET"] })],
      rules: [],
    });
    await expect(run(secret)).rejects.toThrow(
      'the environment variable "ADG_NO_SUCH_SECRET", a secret of "list", is not set',
    );
  });
});

test("a concurrency below one is refused", async () => {
  await expect(run(words, { concurrency: 0 })).rejects.toThrow('"concurrency" must be 1 or more');
});

test("a run without a journal leaves nothing behind where nothing ran", async () => {
  await run(workflowOf({ tasks: [], rules: [] }), { journal: false, stateDir: join(folder, "untouched") });
  expect(existsSync(join(folder, "untouched"))).toBe(false);
});

test("what was begun is ended before something else begins", async () => {
  const turn = (n: number): Promise<number> => new Promise((done) => setImmediate(() => done(n)));
  const number: ValueType = { kind: "int" };
  const step = (name: string): Task =>
    taskOf({
      name,
      parameters: ["n"],
      result: number,
      implementation: { kind: "function", call: (n) => turn(n as number) },
    });
  const next = (task: number): Partial<Rule> & Pick<Rule, "body"> => ({
    conditions: [{ kind: "each", task, event: "done", name: "before" }],
    sites: [{ task: task + 1, sources: [{ kind: "bound", rule: task + 1, condition: 0 }], keyed: false }],
    body: (to, at) => void to.add(handle(task + 1), 0, [at["before"]]),
  });
  const samples = 10_000;
  const workflow = workflowOf({
    tasks: [step("fetch"), step("clean"), step("measure")],
    edges: [
      [0, 1],
      [1, 2],
    ],
    rules: [
      {
        sites: [{ task: 0, sources: [], keyed: false }],
        body: (to) => {
          for (let n = 0; n < samples; n += 1) to.add(handle(0), 0, [n]);
        },
      },
      next(0),
      next(1),
    ],
  });
  let begun = 0;
  let ended = 0;
  let halfDone = 0;
  const watch: Observer = (event) => {
    if (event.kind === "node-started" && event.task === "fetch") begun += 1;
    if (event.kind === "node-settled" && event.task === "measure") ended += 1;
    halfDone = Math.max(halfDone, begun - ended);
  };
  await run(workflow, { concurrency: 4, observers: [watch], journal: false });
  expect(ended).toBe(samples);
  expect(halfDone).toBeLessThanOrEqual(2 * 4);
});
