import type { GraphStory, RunStory } from "@adg/runtime/asked";
import type { QueuedRun } from "@adg/runtime/bullmq";
import { findTold, type PlaceOfRuns, type Told } from "./find-told.ts";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import { replayed, type runWithHistory } from "./replayed-run.ts";
import { showText } from "./show-text.ts";

/** Options of `adg show`. */
export interface ShowOptions extends PlaceOfRuns {
  readonly json: boolean;
}

/** What is shown of a run. */
export interface Shown extends Omit<RunStory, "state"> {
  readonly state: RunStory["state"] | "refused";
  /** Why it was refused, a clause. */
  readonly problem?: string;
  /** What its program tells beyond the journal, or why that tells nothing. */
  readonly graph: GraphStory | { readonly unknown: string };
}

/** Shows what a run has come to; answers the exit code. */
export async function show(named: string | undefined, { json, ...place }: ShowOptions): Promise<number> {
  const { askRun, runStory } = await import("@adg/runtime/asked");
  const found = await (json ? toldOrLine(named, place) : findTold(named, place));
  if ("line" in found) {
    await print(JSON.stringify(found.line, undefined, 2));
    return 2;
  }
  const { stateDir, folder, history, isLive, refused } = found;
  const story = runStory(history, isLive ? { now: Date.now() } : {});
  const answer = isLive ? await askRun(folder, { kind: "standing" }) : undefined;
  const { outputs, graph, open = noNodes } = await withProgram(stateDir, history, isLive);
  const shown: Shown = {
    ...story,
    ...(answer?.ok === true && answer.isPaused === true ? { state: "paused" } : {}),
    ...(refused === undefined ? {} : { state: "refused", problem: refused }),
    ...(story.outputs === undefined && outputs !== undefined ? { outputs } : {}),
    failures: story.failures.map((each) => (open.has(each.node) ? { ...each, again: true } : each)),
    graph,
  };
  await print(json ? JSON.stringify(shown, undefined, 2) : showText(shown));
  return 0;
}

const noNodes: ReadonlySet<string> = new Set();

/** The run, or all that its queue knows of it, where it has no journal. */
async function toldOrLine(named: string | undefined, place: PlaceOfRuns): Promise<Told | { readonly line: QueuedRun }> {
  const { UntoldRun } = await import("./queue-runs.ts");
  try {
    return await findTold(named, place);
  } catch (error) {
    if (error instanceof UntoldRun) return error;
    throw error;
  }
}

type History = Awaited<ReturnType<typeof runWithHistory>>["history"];

async function withProgram(
  stateDir: string,
  history: History,
  isLive: boolean,
): Promise<Pick<Shown, "outputs" | "graph"> & { readonly open?: ReadonlySet<string> }> {
  const { graphStory, nodeId } = await import("@adg/runtime/asked");
  try {
    const { state, open, isSame } = await replayed(stateDir, history, isLive);
    if (!isSame) return { graph: { unknown: "The program has changed since: what its rules did is not shown." } };
    const graph = graphStory(state, { open, begun: history.begun, isLive });
    const told = { graph, open: new Set([...open.keys()].map((node) => nodeId(state, node))) };
    return state.finished && history.ended !== undefined ? { ...told, outputs: state.outputs } : told;
  } catch (error) {
    // The journal alone tells the rest.
    if (error instanceof Refusal) return { graph: { unknown: error.message } };
    throw error;
  }
}
