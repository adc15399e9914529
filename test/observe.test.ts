/** Who hears of a run beside the terminal: files, observers of the configuration, OpenTelemetry. */
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Project } from "./support/command.ts";

vi.setConfig({ testTimeout: 60_000 });

const program = `
task part(n: int) -> int:
  sh """
    while [ -e "$ADG_TEST_HOLD" ]; do sleep 0.02; done
    [ #{n} -ne 2 ] && echo #{n}
  """
  retry 1
task sorry(why: string) -> string = "sorry: #{why}"
task total(parts: int[]) -> int = sum(parts)
edge part -> sorry, total
start:
  for n in range(1, 4): part(n)
when part failed as p: sorry(p.error)
when no more part: total(succeeded part)
output total
`;

let project: Project;
let env: Record<string, string>;
beforeEach(() => {
  project = new Project({ "main.adg": program, "package.json": '{ "type": "module" }' });
  env = { ADG_TEST_HOLD: path("hold") };
});
afterEach(() => rmSync(project.folder, { recursive: true, force: true }));

const path = (name: string): string => join(project.folder, name);
const read = (name: string): string => readFileSync(path(name), "utf8");
interface Line {
  readonly kind: string;
  readonly [name: string]: unknown;
}
const linesOf = (text: string): readonly Line[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((soon) => setTimeout(soon, 10));
}

it("writes all that happens, with the ids that nodes have everywhere", async () => {
  const report = await project.run(["--events", "events.jsonl"], { env });
  const lines = linesOf(read("events.jsonl"));
  expect(lines[0]).toEqual({ time: expect.any(Number), kind: "run-started", run: report.run, workflow: "main" });
  expect(lines.at(-1)).toEqual({ time: expect.any(Number), kind: "run-finished", status: "succeeded" });
  const of = (kind: string, task: string): readonly Line[] =>
    lines.filter((line) => line.kind === kind && line["task"] === task);
  expect(of("node-added", "part")).toHaveLength(3);
  expect(of("node-started", "part").map(({ call, attempt }) => [call, attempt])).toEqual(
    expect.arrayContaining([
      ["part(n: 2)", 1],
      ["part(n: 2)", 2],
    ]),
  );
  const failed = of("node-settled", "part").filter(({ state }) => state === "failed");
  expect(failed).toMatchObject([{ node: expect.stringMatching(/^part-[0-9a-f]{12}$/), failure: { code: "ADG7004" } }]);
  expect(lines).toContainEqual(
    expect.objectContaining({ kind: "rule-fired", rule: "when no more part", line: 14, added: 1 }),
  );
});

it("writes how the run stands while it goes on, and how it ended", async () => {
  writeFileSync(path("hold"), "");
  const track = ["--track", "json=now.json", "--track", "text=now.txt", "--track-every", "0.05"];
  const going = project.run(track, { env });
  await until(() => existsSync(path("now.json")) && read("now.json").includes('"running": 2'));
  await until(() => read("now.txt").includes("part"));
  const now = JSON.parse(read("now.json")) as { readonly status: string; readonly rules: readonly unknown[] };
  expect(now).toMatchObject({ status: "running", tasks: [{ task: "part", waiting: 1, running: 2, done: 0 }, {}, {}] });
  expect(now.rules).toContainEqual({ rule: "when part failed as p", place: "line 13", state: "open", fired: 0 });
  rmSync(path("hold"));
  const { run } = await going;
  expect(JSON.parse(read("now.json"))).toMatchObject({
    run,
    status: "succeeded",
    tasks: [{ done: 2, failed: 1 }, {}, {}],
  });
  expect(read("now.txt")).toMatch(new RegExp(`^run ${run}: succeeded\n`));
}, 60_000);

