import { expect, test } from "vitest";
import { Project } from "./support/command.ts";

/** Each task prints when it starts and when it ends, in ms. */
const timed = (attributes: string): string => `output times: json = all t
task t(n: int) -> json:
  sh "a=$(date +%s%3N); sleep 0.2; echo [$a, $(date +%s%3N), #{n}]"
${attributes}
start:
  for i in range(4): t(i)
`;

type Times = readonly (readonly [start: number, end: number, n: number])[];

/** How many ran at once, at most. */
const most = (times: Times): number =>
  Math.max(...times.map(([at]) => times.filter(([start, end]) => start <= at && at < end).length));

async function timesOf(attributes: string, args: readonly string[]): Promise<Times> {
  const report = await new Project({ "main.adg": timed(attributes) }).run(["--concurrency", "4", ...args]);
  expect(report.errors).toEqual([]);
  return report.outputs["times"] as unknown as Times;
}

test("tasks share the cpus that there are", async () => {
  expect(most(await timesOf("  cpus 1", ["--cpus", "1"]))).toBe(1);
  expect(most(await timesOf("  cpus 0.5", ["--cpus", "1"]))).toBe(2);
  // Who asks for more tasks at once than there are cpus gets them.
  expect(most(await timesOf("", ["--cpus", "1"]))).toBeGreaterThan(1);
});

test("tasks share the memory that there is, computed for each", async () => {
  const times = await timesOf("  memory 1GB * (n + 1)", ["--memory", "4GB"]);
  for (const [at] of times) {
    const taken = times.filter(([start, end]) => start <= at && at < end).reduce((sum, [, , n]) => sum + n + 1, 0);
    expect(taken).toBeLessThanOrEqual(4);
  }
});

test("a rate spreads starts over time, and the run waits for it", async () => {
  const times = [...(await timesOf("  rate 1 per 400ms", []))].map(([start]) => start).sort((a, b) => a - b);
  for (const [i, start] of times.entries()) if (i > 0) expect(start - (times[i - 1] ?? 0)).toBeGreaterThan(250);
  const shuffled = await timesOf("  rate 2 per 300ms", ["--shuffle", "3"]);
  expect(shuffled).toHaveLength(4);
});

test("a node that needs more than there is fails at once and says what is missing", async () => {
  const project = new Project({
    "main.adg": `task wide():
  cpus 3
  sh "touch ran"
task heavy():
  memory 1.5GB * attempt
  retry 5
  sh "exit 1"
start:
  wide()
  heavy()
`,
  });
  const { errors } = await project.run(["--cpus", "2", "--memory", "2GB"]);
  expect(errors.map(({ code, task, message }) => [code, task, message])).toEqual([
    ["ADG7004", "wide", "needs 3 cpus, and there are 2 cpus"],
    ["ADG7004", "heavy", "attempt 2 needs 3GB of memory, and there is 2GB"],
  ]);
});

test("sizes and amounts on the command line are checked", async () => {
  const project = new Project({ "main.adg": "task t() -> int = 1\nstart: t()\n" });
  for (const args of [
    ["--memory", "2"],
    ["--memory", "2iB"],
    ["--memory", "0GB"],
    ["--cpus", "0"],
    ["--cpus", "-1"],
    ["--cpus", "many"],
  ])
    expect((await project.adg(["run", "main.adg", ...args])).exit, args.join(" ")).toBe(2);
  expect((await project.adg(["run", "main.adg", "--memory", "1.5GiB", "--cpus", "0.5"])).exit).toBe(0);
});
