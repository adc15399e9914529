/** One run that is killed, perhaps more than once, and taken up again until it ends; what must hold of it then. */
import { spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { listRuns, type FinalGraph, type Report } from "@adg/runtime";
import { readHistory } from "../../runtime/src/journal/history.ts";
import { valueOf } from "../../runtime/src/journal/object.ts";
import { pause } from "../../runtime/src/timer.ts";
import { executions, leftRunning, noteFunctions, notingEnvironment } from "./noted.ts";
import { copyProgram, type CrashProgram } from "./programs.ts";

const adg = fileURLToPath(new URL("../../cli/bin/adg.mjs", import.meta.url));

/** How a run ended. */
interface End {
  readonly exit: number | null;
  readonly report: Report;
  readonly graph: FinalGraph;
  /** By the node's id, as JSON text. */
  readonly results: Readonly<Record<string, string>>;
}

/** A program that was run once, undisturbed. */
export interface Undisturbed {
  readonly program: CrashProgram;
  /** To be copied: all that adg keeps beside a program is there, but no run. */
  readonly template: string;
  /** Where it runs, each time: a key that is a path is part of a node's id. One run at a time. */
  readonly place: string;
  readonly end: End;
  /** How often each node ran. */
  readonly ran: ReadonlyMap<string, number>;
  /** ms from the start of its process to the end. */
  readonly took: number;
  /** ms of these since there was a journal. */
  readonly lasted: number;
}

/** When a process is killed: so many ms after it was started or after there was a journal of the run. */
export interface Instant {
  readonly since: "start" | "journal";
  readonly ms: number;
}

export interface Kill {
  /** When the processes of the run are killed, one after the other. The next one ends undisturbed. */
  readonly after: readonly Instant[];
}

/** What a kill met. */
export interface Survived {
  /** Of the first kill: nothing had begun, tasks were under way, or all was over. */
  readonly at: "before the run" | "in the run" | "after the run";
  readonly takenOver: number;
  readonly ranAgain: number;
}

/** Something did not hold. */
export class Broken extends Error {}

export async function undisturbed(program: CrashProgram, folder: string): Promise<Undisturbed> {
  const template = join(folder, program.name, "template");
  const place = join(realpathSync(folder), program.name, "run");
  copyProgram(program, place);
  noteFunctions(place);
  // Once for what is kept beside a program, then to measure.
  for (const isMeasured of [false, true]) {
    rmSync(join(place, ".adg", "runs"), { recursive: true, force: true });
    rmSync(join(place, "notes"), { force: true });
    const began = performance.now();
    let journal = 0;
    const ended = await command(program, place, [], { onJournal: () => (journal = performance.now()) });
    const took = performance.now() - began;
    const lasted = performance.now() - journal;
    if (!isMeasured) continue;
    const end = endOf(place, ended);
    const ran = tally(executions(place));
    rmSync(join(place, ".adg", "runs"), { recursive: true });
    rmSync(join(place, "notes"), { force: true });
    renameSync(place, template);
    return { program, template, place, end, ran, took, lasted };
  }
  throw new Error("not reached");
}

/** Throws a `Broken` where what must hold does not. */
export async function survive(whole: Undisturbed, { after }: Kill): Promise<Survived> {
  const { program, template, place: folder } = whole;
  rmSync(folder, { recursive: true, force: true });
  cpSync(template, folder, { recursive: true, verbatimSymlinks: true });
  let at: Survived["at"] | undefined;
  let takenOver = 0;
  let before = 0;
  for (const instant of after) {
    const known = committed(folder);
    await command(program, folder, known === undefined ? [] : ["--resume"], { kill: instant });
    await nothingRuns(folder);
    before = checkAgain(whole, known, executions(folder).slice(before)) + before;
    at ??= stageOf(folder);
  }
  const known = committed(folder);
  if (known === undefined && executions(folder).length > 0)
    throw new Broken("tasks ran, and there is no journal of the run");
  takenOver = known?.count ?? 0;
  const ended = await command(program, folder, known === undefined ? [] : ["--resume"]);
  checkAgain(whole, known, executions(folder).slice(before));
  checkEnd(whole, endOf(folder, ended));
  const ran = tally(executions(folder));
  for (const node of whole.ran.keys()) if (!ran.has(node)) throw new Broken(`${node} never ran`);
  await nothingRuns(folder);
  return { at: at ?? "before the run", takenOver, ranAgain: sumOf(ran) - sumOf(whole.ran) };
}

interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

interface Disturbance {
  readonly kill?: Instant;
  /** Called when there is a journal; at once, where there is one before. */
  readonly onJournal?: () => void;
}

/** Runs the command to its end, or until it is killed. */
function command(
  program: CrashProgram,
  folder: string,
  more: readonly string[],
  { kill, onJournal }: Disturbance = {},
): Promise<Ended> {
  const args = ["run", program.file, "--json", "--graph", "graph.json", ...program.args, ...more];
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [adg, ...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...notingEnvironment(folder) },
    });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    const killLater = ({ ms }: Instant): void => void setTimeout(() => child.kill("SIGKILL"), ms);
    if (kill?.since === "start") killLater(kill);
    const looking = setInterval(() => {
      if (!hasJournal(folder)) return;
      clearInterval(looking);
      onJournal?.();
      if (kill?.since === "journal") killLater(kill);
    }, 2);
    child.on("error", failed);
    child.on("close", (exit) => {
      clearInterval(looking);
      done({ exit, out, err });
    });
  });
}

