/** The runs of a folder, or of a queue, for their page. */
import { basename, relative } from "node:path";
import { askRun, JournalError, programOf, runIds } from "@adg/runtime/asked";
import type { QueuedRun, SubmittedRuns } from "@adg/runtime/bullmq";
import { NotThere, type RunLine, type RunsSource } from "@adg/ui";
import { checkFile } from "../check-file.ts";
import { findRun } from "../find-run.ts";
import { findTold, type PlaceOfRuns } from "../find-told.ts";
import { followed } from "../followed.ts";
import { plainText } from "../plain-text.ts";
import { Refusal } from "../refusal.ts";
import { stateDirOf } from "../state-dir.ts";
import { Controls } from "./controls.ts";
import { WatchedRun } from "./open-run.ts";
import { RunLines } from "./run-lines.ts";
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
  const opened = new Map<string, WatchedRun>();
  const lines = new RunLines(stateDir, (run) => opened.get(run));
  return {
    list: async () => {
      const newest = runIds(stateDir).toReversed().slice(0, most);
      const told = await Promise.all(newest.map((run) => lines.of(run)));
      return told.filter((line) => line !== undefined);
    },
    open: (run) =>
      orNotThere(async () => {
        const known = await findRun(stateDir, run);
        const watched = await openRun({
          found: { run: known.run, stateDir, folder: known.folder },
          ...{ place, program },
          controlsFor: (mirror) =>
            new Controls(
              mirror,
              (request) => askRun(known.folder, request),
              (control) => [
                ...[control.kind, "--in", place.in, ...(program === undefined ? [] : ["--program", program])],
                ...["--", known.run, ...(control.kind === "retry" ? [control.node] : [])],
              ],
            ),
        });
        opened.set(known.run, watched);
        void watched.closed.then(() => opened.delete(known.run));
        return watched;
      }),
  };
}

/** The runs of a queue, as long as it is open. */
export function runsOfQueue(runs: SubmittedRuns, place: PlaceOfRuns, program: string | undefined): RunsSource {
  return {
    list: async () => (await runs.listNow()).slice(0, most).map(lineOfQueued),
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
    throw error instanceof Refusal || error instanceof JournalError ? new NotThere(plainText(error.message)) : error;
  }
}

async function openRun({ found, place, program, controlsFor }: Opening): Promise<WatchedRun> {
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

function lineOfQueued({ run, workflow, state, submitted, worked = 0, nodes, problem, program }: QueuedRun): RunLine {
  const path = relative(process.cwd(), program) || program;
  return {
    ...{ run, workflow: workflow ?? basename(path, ".adg"), program: path, started: submitted, worked },
    ...{ state: state === "lost" ? "cut off" : state, done: nodes?.done ?? 0, failed: nodes?.failed ?? 0 },
    ...(problem === undefined ? {} : { trouble: `The run was refused: ${plainText(problem)}.` }),
  };
}
