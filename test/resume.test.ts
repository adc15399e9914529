import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { broken, ok, resumption, runOnce, type Ran, type RunOnce } from "./support/scripted-runs.ts";
import { tempFolder } from "./support/temp-folder.ts";

const all = tempFolder();
let folder = all;
let folders = 0;
beforeEach(() => {
  folder = join(all, String((folders += 1)));
  mkdirSync(folder);
});

const play = (text: string, options: RunOnce = {}): Promise<Ran> => runOnce(folder, text, options);

const sum = `
task one(n: int) -> int:
  sh "one #{n}"
task sum(ns: int[]) -> int:
  sh "sum #{ns}"
edge one -> sum
output total = sum
start:
  for n in range(4): one(n)
when no more one: sum(all one)
`;

/** Interrupts the run as soon as a command has started, which then hangs. */
async function interruptedAt(text: string, at: string, options: RunOnce = {}): Promise<Ran> {
  const controller = new AbortController();
  return play(text, {
    ...options,
    signal: controller.signal,
    onStart: (command) => void (command === at && controller.abort()),
    answer: (command, call) => (command === at ? "hangs" : (options.answer?.(command, call) ?? ok(1))),
  });
}

describe("a run that was interrupted", () => {
  it("goes on where it was: what ended stands, what ran starts again as a further attempt", async () => {
    const whole = await play(sum);
    const cut = await interruptedAt(sum, "one 2");
    expect(cut.report.status).toBe("interrupted");
    const rest = await play(sum, { resume: cut.report.run });
    expect(rest.commands).toEqual(["one 2 (2)", "one 3", "sum 1 1 1 1"]);
    expect(rest.graph).toEqual(whole.graph);
    expect({ ...rest.report, run: "" }).toEqual({ ...whole.report, run: "" });
    expect(rest.report.run).toBe(cut.report.run);
    expect(resumption(rest)).toEqual({ recalled: 2, again: {}, dropped: [] });
  });

  it("may be interrupted again and again", async () => {
    const { report } = await interruptedAt(sum, "one 1");
    const again = await interruptedAt(sum, "one 1", { resume: report.run });
    expect(again.commands).toEqual(["one 1 (2)"]);
    const last = await play(sum, { resume: report.run });
    expect(last.commands).toEqual(["one 1 (3)", "one 2", "one 3", "sum 1 1 1 1"]);
    expect(last.report.status).toBe("succeeded");
  });

  it("starts nothing that what is known already puts an end to", async () => {
    const program = `
task slow() -> int:
  sh "slow"
task bad() -> int:
  sh "bad"
task last() -> int:
  sh "last"
workflow part() -> int:
  output slow
  start:
    slow()
    bad()
  when bad failed: fail "enough"
start:
  part()
when part failed: last()
edge part -> last
`;
    const controller = new AbortController();
    const cut = await play(program, {
      signal: controller.signal,
      atOnce: 2,
      answer: (command) => (command === "bad" ? broken : "hangs"),
      onStart: (command) => void (command === "last" && controller.abort()),
    });
    expect(cut.commands).toEqual(["slow", "bad", "last"]);
    const rest = await play(program, { resume: cut.report.run, atOnce: 2 });
    expect(rest.commands).toEqual(["last (2)"]);
    expect(rest.report).toMatchObject({ status: "succeeded", handled: 2 });
  });
});

describe("a run that succeeded", () => {
  it("does nothing when it is resumed, and reports the same", async () => {
    const whole = await play(sum);
    const rest = await play(sum, { resume: whole.report.run });
    expect(rest.commands).toEqual([]);
    expect(rest.report).toEqual(whole.report);
    expect(rest.graph).toEqual(whole.graph);
  });
});

const chain = `
task a() -> int:
  sh "a"
task b(n: int) -> int:
  sh "b"
task c(n: int) -> int:
  sh "c"
task mend() -> int:
  sh "mend"
task lost() -> int:
  sh "lost"
edge a -> b -> c
edge lost -> mend
start:
  a()
  lost()
when a done as n: c(b(n.result))
when lost failed: mend()
`;

describe("a run that failed", () => {
  it("takes up what failed and what was skipped, and keeps what was handled", async () => {
    const failing = (command: string) => (command === "b" || command === "lost" ? broken : ok(1));
    const first = await play(chain, { answer: failing });
    expect(first.report).toMatchObject({ status: "failed", nodes: { c: { skipped: 1 } } });
    const rest = await play(chain, { resume: first.report.run });
    expect(rest.commands).toEqual(["b (2)", "c"]);
    expect(rest.report).toMatchObject({ status: "succeeded", handled: 1, errors: [] });
    expect(resumption(rest)).toMatchObject({ dropped: ["1 node failed"] });
  });

  it("tries again what a rule answered with fail", async () => {
    const program = `
task a() -> int:
  sh "a"
task b() -> int:
  sh "b"
start:
  a()
  b()
when a failed: fail "no a, no run"
`;
    const first = await play(program, { answer: (command) => (command === "a" ? broken : ok(1)) });
    expect(first.report.status).toBe("failed");
    const rest = await play(program, { resume: first.report.run });
    expect(rest.commands).toContain("a (2)");
    expect(rest.report).toMatchObject({ status: "succeeded", nodes: { a: { done: 1 }, b: { done: 1 } } });
  });

  it("fails again where nothing has changed, and can be resumed again", async () => {
    const failing = (command: string) => (command === "a" || command === "lost" ? broken : ok(1));
    const first = await play(chain, { answer: failing });
    const second = await play(chain, { answer: failing, resume: first.report.run });
    expect(second.commands).toEqual(["a (2)"]);
    const third = await play(chain, { resume: first.report.run });
    expect(third.commands).toEqual(["a (3)", "b", "c"]);
  });
});

