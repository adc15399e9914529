/** What the graph of a run shows beyond its journal: what waits, what was skipped, and how each rule stands. Pure. */
import { nodeId } from "../identity.ts";
import { fileOf, reportOf } from "../report.ts";
import { viewOf } from "../run-view.ts";
import type { Rule } from "../workflow.ts";
import type { RunState } from "../state.ts";
import type { Open } from "../replay.ts";

/** Nodes of a task by what they do. `ready`: it could run, and nothing is known of it yet. */
export interface TaskCounts {
  readonly task: string;
  readonly waiting: number;
  readonly ready: number;
  readonly running: number;
  readonly cutOff: number;
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
}

export interface RuleStory {
  readonly rule: string;
  readonly line: number;
  /** The file that the line is in, where that is not the workflow's own. */
  readonly file?: string;
  /** `open`: it may fire yet. */
  readonly state: "open" | "fired" | "closed" | "blocked";
  readonly fired: number;
  readonly blocked: number;
  /** Nodes that block it. */
  readonly by?: readonly string[];
  /** Why it is closed and has never fired. */
  readonly reason?: string;
}

export interface GraphStory {
  /** Those that have nodes, in order of their declaration. */
  readonly tasks: readonly TaskCounts[];
  readonly rules: readonly RuleStory[];
  readonly edges: number;
}

interface Known {
  readonly open: ReadonlyMap<number, Open>;
  /** Ids of nodes that had begun, and of which nothing has come. */
  readonly begun: { has(id: string): boolean };
  readonly isLive: boolean;
}

export function graphStory(state: RunState, known: Known): GraphStory {
  return { tasks: taskCounts(state, known), rules: ruleStories(state), edges: state.graph.edgeCount };
}

/** How each rule of the workflow stands, in order. */
export function ruleStories(state: RunState): readonly RuleStory[] {
  return state.finished ? reportOf(state, "").rules : state.workflow.rules.map((rule, id) => openRule(state, rule, id));
}

function taskCounts(state: RunState, { open, begun, isLive }: Known): readonly TaskCounts[] {
  const { workflow, graph } = state;
  const counts = workflow.tasks.map(({ name }) => ({
    ...{ task: name, waiting: 0, ready: 0, running: 0, cutOff: 0 },
    ...{ done: 0, failed: 0, skipped: 0, cancelled: 0 },
  }));
  for (let node = 0; node < state.entered; node += 1) {
    const count = counts[graph.task(node)];
    if (count === undefined) continue;
    const now = graph.state(node);
    if (now !== "running" || !open.has(node)) count[now] += 1;
    else if (!begun.has(nodeId(state, node))) count.ready += 1;
    else count[isLive ? "running" : "cutOff"] += 1;
  }
  return counts.filter((each) => Object.values(each).some((n) => typeof n === "number" && n > 0));
}

function openRule(state: RunState, rule: Rule, id: number): RuleStory {
  const { fired, blocked, open } = viewOf(state).ruleOf(id);
  const by = blocked === 0 ? {} : { by: [...(state.tallies[id]?.by ?? [])].map((node) => nodeId(state, node)) };
  const standing = blocked > 0 ? "blocked" : open ? "open" : fired > 0 ? "fired" : "closed";
  return { rule: rule.text, line: rule.line, ...fileOf(rule), state: standing, fired, blocked, ...by };
}
