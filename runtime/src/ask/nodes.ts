/** What a journal tells of the nodes of a run. Pure. */
import type { History, RecordedOutcome } from "../journal/history.ts";
import type { FailedRecord, StoredValue } from "../journal/record.ts";

/** How a node stands. `cut off`: it had begun when the run was cut off. */
export type NodeStanding = "done" | "failed" | "running" | "cut off";

/** A node of which something is known. Times are ms since the epoch. */
export interface NodeStory {
  readonly node: string;
  readonly task: string;
  readonly state: NodeStanding;
  /** Its last attempt. */
  readonly attempt: number;
  /** When that began. */
  readonly begun: number;
  /** When it ended, if it has. */
  readonly ended?: number;
  /** As a record has them; unknown of a node of which nothing has come yet. */
  readonly args?: string;
  /** Digest of its task's implementation. */
  readonly code?: string;
  readonly result?: StoredValue;
  readonly failure?: FailedRecord["failure"];
  /** The result was not computed. */
  readonly isReused?: true;
  /** ms that its attempts took, all together. */
  readonly took: number;
}

/** Nodes in the order in which something was heard of them first, by id. */
export function nodeStories(history: History, isLive: boolean): ReadonlyMap<string, NodeStory> {
  const stories = new Map<string, NodeStory>();
  for (const outcome of history.outcomes) {
    const before = stories.get(outcome.record.node);
    stories.set(outcome.record.node, storyOf(outcome, before?.took ?? 0));
  }
  for (const { node, task, attempt, time } of history.begun.values()) {
    const before = stories.get(node);
    const state = isLive ? "running" : "cut off";
    const args = before?.args === undefined ? {} : { args: before.args };
    stories.set(node, { node, task, state, attempt, begun: time, took: before?.took ?? 0, ...args });
  }
  return stories;
}

function storyOf({ record, code }: RecordedOutcome, before: number): NodeStory {
  const { node, task, attempt, begun, ended, args } = record;
  const known = { node, task, attempt, begun, ended, args, took: before + ended - begun };
  const whole = code === undefined ? known : { ...known, code };
  if (record.kind === "failed") return { ...whole, state: "failed", failure: record.failure };
  const story = { ...whole, state: "done", result: record.result } as const;
  return record.from === undefined ? story : { ...story, isReused: true };
}

/** How many nodes are in which state; what is left out is 0 or not known. */
export interface NodeTotals {
  readonly done: number;
  readonly failed: number;
  readonly running?: number;
  readonly cutOff?: number;
  readonly skipped?: number;
  readonly cancelled?: number;
}

export function nodeTotals(history: History, isLive: boolean): NodeTotals {
  const states = new Map<string, "done" | "failed">();
  for (const { record } of history.outcomes) states.set(record.node, record.kind === "succeeded" ? "done" : "failed");
  for (const node of history.begun.keys()) states.delete(node);
  const total = { done: 0, failed: 0 };
  for (const state of states.values()) total[state] += 1;
  if (history.begun.size === 0) return total;
  return isLive ? { ...total, running: history.begun.size } : { ...total, cutOff: history.begun.size };
}
