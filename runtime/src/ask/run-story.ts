/** What a run has come to, by its journal alone: so it can be told when the program is gone or has changed. Pure. */
import { givenInputs, workedTime, type History } from "../journal/history.ts";
import type { FailedRecord } from "../journal/record.ts";
import type { Value } from "../workflow.ts";
import { nodeStories, type NodeStory } from "./nodes.ts";
import { programOf, standingOf, type RunStanding } from "./standing.ts";

/** Times are ms since the epoch, others ms. */
export interface RunStory {
  readonly run: string;
  /** Name of the workflow. */
  readonly workflow: string;
  /** Absolute path. */
  readonly program: string;
  /** Version of adg that began it. */
  readonly adg: string;
  readonly state: RunStanding;
  readonly started: number;
  readonly ended?: number;
  readonly worked: number;
  readonly inputs: Readonly<Record<string, Value>>;
  /** The times it was taken up again, and what was not as it had been, a sentence each. */
  readonly resumed: readonly { readonly time: number; readonly why: readonly string[] }[];
  readonly tasks: readonly TaskStory[];
  /** Nodes that failed, in the order in which they did. */
  readonly failures: readonly FailureStory[];
  /** When it has ended, unless they are too large for the journal. */
  readonly outputs?: Readonly<Record<string, Value>>;
  /** What is broken at the end of the journal, a clause. */
  readonly torn?: string;
}

export interface TaskStory {
  readonly task: string;
  readonly done: number;
  readonly failed: number;
  readonly running: number;
  readonly cutOff: number;
  /** Of those done, how many took their result from the cache. */
  readonly reused: number;
  /** What its nodes took together. */
  readonly took: number;
  readonly slowest?: { readonly node: string; readonly took: number };
}

export interface FailureStory {
  readonly node: string;
  readonly task: string;
  readonly attempt: number;
  /** As the journal has them: JSON text, or a digest of it. */
  readonly args: string;
  readonly failure: FailedRecord["failure"];
  /** It has not ended the node: another attempt follows, or would if the run went on. Only the program tells. */
  readonly again?: true;
}

/** `now`: where a process is at work on the run. */
export function runStory(history: History, { now }: { readonly now?: number }): RunStory {
  const { created, ended, resumed, end } = history;
  const isLive = now !== undefined;
  const stories = [...nodeStories(history, isLive).values()];
  return {
    run: created.run,
    workflow: created.workflow,
    program: programOf(created.source),
    adg: created.adg,
    state: standingOf(history, isLive),
    started: created.time,
    ...(ended === undefined ? {} : { ended: ended.time }),
    worked: workedTime(history.sessions, now),
    inputs: givenInputs(history),
    resumed: resumed.map(({ time, why }) => ({ time, why })),
    tasks: taskStories(stories, now),
    failures: stories.flatMap(failureStory),
    ...(ended?.outputs === undefined ? {} : { outputs: ended.outputs }),
    ...(end.torn === undefined ? {} : { torn: end.torn.reason }),
  };
}

/** In the order in which something was heard of them first. */
function taskStories(stories: readonly NodeStory[], now: number | undefined): readonly TaskStory[] {
  const tasks = new Map<string, { -readonly [Name in keyof TaskStory]: TaskStory[Name] }>();
  for (const { task, node, state, took: before, begun, isReused } of stories) {
    let story = tasks.get(task);
    if (story === undefined)
      tasks.set(task, (story = { task, done: 0, failed: 0, running: 0, cutOff: 0, reused: 0, took: 0 }));
    story[state === "cut off" ? "cutOff" : state] += 1;
    if (isReused) story.reused += 1;
    const took = before + (state === "running" && now !== undefined ? Math.max(0, now - begun) : 0);
    story.took += took;
    if (story.slowest === undefined || took > story.slowest.took) story.slowest = { node, took };
  }
  return [...tasks.values()];
}

function failureStory({ node, task, attempt, args = "[]", state, failure }: NodeStory): readonly FailureStory[] {
  return state === "failed" && failure !== undefined ? [{ node, task, attempt, args, failure }] : [];
}
