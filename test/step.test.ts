/** `adg step` and `--max-steps`, as a person and as a script use them. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Report } from "@adg/runtime";
import { StepPrompt } from "../cli/src/step-prompt.ts";
import { Stepper, type Choice } from "../cli/src/stepper.ts";
import { Project } from "./support/command.ts";

const text = `
input names: string[] = ["a", "b"]
task survey(name: string) -> int:
  sh "echo #{name} >> $ADG_TEST_RAN; echo 2"
task pdf(name: string, page: int) -> string = "#{name}#{page}"
task book(pages: string[]) -> string = pages.join(" ")
edge survey -> pdf -> book
output book
start:
  for name in names: survey(name)
when survey done as s:
  for page in range(s.result): pdf(s.args.name, page)
when no more pdf: book(all pdf)
`;

let project: Project;

beforeEach(() => void (project = new Project({ "main.adg": text })));
afterEach(() => rmSync(project.folder, { recursive: true, force: true }));

const ran = (): readonly string[] => {
  const file = join(project.folder, "ran");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
};
const graphIn = (name: string): unknown => JSON.parse(readFileSync(join(project.folder, name), "utf8"));
const adg = (...args: readonly string[]) => project.adg(args, { env: { ADG_TEST_RAN: join(project.folder, "ran") } });

/** Runs the command on a terminal and types a line each time it asks. Ctrl-C is "^C". */
function onTerminal(args: readonly string[], lines: readonly string[]) {
  const command = fileURLToPath(new URL("../cli/bin/adg.mjs", import.meta.url));
  const inTerminal = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
  const child = spawn("python3", ["-c", inTerminal, process.execPath, command, ...args], {
    cwd: project.folder,
    env: { ...process.env, ADG_TEST_RAN: join(project.folder, "ran"), NO_COLOR: "1", TERM: "xterm" },
  });
  const left = [...lines];
  let out = "";
  let answered = 0;
  child.stdout.setEncoding("utf8").on("data", (more: string) => {
    out += more;
    for (; answered < out.split("q stop > ").length - 1; answered += 1) {
      const line = left.shift();
      if (line !== undefined) child.stdin.write(line === "^C" ? "\u0003" : `${line}\n`);
    }
  });
  return new Promise<{ readonly exit: number | null; readonly out: string }>((done) =>
    child.on("close", (exit) => done({ exit, out: out.replaceAll("\r\n", "\n") })),
  );
}

describe("adg step without a terminal", () => {
  test("refuses to ask", async () => {
    const refused = await adg("step", "main.adg");
    expect(refused).toEqual({
      exit: 2,
      out: "",
      err: "There is no terminal to ask on: say with --max-steps N how many steps to take.\n",
    });
    const yes = await adg("step", "main.adg", "--yes");
    expect(yes.exit).toBe(2);
    expect(yes.err).toContain("--max-steps");
  });

  test("takes so many steps, each as a line of JSON, and goes on in another process where it was", async () => {
    const steps: { readonly kind: string; readonly answer: boolean }[] = [];
    let report: Report | undefined;
    for (let process = 0; report?.status !== "succeeded"; process += 1) {
      expect(process).toBeLessThan(8);
      const resume = process === 0 ? [] : ["--resume"];
      const { out, err, exit } = await adg(
        ...["step", "main.adg", "--max-steps", "2", "--json", "--graph", "steps.json", ...resume],
      );
      const lines = out.trim().split("\n");
      report = JSON.parse(lines.pop() as string) as Report;
      expect(err).toBe("");
      expect(exit).toBe(report.status === "succeeded" ? 0 : 130);
      steps.push(...lines.map((line) => JSON.parse(line) as (typeof steps)[number]).filter(({ answer }) => answer));
    }
    expect(steps.map(({ kind }) => kind).sort()).toEqual(
      ["extend", "submit", "submit", "extend", "extend", "extend", "finish"].sort(),
    );
    expect([...ran()].sort()).toEqual(["a", "b"]);
    await adg("run", "main.adg", "--graph", "run.json");
    expect(graphIn("steps.json")).toEqual(graphIn("run.json"));
  });

  test("tells what it does, what comes next, and how to go on", async () => {
    const { exit, err } = await adg("step", "main.adg", "--max-steps", "1");
    expect(exit).toBe(130);
    expect(err).toMatch(
      /^main: run (\w+)\n {2}1\. fire start {2}\(main\.adg:9\)\n {5}adds {3}survey\(name: "a"\)\n {12}survey\(name: "b"\)\nNext: run survey\(name: "a"\)\nGo on with: adg step main\.adg --resume \1\n$/,
    );
  });
});

