/**
 * Runs each case of a folder that runs something in the orders of completion that many seeds fix, the first of them by the command and the
 * others in this process; the form of cases is that of the corpus. Usage: node test/shuffled-cases.ts FOLDER [--seeds N]. Closes with
 * "N passed, N failed": each case in each order.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { isDeepStrictEqual, parseArgs } from "node:util";
import {
  casesIn,
  commanded,
  comparable,
  comparedTo,
  copyOf,
  expectedOf,
  Runner,
  type ExpectedRun,
} from "./support/corpus-case.ts";

/** How many cases are run at once: one waits more than it works. */
const lanes = 3;

const { values, positionals } = parseArgs({
  options: { seeds: { type: "string", default: "20" } },
  allowPositionals: true,
});
const cases = resolve(positionals[0] ?? ".");
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
const names = casesIn(cases).filter((name) => expectedOf(cases, name).run !== undefined);
const folder = mkdtempSync(join(tmpdir(), "adg-shuffled-"));
const count = { passed: 0, failed: 0 };
const exits = { succeeded: 0, failed: 1, interrupted: 130 } as const;

const runner = await Runner.start();
const waiting = [...names];
await Promise.all(Array.from({ length: lanes }, runLane));
await runner.close();
rmSync(folder, { recursive: true, force: true });
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;

async function runLane(): Promise<void> {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const problems = await problemsOf(name);
    count.passed += seeds.length - problems.length;
    count.failed += problems.length;
    for (const problem of problems) console.log(`FAILED  ${name}, ${problem}`);
    if (problems.length === 0) console.log(`ok      ${name}, in ${seeds.length} orders`);
  }
}

/** What is wrong with a case: at most one problem for each order. */
async function problemsOf(name: string): Promise<readonly string[]> {
  const { run } = expectedOf(cases, name);
  if (run === undefined) return [];
  const file = copyOf(cases, name, join(folder, name));
  const expected = { exit: run.exit, ...comparedTo(run) };
  const problems: string[] = [];
  for (const seed of seeds) {
    try {
      const { exit, report } = await ran(file, run, seed);
      const actual = { exit, ...comparable(report, run) };
      if (!isDeepStrictEqual(actual, expected))
        problems.push(
          `--shuffle ${seed}\n    expected ${JSON.stringify(expected)}\n    actual   ${JSON.stringify(actual)}`,
        );
    } catch (error) {
      problems.push(`--shuffle ${seed}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return problems;
}

/** What the command alone can do is left to it. */
async function ran(file: string, { args = [], exit }: ExpectedRun, seed: number): ReturnType<typeof commanded> {
  if (seed === 1 || exit === 2 || args.includes("--out"))
    return commanded(dirname(file), [...args, "--shuffle", String(seed)]);
  const report = await runner.run(file, args, seed);
  return { exit: exits[report.status], report };
}
