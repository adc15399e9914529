/** Runs that go through a queue to orchestrators. */
import type { ChildProcess } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import type { Ended } from "./command.ts";
import { until, type QueueProjects } from "./queue-projects.ts";
import { wholeLines } from "./whole-lines.ts";

/** What each task of `writeSteps` appended when it began, in order. */
export function ranIn(queue: QueueProjects): readonly string[] {
  return wholeLines(queue.path("ran"));
}

/** A chain of three tasks, of which the second waits until it is let go. */
export function writeSteps(queue: QueueProjects): void {
  queue.project.write(
    "main.adg",
    `
input word: string = "a"
task first(word: string) -> string:
  sh "echo first >> ${queue.path("ran")}; printf %s #{word}1"
task second(word: string) -> string:
  sh "echo second >> ${queue.path("ran")}; while [ ! -e ${queue.path("go")} ]; do sleep 0.05; done; printf %s #{word}2"
task third(word: string) -> string:
  sh "echo third >> ${queue.path("ran")}; printf %s #{word}3"
output said: string[] = all third
start: first(word)
when first done as f: second(f.result)
when second done as s: third(s.result)
edge first -> second
edge second -> third
`,
  );
}

export const letGo = (queue: QueueProjects): void => appendFileSync(queue.path("go"), "");

export function submit(queue: QueueProjects, ...args: readonly string[]): Promise<Ended> {
  return queue.project.adg(["submit", "main.adg", "--queue", "tests", ...args], { env: queue.env });
}

/** The id of a new run. */
export async function submitted(queue: QueueProjects, ...args: readonly string[]): Promise<string> {
  const { out, err, exit } = await submit(queue, ...args);
  if (exit !== 0) throw new Error(err);
  return out.trim();
}

/** How a run of the queue stands, as it is listed. */
export async function state(queue: QueueProjects, run: string): Promise<string | undefined> {
  const { out } = await queue.project.adg(["runs", "--queue", "tests", "--json"], { env: queue.env });
  const lines = JSON.parse(out) as readonly { readonly run: string; readonly state: string }[];
  return lines.find((each) => each.run === run)?.state;
}

/** How many nodes have succeeded for the journal of a run: what has printed its last may not be there yet. */
export function keptIn(queue: QueueProjects, run: string): number {
  const journal = queue.redis.command("xrange", `adg:tests~runs:journal:${run}`, "-", "+");
  return journal.replaceAll("\\", "").match(/"kind":"succeeded"/g)?.length ?? 0;
}

/** What came of a run, as Redis has it. */
export async function reportIn(queue: QueueProjects, run: string): Promise<Readonly<Record<string, unknown>>> {
  const key = `adg:tests~runs:end:${run}`;
  await until(() => queue.redis.command("exists", key) === "1");
  return (JSON.parse(queue.redis.command("get", key)) as { readonly report: Readonly<Record<string, unknown>> }).report;
}

/** The processes that a process has started (Linux). */
export function childrenOf({ pid }: ChildProcess): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
}
