import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Project, type Ended } from "./support/command.ts";

const text = `
task survey(name: string) -> string[]:
  sh """
    echo "#{name}" >> "$ADG_TEST_GATES/begun"
    while [ ! -e "$ADG_TEST_GATES/go-#{name}" ]; do sleep 0.02; done
    echo '["a", "b"]'
  """
task pdf(source: string) -> string = source + ".pdf"
task merge(pages: string[]) -> int = pages.length
edge survey -> pdf -> merge
start:
  for name in ["one", "two"]: survey(name)
when survey done as s:
  for source in s.result: pdf(source)
when no more pdf: merge(all pdf)
output merge
`;

let project: Project;
let going: Promise<Ended> | undefined;
let orchestrator: ChildProcess | undefined;

beforeEach(() => {
  project = new Project({ "main.adg": text });
});

afterEach(async () => {
  for (const name of ["one", "two"]) writeFileSync(join(project.folder, `go-${name}`), "");
  await going;
  rmSync(project.folder, { recursive: true, force: true });
});

/** Starts the program, and lets the first of its two surveys end; answers once the second one runs. */
async function start(): Promise<string> {
  const gates = project.folder;
  going = project.adg(["run", "main.adg", "--concurrency", "1"], {
    env: { ADG_TEST_GATES: gates },
    during: (child) => (orchestrator = child),
  });
  writeFileSync(join(gates, "go-one"), "");
  for (;;) {
    const said = existsSync(join(gates, ".adg/runs")) ? await project.adg(["why", "last", 'survey "two"']) : undefined;
    if (said?.out.includes("is running") === true) return readdirSync(join(gates, ".adg/runs"))[0] as string;
  }
}

test("a run that goes on tells what a rule waits for, down to the node that runs", async () => {
  const run = await start();
  const told = await project.adg(["why", run, "no more pdf"]);
  expect(told.err).toBe("");
  expect(told.out.replace(/since \d+ (ms|s)/, "since 0 s")).toBe(`rule "when no more pdf" (line 15) has not fired yet
  "no more pdf" waits: rule "when survey done as s" (line 13) may still add pdf
    survey "two" is running since 0 s
`);
  const [rule] = JSON.parse((await project.adg(["why", run, "15", "--json"])).out) as { kind: string; state: string }[];
  expect(rule).toMatchObject({ kind: "why-rule", state: "waiting", isOpen: true, fired: 0 });
  const all = await project.adg(["why"]);
  expect(all.out).toContain('rule "when survey done as s" (line 13) has fired once, and may fire again');
  expect(all.out).toContain('rule "when no more pdf" (line 15) has not fired yet');
  const none = await project.adg(["why", run, "no more pfd"]);
  expect(none).toMatchObject({ exit: 2, out: "" });
  expect(none.err).toBe('No rule matches "no more pfd"; did you mean "when no more pdf" (line 15)?\n');
});

test("a run that was cut off tells the same from its journal, and that nothing runs", async () => {
  const run = await start();
  orchestrator?.kill("SIGKILL");
  await going;
  const told = await project.adg(["why", run, "when no more pdf"]);
  expect(told.err).toBe(`Run ${run} was cut off; as far as its journal goes:\n`);
  expect(told.out).toBe(`rule "when no more pdf" (line 15) has not fired yet
  "no more pdf" waits: rule "when survey done as s" (line 13) may still add pdf
    survey "two" was cut off, or not started: no process runs it
`);
  project.write("main.adg", text.replace("no more pdf:", "no more pdf, no more survey:"));
  const changed = await project.adg(["why", run, "15"]);
  expect(changed.err).toContain("The program has changed since: this is what it says of the run now.\n");
  expect(changed.out).toContain('"no more pdf" waits');
});

test("a run that is over tells why nodes are as they are", async () => {
  const run = await start();
  writeFileSync(join(project.folder, "go-two"), "");
  await going;
  expect((await project.adg(["why"])).out).toBe("Every rule has fired or is done, and nothing waits.\n");
  const told = await project.adg(["why", run, "merge"]);
  expect(told.out).toBe(`merge succeeded
  rule "when no more pdf" (line 15) added it
`);
  rmSync(join(project.folder, "main.adg"));
  const gone = await project.adg(["why", run]);
  expect(gone.exit).toBe(2);
  expect(gone.err).toMatch(/^The program of run \w+, "main\.adg", is not there any more; name it with --program\.\n$/);
});

test("a run is shown as it was, also where a task's code has changed since", async () => {
  const place = new Project({ "main.adg": 'task one() -> int: sh "echo 1; exit 3"\nstart: one()\n' });
  const { run } = await place.run();
  place.write("main.adg", 'task one() -> int: sh "echo 1"\nstart: one()\n');
  const { out } = await place.adg(["why", run, "one"]);
  expect(out).toMatch(/^one failed\n  exit status 3\n/);
  const { out: graph } = await place.adg(["graph", run, "--format", "json"]);
  expect(JSON.parse(graph)).toMatchObject({ nodes: [{ task: "one", state: "failed" }] });
  // What a check is about is what today's program would do.
  expect((await place.adg(["replay", run, "--check"])).out).toContain("one");
  rmSync(place.folder, { recursive: true, force: true });
});
