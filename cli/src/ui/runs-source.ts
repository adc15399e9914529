/** The runs of a folder, or of a queue, for their page. */
import { statSync } from "node:fs";
import { relative } from "node:path";
import {
  askRun,
  journalFileOf,
  programOf,
  runFolderOf,
  runIds,
  runLine,
  type RunLine as Known,
} from "@adg/runtime/asked";
import type { SubmittedRuns } from "@adg/runtime/bullmq";
import { NotThere, type OpenRun, type RunLine, type RunsSource } from "@adg/ui";
import { checkFile } from "../check-file.ts";
import { findRun } from "../find-run.ts";
import { findTold, type PlaceOfRuns } from "../find-told.ts";
import { followed } from "../followed.ts";
import { plainText } from "../plain-text.ts";
import { Refusal } from "../refusal.ts";
import { stateDirOf } from "../state-dir.ts";
import { Controls } from "./controls.ts";
import { WatchedRun } from "./open-run.ts";
import { RunMirror } from "./run-mirror.ts";
import { typeGraph } from "./type-graph.ts";

/** A list has so many, the newest ones. */
const most = 200;

/** Makes a run again that was found, and follows it. */
interface Opening {
  readonly found: Parameters<typeof followed>[0];
  readonly place: PlaceOfRuns;
  readonly program: string | undefined;
  readonly controlsFor: (mirror: RunMirror) => Controls;
}

/** The runs of a folder. `program`: of the runs, where it is not where it was. */
export function runsOfFolder(place: PlaceOfRuns, program: string | undefined): RunsSource {
  const stateDir = stateDirOf(place.in);
  const lines = new RunLines(stateDir);
  return {
    list: async () =>
      runIds(stateDir)
        .toReversed()
        .slice(0, most)
        .flatMap((run) => lines.of(run) ?? []),
    open: (run) =>
      orNotThere(async () => {
        const known = await findRun(stateDir, run);
        return openRun({
          found: { run: known.run, stateDir, folder: known.folder },
          ...{ place, program },
          controlsFor: (mirror) =>
            new Controls(
              mirror,
              (request) => askRun(known.folder, request),
              (node) => ["retry", "--in", place.in, "--", known.run, node],
            ),
        });
      }),
  };
}

/** The runs of a queue, as long as it is open. */
export function runsOfQueue(runs: SubmittedRuns, place: PlaceOfRuns, program: string | undefined): RunsSource {
  return {
    list: async () =>
      (await runs.list()).slice(0, most).map(({ run, state, submitted, program: path }) => ({
        ...{ run, workflow: "", program: relative(process.cwd(), path) || path, started: submitted },
        ...{
          state: state === "lost" ? "cut off" : state === "refused" ? "failed" : state,
          worked: 0,
          done: 0,
          failed: 0,
        },
      })),
    open: (run) =>
      orNotThere(async () =>
        openRun({
          found: await findTold(run, place),
          ...{ place, program },
          controlsFor: (mirror) =>
            new Controls(
              mirror,
              async (request) => {
                const answer = await runs.ask(run, request);
                return typeof answer === "string" ? undefined : answer;
              },
              undefined,
            ),
        }),
      ),
  };
}

async function orNotThere<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof Refusal ? new NotThere(plainText(error.message)) : error;
  }
}

async function openRun({ found, place, program, controlsFor }: Opening): Promise<OpenRun> {
  const following = await followed(found, place);
  let opened: RunMirror | undefined;
  try {
    const mirror = await RunMirror.open({ followed: following, program });
    opened = mirror;
    return await WatchedRun.of(mirror, controlsFor(mirror), async ({ tasks }) => {
      const checked = await checkFile(program ?? relative(process.cwd(), programOf(mirror.history.created.source)));
      const names = tasks.map(({ name }) => name);
      return typeGraph(checked, names);
    });
  } catch (error) {
    await (opened ?? following).close();
    throw error;
  }
}

/** Lines of runs; those of runs that are over are kept, as long as their journals are what they were. */
class RunLines {
  readonly #stateDir: string;
  readonly #known = new Map<string, { readonly stamp: string; readonly line: RunLine }>();

  constructor(stateDir: string) {
    this.#stateDir = stateDir;
  }

  /** `undefined` where it is not there any more. */
  of(run: string): RunLine | undefined {
    const file = journalFileOf(runFolderOf(this.#stateDir, run));
    const stamp = `${stampOf(file)} ${stampOf(`${file}-wal`)}`;
    const known = this.#known.get(run);
    if (known?.stamp === stamp) return known.line;
    const told = runLine(this.#stateDir, run, Date.now());
    if (told === undefined) return undefined;
    const line = lineOf(told);
    if (line.state !== "running" && line.state !== "cut off") this.#known.set(run, { stamp, line });
    return line;
  }
}

function stampOf(file: string): string {
  const { mtimeMs = 0, size = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return `${mtimeMs} ${size}`;
}

function lineOf(line: Known): RunLine {
  if (line.kind === "unreadable")
    return {
      ...{ run: line.run, workflow: "", program: "", state: "failed", started: 0, worked: 0, done: 0, failed: 0 },
      trouble: plainText(line.problem),
    };
  const { run, workflow, program, state, started, worked, nodes } = line;
  return {
    ...{ run, workflow, program: relative(process.cwd(), program) || program, state, started, worked },
    ...{ done: nodes.done, failed: nodes.failed },
  };
}
