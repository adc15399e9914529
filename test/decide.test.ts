/** Decisions of a run that hooks take: `run` as programs in TypeScript use it. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { load } from "./support/compile.ts";
import { tempFolder } from "./support/temp-folder.ts";
import { DecideError } from "../runtime/src/decide.ts";
import { run, type RunOptions } from "../runtime/src/run.ts";
import type { Decide } from "../runtime/src/decide.ts";
import type { Report } from "../runtime/src/event.ts";
import type { Workflow } from "../runtime/src/workflow.ts";

const text = `
input ran: string
task survey(name: string) -> int:
  sh "echo survey-#{name} >> #{ran}; echo 2"
task pdf(name: string, page: int) -> string:
  sh "echo pdf-#{name}-#{page} >> #{ran}; echo #{name}#{page}"
task book(pages: string[]) -> string = pages.join(" ")
edge survey -> pdf -> book
start:
  survey("a")
  survey("b")
when survey done as s:
  for page in range(s.result): pdf(s.args.name, page)
when no more pdf: book(all pdf)
output book
`;

const folder = tempFolder();
let runs = 0;

/** A program with a list of what ran, one line each. */
async function program(source = text) {
  runs += 1;
  const workflow: Workflow = await load(source, folder, `main-${runs}`);
  const ran = join(folder, `ran-${runs}`);
  return {
    /** What waits for a file of this name goes on. */
    go: (): void => writeFileSync(`${ran}-go`, ""),
    ran: (): readonly string[] => (existsSync(ran) ? readFileSync(ran, "utf8").trim().split("\n") : []),
    start: (options: RunOptions = {}): Promise<Report> =>
      run(workflow, { inputs: { ran }, concurrency: 1, stateDir: join(folder, `state-${runs}`), ...options }),
  };
}

/** Says yes so many times, and notes what it is asked. */
function yes(times = Infinity) {
  const asked: string[] = [];
  let isOpen = false;
  const answer = async (what: string): Promise<boolean> => {
    expect(isOpen, "one question at a time").toBe(false);
    isOpen = true;
    asked.push(what);
    await new Promise((soon) => setImmediate(soon));
    isOpen = false;
    return asked.length <= times;
  };
  const decide: Decide = {
    extend: ({ text: head, nodes, count }) => answer(`${head} on ${nodes.length}: ${count}`),
    submit: ({ task, args, attempt }) => answer(`${task}(${Object.values(args).map(String).join(", ")}) ${attempt}`),
    finish: () => answer("finish"),
  };
  return { asked, decide };
}

const whole = "a0 a1 b0 b1";

describe("a run with hooks", () => {
  test("asks for each firing, each start and the end, and is the run that it is without", async () => {
    const { start, ran } = await program();
    const { asked, decide } = yes();
    const report = await start({ decide });
    expect(report).toMatchObject({ status: "succeeded", outputs: { book: whole } });
    expect([...asked].sort()).toEqual(
      [
        "start on 0: 2",
        "survey(a) 1",
        "survey(b) 1",
        "when survey done as s on 1: 2",
        "when survey done as s on 1: 2",
        "pdf(a, 0) 1",
        "pdf(a, 1) 1",
        "pdf(b, 0) 1",
        "pdf(b, 1) 1",
        "when no more pdf on 0: 1",
        "finish",
      ].sort(),
    );
    expect(asked[0]).toBe("start on 0: 2");
    expect(asked.at(-1)).toBe("finish");
    expect(ran()).toHaveLength(6);
  });

  test("stops at the first no, and asks only for what is new when it is taken up again", async () => {
    const { start, ran } = await program();
    const seen: string[] = [];
    let report = await start({ decide: yes(0).decide });
    expect(report.status).toBe("interrupted");
    expect(ran()).toEqual([]);
    for (let piece = 0; report.status === "interrupted"; piece += 1) {
      expect(piece).toBeLessThan(12);
      const { asked, decide } = yes(1);
      report = await start({ decide, resume: report.run });
      seen.push(asked[0] as string);
    }
    expect(report).toMatchObject({ status: "succeeded", outputs: { book: whole } });
    expect(seen).toHaveLength(11);
    // Each node has run once: what ran when the answer was no was waited for.
    expect([...ran()].sort()).toEqual(["pdf-a-0", "pdf-a-1", "pdf-b-0", "pdf-b-1", "survey-a", "survey-b"]);
    const other = await start();
    expect(report.nodes).toEqual(other.nodes);
    expect(report.edges).toEqual(other.edges);
  });

  test("goes on with a run that was cut off unasked without asking for what had happened", async () => {
    // The last page is not there before the run has been cut off.
    const waits = "test #{name}#{page} != b1 || until test -e #{ran}-go; do sleep 0.01; done; echo pdf-";
    const { start, go } = await program(text.replace("echo pdf-", waits));
    const stop = new AbortController();
    let surveys = 0;
    const begun = await start({
      signal: stop.signal,
      observers: [
        (event) => {
          if (event.kind !== "node-settled") return;
          if (event.task === "survey") surveys += 1;
          else if (surveys === 2) stop.abort();
        },
      ],
    });
    expect(begun.status).toBe("interrupted");
    go();
    const { asked, decide } = yes();
    const report = await start({ decide, resume: begun.run });
    expect(report).toMatchObject({ status: "succeeded", outputs: { book: whole } });
    // All rules had fired before the page was there that ended it.
    expect(asked.filter((each) => !each.startsWith("pdf("))).toEqual(["finish"]);
    expect(asked).toContain("pdf(b, 1) 1");
  });

  test("keeps what ran while a question was open, and tells it as done", async () => {
    const { start, ran } = await program();
    const report = await start({
      decide: { submit: async ({ args }) => args["name"] === "a" && !("page" in args) },
    });
    expect(report).toMatchObject({ status: "interrupted", nodes: { survey: { done: 1, cancelled: 1 } } });
    expect(ran()).toEqual(["survey-a"]);
  });

  test("can be interrupted while a question is open", async () => {
    const { start } = await program();
    const stop = new AbortController();
    const report = await start({
      signal: stop.signal,
      decide: {
        extend() {
          setImmediate(() => stop.abort());
          return new Promise<boolean>(() => {});
        },
      },
    });
    expect(report.status).toBe("interrupted");
  });

  test("says what a body that fails would fail with, and fails so", async () => {
    const { start } = await program(`
input ran: string
task one() -> int = 1
task two(n: int) -> int = n
edge one -> two
start: one()
when one done as o: two([5][o.result])
`);
    const failures: unknown[] = [];
    const report = await start({
      decide: {
        extend({ failure }) {
          if (failure !== undefined) failures.push(failure);
          return true;
        },
      },
    });
    expect(report.status).toBe("failed");
    expect(failures).toEqual([{ code: report.errors[0]?.code, message: report.errors[0]?.message }]);
  });

  test("fails as a hook that fails", async () => {
    const { start } = await program();
    const broken: readonly (readonly [Decide, string])[] = [
      [{ extend: () => Promise.reject(new Error("no idea")) }, 'The hook "extend" failed: no idea'],
      [
        {
          submit() {
            throw new Error("nor I");
          },
        },
        'The hook "submit" failed: nor I',
      ],
      [{ finish: () => 1 as unknown as boolean }, 'The hook "finish" failed: it answered neither true nor false'],
    ];
    for (const [decide, message] of broken) {
      const failed = start({ decide });
      await expect(failed).rejects.toThrow(DecideError);
      await expect(failed).rejects.toThrow(message);
    }
  });
});
