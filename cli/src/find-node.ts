import { nearest } from "@adg/compiler/nearest";
import type { GraphNode, History, NodeStory } from "@adg/runtime/asked";
import { plainText } from "./plain-text.ts";
import { Refusal } from "./refusal.ts";
import { replayed } from "./replayed-run.ts";
import { numberText } from "./words.ts";

/** A node, as far as it is known. */
export interface FoundNode {
  readonly node: string;
  readonly task: string;
  /** What the journal tells of it. */
  readonly story?: NodeStory;
  /** What the graph tells, where that was asked. */
  readonly state?: GraphNode["state"];
}

interface Candidate extends FoundNode {
  readonly args?: string | undefined;
}

/** The node of a run that a user means. The graph is only made again where the journal does not know of it. */
export async function findNode(
  stateDir: string,
  { history, isLive }: { readonly history: History; readonly isLive: boolean },
  text: string,
): Promise<FoundNode> {
  const { namedNodes, namesTask, nodeStories } = await import("@adg/runtime/asked");
  const stories = nodeStories(history, isLive);
  const told: readonly Candidate[] = [...stories.values()].map(({ node, task, args, ...story }) => ({
    ...{ node, task, args },
    story: { node, task, ...(args === undefined ? {} : { args }), ...story },
  }));
  const isUnsure = namesTask(told, text) && told.some(({ args }) => args === undefined || args.startsWith("sha256:"));
  const known = namedNodes(told, text);
  const [only] = known;
  if (only !== undefined && known.length === 1 && !isUnsure) return only;
  const inGraph = await nodesOfGraph(stateDir, history, isLive);
  const all: readonly Candidate[] =
    inGraph?.map((each) => {
      const story = stories.get(each.node);
      return story === undefined ? each : { ...each, story };
    }) ?? told;
  return one(all, namedNodes(all, text), text, history.created.run);
}

async function nodesOfGraph(
  stateDir: string,
  history: History,
  isLive: boolean,
): Promise<readonly GraphNode[] | undefined> {
  const { graphNodes } = await import("@adg/runtime/asked");
  try {
    const { state, isSame } = await replayed(stateDir, history, isLive);
    return isSame ? graphNodes(state) : undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

const mostShown = 10;

function one(all: readonly Candidate[], named: readonly Candidate[], text: string, run: string): FoundNode {
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  if (only !== undefined) {
    const shown = named.slice(0, mostShown).map((each) => `  ${each.node}  ${callText(each)}`.trimEnd());
    const left = named.length - mostShown;
    const all = `"adg replay ${run} --graph FILE" writes them all`;
    const rest = left > 0 ? [`  … and ${numberText(left)} more; ${all}`] : [];
    throw new Refusal([`Several nodes match "${text}":`, ...shown, ...rest].join("\n"));
  }
  const [task = ""] = /^[^\s(]*/.exec(text.trim()) ?? [];
  const ofTask = all.filter((each) => each.task === task);
  if (ofTask.length > 0) {
    const shown = ofTask.slice(0, mostShown).map((each) => `"${callText(each)}"`);
    const rest = ofTask.length > mostShown ? ", …" : "";
    throw new Refusal(`No "${task}" node of run ${run} matches "${text}"; there is ${shown.join(", ")}${rest}.`);
  }
  const near = nearest(text, [...new Set(all.flatMap((each) => [each.task, each.node]))]);
  const hint = near.length === 0 ? "." : `; did you mean ${near.map((each) => `"${each}"`).join(" or ")}?`;
  throw new Refusal(`There is no node "${text}" in run ${run}${hint}`);
}

function callText({ task, args = "" }: Candidate): string {
  const given = args.startsWith("sha256:") ? "…" : args.slice(1, -1);
  return plainText(`${task}(${given.length > 80 ? `${given.slice(0, 79)}…` : given})`);
}