function hasJournal(folder: string): boolean {
  const runs = join(folder, ".adg", "runs");
  return existsSync(runs) && readdirSync(runs).some((run) => existsSync(join(runs, run, "journal.db")));
}

interface Committed {
  readonly run: string;
  readonly count: number;
  /** By node: how many of its attempts came to something that stands. */
  readonly attempts: ReadonlyMap<string, number>;
}

/** What the journal holds now; `undefined` where there is none. */
function committed(folder: string): Committed | undefined {
  const [known] = listRuns(join(folder, ".adg"));
  if (known === undefined) return undefined;
  const { outcomes, ended } = readHistory(known.folder);
  // A run that failed takes up again what failed.
  const standing = outcomes.filter(({ record }) => ended?.status !== "failed" || record.kind === "succeeded");
  return { run: known.run, count: outcomes.length, attempts: tally(standing.map(({ record }) => record.node)) };
}

function stageOf(folder: string): Survived["at"] {
  const [known] = listRuns(join(folder, ".adg"));
  if (known === undefined) return "before the run";
  return readHistory(known.folder).ended === undefined ? "in the run" : "after the run";
}

/** What is committed does not run again. Answers how many executions there were. */
function checkAgain({ ran }: Undisturbed, known: Committed | undefined, now: readonly string[]): number {
  for (const [node, times] of tally(now)) {
    const left = (ran.get(node) ?? 0) - (known?.attempts.get(node) ?? 0);
    if (times > left) throw new Broken(`${node} ran ${times} times, and ${Math.max(0, left)} were left to do`);
  }
  return now.length;
}

function checkEnd({ end: whole }: Undisturbed, end: End): void {
  for (const part of ["exit", "graph", "results"] as const)
    if (!isDeepStrictEqual(end[part], whole[part])) throw differs(part, end[part], whole[part]);
  for (const part of ["status", "outputs", "nodes", "handled", "edges", "rules"] as const)
    if (!isDeepStrictEqual(end.report[part], whole.report[part]))
      throw differs(part, end.report[part], whole.report[part]);
}

function differs(part: string, found: unknown, wanted: unknown): Broken {
  const [left, right] = [JSON.stringify(found) ?? "", JSON.stringify(wanted) ?? ""];
  const at = Math.max(0, [...left].findIndex((letter, index) => letter !== right[index]) - 60);
  return new Broken(`another ${part}: …${left.slice(at, at + 200)}…\ninstead of …${right.slice(at, at + 200)}…`);
}

/** With paths that are the same for every copy and every run. */
function endOf(folder: string, { exit, out, err }: Ended): End {
  let report: Report;
  try {
    report = JSON.parse(out) as Report;
  } catch {
    throw new Broken(`the command printed no report, and ended with exit code ${exit}:\n${out}${err}`);
  }
  const [known] = listRuns(join(folder, ".adg"));
  if (known === undefined || known.run !== report.run) throw new Broken(`there is no journal of run ${report.run}`);
  const plain = (text: string): string => text.replaceAll(realpathSync(folder), "FOLDER").replaceAll(known.run, "RUN");
  const results: Record<string, string> = {};
  for (const { record } of readHistory(known.folder).outcomes)
    if (record.kind === "succeeded")
      results[record.node] = plain(JSON.stringify(valueOf(record.result, join(folder, ".adg"))));
  return {
    exit,
    report: JSON.parse(plain(out)) as Report,
    graph: JSON.parse(readFileSync(join(folder, "graph.json"), "utf8")) as FinalGraph,
    results: Object.fromEntries(Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** What a dead run started is dead, too, as soon as the system comes to it. */
async function nothingRuns(folder: string): Promise<void> {
  let left = leftRunning(folder);
  for (const end = performance.now() + 5_000; left.length > 0 && performance.now() < end; left = leftRunning(folder))
    await pause(10);
  if (left.length > 0) throw new Broken(`processes go on when their run is dead: ${left.join(", ")}`);
}

function tally(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const sumOf = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);