test("adg run --max-steps counts the same steps", async () => {
  const { exit, err } = await adg("run", "main.adg", "--max-steps", "2", "--concurrency", "1");
  expect(exit).toBe(130);
  expect(err).toMatch(/Go on with: adg run main\.adg --resume \w+\n$/);
  expect(ran()).toEqual(["a"]);
  const rest = await adg("run", "main.adg", "--resume");
  expect(rest.exit).toBe(0);
  expect([...ran()].sort()).toEqual(["a", "b"]);
});

describe("adg step on a terminal", () => {
  test("asks before each step, says why others wait, and stops where it is told to", async () => {
    const { exit, out } = await onTerminal(["step", "main.adg"], ["y", "what", "w", "", "q"]);
    expect(out).toContain(
      '  1. fire start  (main.adg:9)\n     adds   survey(name: "a")\n            survey(name: "b")\n',
    );
    expect(out).toContain('  2. run survey(name: "a")\n');
    expect(out).toContain('"what" is none of these.');
    expect(out).toContain('survey "a" waits until it is allowed to start');
    expect(out).toContain("  3. ");
    expect(out).toMatch(/Go on with: adg step main\.adg --resume \w+\n$/);
    expect(exit).toBe(130);
    expect(ran()).toEqual(["a"]);
  });

  test("takes the rest as one goes", async () => {
    const { exit, out } = await onTerminal(["step", "main.adg"], ["3", "a"]);
    expect(exit).toBe(0);
    expect(out).toContain("succeeded in");
    expect([...ran()].sort()).toEqual(["a", "b"]);
  });

  test("ends at Ctrl-C while it asks", async () => {
    const { exit, out } = await onTerminal(["step", "main.adg"], ["^C"]);
    expect(exit).toBe(130);
    expect(out).toContain("interrupted in");
    expect(ran()).toEqual([]);
  });
});

describe("a question", () => {
  const workflow = { rules: [], source: "file:///main.adg" } as unknown as Parameters<Stepper["hooks"]>[0];
  const node = (task: string) => ({ id: `${task}-1`, task, args: {}, attempt: 1, delay: 0 });

  test("is put again after what is printed meanwhile, and its answer is no where the input ends", async () => {
    const input = new PassThrough();
    const output = new PassThrough().setEncoding("utf8");
    const prompt = new StepPrompt({ input, output, why: () => Promise.resolve(undefined) });
    const asked = prompt.ask({ kind: "submit", submission: node("a") }, 1, workflow);
    prompt.print("b: started");
    input.end();
    expect(await asked).toEqual({ kind: "stop" });
    prompt.close();
    const lines = String(output.read()).split("\n");
    expect(lines.slice(0, 4)).toEqual(["  1. run a", expect.stringContaining("q stop > "), "b: started", lines[1]]);
  });

  test("is not put while its answer is known", async () => {
    const answers: Choice[] = [{ kind: "until-again" }, { kind: "count", count: 2 }, { kind: "all" }];
    const asked: string[] = [];
    const stepper = new Stepper({
      maxSteps: 9,
      ask(decision, number) {
        asked.push(`${number} ${decision.kind === "submit" ? decision.submission.task : decision.kind}`);
        return Promise.resolve(answers.shift() ?? { kind: "stop" });
      },
    });
    const { submit } = stepper.hooks(workflow);
    const given: (boolean | undefined)[] = [];
    for (const task of ["a", "b", "b", "a", "c", "d", "e", "f", "g", "h"]) given.push(await submit?.(node(task)));
    expect(asked).toEqual(["1 a", "4 a", "6 d"]);
    expect(given).toEqual([...Array.from({ length: 9 }, () => true), false]);
    expect(stepper.hasStopped).toBe(true);
  });
});