describe("attempts", () => {
  const retrying = `
task a() -> int:
  retry 2
  sh "a #{attempt}"
output x = a
start: a()
`;

  it("go on counting after the cut, and those that failed before it use up the retries", async () => {
    const cut = await interruptedAt(retrying, "a 2", { answer: () => broken });
    expect(cut.commands).toEqual(["a 1", "a 2 (2)"]);
    const rest = await play(retrying, { resume: cut.report.run, answer: () => broken });
    expect(rest.commands).toEqual(["a 3 (3)", "a 4 (4)"]);
    expect(rest.report.errors).toMatchObject([{ message: "broken (after 4 attempts)" }]);
  });

  it("have all their retries anew after a run that failed", async () => {
    const first = await play(retrying, { answer: () => broken });
    expect(first.commands).toEqual(["a 1", "a 2 (2)", "a 3 (3)"]);
    const rest = await play(retrying, { resume: first.report.run, answer: () => broken });
    expect(rest.commands).toEqual(["a 4 (4)", "a 5 (5)", "a 6 (6)"]);
  });
});

describe("a program that has changed meanwhile", () => {
  it("runs again what has another implementation or other arguments, and nothing else", async () => {
    const whole = await play(sum, { answer: (command) => ok(command.length) });
    const more = await play(sum.replace("range(4)", "range(5)"), { resume: whole.report.run });
    expect(more.commands).toEqual(["one 4", "sum 5 5 5 5 1 (2)"]);
    expect(resumption(more)).toMatchObject({ recalled: 4 });
    const other = sum.replace("one(n)", "one(if n < 2 then n else n + 10)");
    const rest = await play(other, { resume: whole.report.run });
    expect(rest.commands).toEqual(["one 12 (2)", "one 13 (2)", "sum 5 5 1 1 (3)"]);
    expect(resumption(rest)).toMatchObject({ recalled: 2, again: { arguments: 2 } });
  });

  it("runs a task again whose text is another one, and with it what gets another result", async () => {
    const whole = await play(chain, { answer: (command) => (command === "lost" ? broken : ok(1)) });
    const changed = chain.replace('sh "a"', 'sh "A"');
    const same = await play(changed, { resume: whole.report.run });
    expect(same.commands).toEqual(["A (2)"]);
    expect(resumption(same)).toMatchObject({ again: { code: 1 } });
    const other = await play(chain, { resume: whole.report.run, answer: () => ok(2) });
    expect(other.commands).toEqual([]);
    const third = chain.replace('sh "a"', 'sh "AA"');
    const last = await play(third, { resume: whole.report.run, answer: () => ok(2) });
    expect(last.commands).toEqual(["AA (3)", "b (2)", "c (2)"]);
  });

  it("may ask for an input that it did not have, and keeps those it had", async () => {
    const before = `input n: int = 1\n${sum}`;
    const cut = await interruptedAt(before, "one 2", { inputs: { n: 3 } });
    const after = `input n: int = 1\ninput m: int\n${sum}`;
    const { run } = cut.report;
    await expect(play(after, { resume: run })).rejects.toThrow(/"m"/);
    await expect(play(after, { resume: run, inputs: { n: 4, m: 1 } })).rejects.toThrow(
      `input "n" of run ${run} is 3 and cannot change; leave it out, or start a new run`,
    );
    const rest = await play(after, { resume: run, inputs: { m: 7 } });
    expect(rest.commands).toEqual(["one 2 (2)", "one 3", "sum 1 1 1 1"]);
    await expect(play(after, { resume: run, inputs: { m: 8 } })).rejects.toThrow(`input "m" of run ${run} is 7`);
  });
});

describe("what a result stands on", () => {
  it("is there, or the task runs again: a file that was deleted", async () => {
    const program = `
task make() -> file:
  out "made.txt"
  sh "make"
task use(f: file) -> int:
  sh "use"
edge make -> use
start: use(make())
`;
    const answer: RunOnce["answer"] = (command, call) => {
      if (command !== "make") return ok(1);
      writeFileSync(call.out as string, "made");
      return ok(call.out);
    };
    const whole = await play(program, { answer });
    const [run] = readdirSync(join(folder, ".adg", "runs"));
    const made = whole.graph.nodes.find(({ task }) => task === "make")?.id ?? "";
    rmSync(join(folder, ".adg", "runs", run ?? "", made, "work", "made.txt"));
    const rest = await play(program, { answer, resume: whole.report.run });
    expect(rest.commands).toEqual(["make (2)"]);
    expect(resumption(rest)).toMatchObject({ dropped: ["1 result named a file that is gone"] });
    expect(rest.report.status).toBe("succeeded");
  });

  it("may be large; where its own file is gone the task runs again", async () => {
    const program = `
task make() -> string:
  sh "make"
task use(s: string) -> int:
  sh "use"
edge make -> use
start: use(make())
`;
    const large = "x".repeat(100_000);
    const answer: RunOnce["answer"] = (command) => (command === "make" ? ok(large) : ok(1));
    const cut = await interruptedAt(program, "use", { answer });
    const rest = await play(program, { answer, resume: cut.report.run });
    expect(rest.commands).toEqual(["use (2)"]);
    rmSync(join(folder, ".adg", "objects"), { recursive: true });
    const again = await play(program, { answer, resume: cut.report.run });
    expect(again.commands).toEqual(["make (2)"]);
    expect(resumption(again)).toMatchObject({ again: { result: 1 } });
  });
});

describe("a run that cannot be resumed", () => {
  it("is one that is not there", async () => {
    const { report } = await play(sum);
    await expect(play(sum, { resume: `${report.run}x` })).rejects.toThrow(`There is no journal`);
  });
});
