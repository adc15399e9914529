/** How the graph of a run grew: what there was of it at some moments, from its journal. Pure. */
import type { History, Session } from "../journal/history.ts";
import { nodeId } from "../identity.ts";
import type { Recorded } from "../recorded.ts";
import { viewOf } from "../run-view.ts";
import type { RunState } from "../state.ts";
import type { NodeState, Value } from "../workflow.ts";

/** Names a node by its place: the first is 0. */
export interface GrownNode {
  readonly id: string;
  readonly task: string;
  readonly args: Readonly<Record<string, Value>>;
  /** Whether it is a use of a workflow. */
  readonly isWorkflow: boolean;
  /** The node of the workflow that it is inside of. */
  readonly inside?: number;
}

export interface GrownEdge {
  readonly from: number;
  readonly to: number;
  readonly isSoft: boolean;
}

/** What there was at some time. Nodes and edges come in their order: so many of the first ones were there. */
export interface Moment {
  /** ms that processes had been at work on the run. */
  readonly time: number;
  readonly states: readonly NodeState[];
  readonly edges: number;
}

export interface Growth {
  readonly nodes: readonly GrownNode[];
  readonly edges: readonly GrownEdge[];
  /** In order; the last one is how the run stands. */
  readonly moments: readonly Moment[];
}

/** Watches a run as it is made again, and keeps what there was at so many moments, evenly apart. */
export class GrowthWatch {
  readonly #history: History;
  readonly #times: readonly number[];
  readonly #moments: Moment[] = [];
  /** When the last attempt of each node began, by the node's id. */
  readonly #begun: ReadonlyMap<string, number>;
  /** When the last outcome that was seen came, and whether it was the last that there is. */
  #last = 0;
  #isAll: boolean;

  constructor(history: History, moments: number) {
    this.#history = history;
    const length = workAt(history.sessions, Infinity);
    this.#isAll = history.outcomes.length === 0;
    this.#times = Array.from({ length: Math.max(0, moments - 1) }, (_, i) => (length * i) / (moments - 1));
    const begun = new Map<string, number>();
    for (const { record } of history.outcomes) begun.set(record.node, record.begun);
    for (const [node, { time }] of history.begun) begun.set(node, time);
    this.#begun = begun;
  }

  /** As `RebuildOptions.onTaken`. */
  see({ last, recalled }: Recorded, state: RunState): void {
    if (last === undefined) return;
    this.#last = workAt(this.#history.sessions, last.outcome.record.ended);
    this.#isAll = recalled === this.#history.outcomes.length;
    this.#keepUntil(this.#last, state);
  }

  growth(state: RunState): Growth {
    // Where not all outcomes were taken in, what began after the last of them has not begun.
    const until = this.#isAll ? Infinity : this.#last;
    this.#keepUntil(until, state);
    this.#moments.push(this.#momentOf(Math.min(until, workAt(this.#history.sessions, Infinity)), state, until));
    return { ...grownGraph(state), moments: this.#moments };
  }

  /** Nothing has changed before `time`, but for attempts that began. */
  #keepUntil(time: number, state: RunState): void {
    for (
      let at = this.#times[this.#moments.length];
      at !== undefined && at < time;
      at = this.#times[this.#moments.length]
    )
      this.#moments.push(this.#momentOf(at, state, at));
  }

  /** `until`: what began later waits. */
  #momentOf(time: number, state: RunState, until: number): Moment {
    const { graph } = state;
    const states = Array.from({ length: graph.size }, (_, node): NodeState => {
      const now = graph.state(node);
      if (now !== "running") return now;
      const begun = this.#begun.get(nodeId(state, node));
      return begun !== undefined && workAt(this.#history.sessions, begun) <= until ? "running" : "waiting";
    });
    return { time, states, edges: graph.edgeCount };
  }
}

/** ms of work on the run until a time, which is ms since the epoch. Where nobody was at work does not count. */
export function workAt(sessions: readonly Session[], time: number): number {
  return sessions.reduce((sum, { start, last }) => sum + Math.max(0, Math.min(time, last) - start), 0);
}

/** The nodes and edges that there are, in the order in which they were added. */
export function grownGraph(state: RunState): Pick<Growth, "nodes" | "edges"> {
  const { graph, workflow, scopes } = state;
  const view = viewOf(state);
  return {
    nodes: Array.from({ length: graph.size }, (_, node): GrownNode => {
      const task = workflow.tasks[graph.task(node)];
      const inside = scopes[graph.scope(node)]?.node ?? -1;
      return {
        id: nodeId(state, node),
        task: task?.name ?? "",
        args: view.argsOf(node),
        isWorkflow: task?.implementation.kind === "scope",
        ...(inside < 0 ? {} : { inside }),
      };
    }),
    edges: Array.from({ length: graph.edgeCount }, (_, edge) => ({
      from: graph.from(edge),
      to: graph.to(edge),
      isSoft: graph.isSoft(edge),
    })),
  };
}