it("tells the observers of the configuration", async () => {
  project.write(
    "adg.config.ts",
    `import { appendFileSync } from "node:fs";
    import { defineConfig } from "@adg/runtime";
    export default defineConfig({
      observers: [
        (event, view) => {
          if (event.kind === "node-started") appendFileSync("heard", view.idOf(event.node) + "\\n");
        },
        () => {
          throw new Error("an observer's own trouble");
        },
      ],
    });`,
  );
  const { exit, err } = await project.adg(["run", "main.adg"], { env });
  expect(exit).toBe(0);
  expect(err).toContain("an observer's own trouble");
  expect(read("heard").match(/^part-[0-9a-f]{12}$/gm)).toHaveLength(4);
});

it("makes spans of OpenTelemetry where somebody records them", async () => {
  symlinkSync(fileURLToPath(new URL("../node_modules", import.meta.url)), path("node_modules"));
  project.write(
    "adg.config.ts",
    `import { writeFileSync } from "node:fs";
    import { trace } from "@opentelemetry/api";
    import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
    const memory = new InMemorySpanExporter();
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(memory)] }));
    process.on("exit", () => {
      const spans = memory.getFinishedSpans().map((span) => {
        const { name, attributes, status, parentSpanContext } = span;
        return { name, attributes, status, parent: parentSpanContext?.spanId, id: span.spanContext().spanId };
      });
      writeFileSync("spans.json", JSON.stringify(spans));
    });
    export default {};`,
  );
  const { run } = await project.run([], { env });
  interface Told {
    readonly name: string;
    readonly id: string;
    readonly parent?: string;
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly status: { readonly code: number; readonly message?: string };
  }
  const spans = JSON.parse(read("spans.json")) as readonly Told[];
  const root = spans.find(({ name }) => name === "run main");
  expect(root).toMatchObject({ attributes: { "adg.run": run }, status: { code: 0 } });
  const parts = spans.filter(({ name }) => name === "part");
  expect(parts.map(({ parent }) => parent)).toEqual(parts.map(() => root?.id));
  const failed = parts.filter(({ attributes }) => attributes["adg.call"] === "part(n: 2)");
  expect(failed.map(({ attributes, status }) => [attributes["adg.attempt"], status.code])).toEqual([
    [1, 2],
    [2, 2],
  ]);
});

it("tells who scrapes it how many nodes wait, run and are over", async () => {
  symlinkSync(fileURLToPath(new URL("../node_modules", import.meta.url)), path("node_modules"));
  writeFileSync(path("hold"), "");
  let said = "";
  const going = project.adg(["run", "main.adg", "--metrics", "0", "--concurrency", "2"], {
    env,
    during: (child) => child.stderr?.on("data", (text: string) => (said += text)),
  });
  await until(() => /http:\S+metrics/.test(said));
  const scraped = async (): Promise<string> => (await fetch(/http:\S+metrics/.exec(said)?.[0] ?? "")).text();
  let now = await scraped();
  while (!now.includes('adg_run_nodes{task="part",state="running"} 2')) now = await scraped();
  expect(now).toContain('adg_run_nodes{task="part",state="waiting"} 1');
  rmSync(path("hold"));
  expect((await going).exit).toBe(0);
});

it("refuses what cannot be written, before anything runs", async () => {
  const refused = async (...args: readonly string[]): Promise<unknown> => {
    const { exit, err } = await project.adg(["run", "main.adg", ...args], { env });
    return [exit, err.trimEnd()];
  };
  expect(await refused("--track", "now.json")).toEqual([2, '--track is json=FILE or text=FILE, and not "now.json".']);
  expect(await refused("--events", "no/events.jsonl")).toEqual([
    2,
    `"no/events.jsonl" cannot be written: there is no folder "${path("no")}".`,
  ]);
  expect(existsSync(path(".adg/runs"))).toBe(false);
});

it("tells when a file cannot be written to its end, and runs on", async () => {
  const { exit, out, err } = await project.adg(["run", "main.adg", "--events", "/dev/full"], { env });
  expect(exit).toBe(0);
  expect(out).toContain("total: 4");
  expect(err).toMatch(/^"\/dev\/full" could not be written to its end: ENOSPC/m);
});
