/** A run at one moment, as its page is told of it: what there is of it then, and which attempts run. */
import {
  mirroredNode,
  whyNode,
  whyRule,
  whyText,
  type AttemptSeen,
  type Mirror,
  type RecordedOutcome,
  type Surroundings,
} from "@adg/runtime/asked";
import { nodeStates, type NodeLine, type NodePage, type NodesWanted } from "@adg/ui";
import { argumentsText } from "../short-value.ts";

/** An attempt that runs. `since`: ms since the epoch. */
export interface Runs {
  readonly attempt: number;
  readonly since: number;
}

/** What is known of a run beside what its program makes of it. */
export interface Seen {
  /** ms since the epoch. */
  readonly time: number;
  /** By the number of the node. */
  readonly running: ReadonlyMap<number, Runs>;
  /** Whether a process goes on with it. */
  readonly goesOn: boolean;
  /** Outcomes of a node until then. */
  readonly outcomesOf: (node: number) => readonly RecordedOutcome[];
}

export class Moment {
  readonly mirror: Mirror;
  readonly #seen: Seen;

  constructor(mirror: Mirror, seen: Seen) {
    this.mirror = mirror;
    this.#seen = seen;
  }

  /** ms since the epoch. */
  get time(): number {
    return this.#seen.time;
  }

  /** Its outcomes until then. */
  outcomesOf(node: number): readonly RecordedOutcome[] {
    return this.#seen.outcomesOf(node);
  }

  /** A node that could run waits for its turn until it does; where no process has the run, nothing runs. */
  stateOf(node: number): NodeLine["state"] {
    const { graph } = this.mirror.state;
    const state = graph.state(node);
    if (state !== "running" || this.#seen.running.has(node)) return state;
    return this.#isUse(node) && this.#seen.goesOn ? state : "waiting";
  }

  /** For each task of the workflow, in the order of `nodeStates`. */
  counts(raw: readonly (readonly number[])[]): readonly (readonly number[])[] {
    const { graph, workflow } = this.mirror.state;
    const running = workflow.tasks.map(() => 0);
    for (const node of this.#seen.running.keys()) {
      const task = graph.task(node);
      running[task] = (running[task] ?? 0) + 1;
    }
    const [runs, waits] = [nodeStates.indexOf("running"), nodeStates.indexOf("waiting")];
    return raw.map((counts, task) => {
      const isUse = workflow.tasks[task]?.implementation.kind === "scope";
      const could = counts[runs] ?? 0;
      const now = isUse ? (this.#seen.goesOn ? could : 0) : Math.min(could, running[task] ?? 0);
      return counts.map((count, place) => (place === runs ? now : place === waits ? count + could - now : count));
    });
  }

  line(node: number): NodeLine {
    const { id, task, args } = mirroredNode(this.mirror.state, node);
    const label = argumentsText(args);
    const runs = this.#seen.running.get(node);
    const last = this.outcomesOf(node).at(-1)?.record;
    return {
      ...{ node, id, task, state: this.stateOf(node) },
      ...(label === "" ? {} : { label }),
      ...(runs !== undefined
        ? { attempt: runs.attempt, took: Math.max(0, this.time - runs.since) }
        : last !== undefined
          ? { attempt: last.attempt, took: last.ended - last.begun }
          : {}),
    };
  }

  nodes({ task, state, text, skip, most }: NodesWanted): NodePage {
    const { graph, entered } = this.mirror.state;
    const wanted = text?.trim().toLowerCase() ?? "";
    const nodes: NodeLine[] = [];
    let total = 0;
    for (let node = 0; node < entered; node += 1) {
      if (task !== undefined && graph.task(node) !== task) continue;
      if (state !== undefined && this.stateOf(node) !== state) continue;
      if (wanted !== "" && !this.#texts(node).some((each) => each.toLowerCase().includes(wanted))) continue;
      total += 1;
      if (total > skip && nodes.length < most) nodes.push(this.line(node));
    }
    return { nodes, total };
  }

  whyNode(node: number): string {
    return whyText(whyNode(this.mirror.state, node, this.#surroundings));
  }

  whyRule(rule: number): string {
    return whyText(whyRule(this.mirror.state, rule, this.#surroundings));
  }

  /** For each node, the place of its state in `nodeStates`. */
  states(): number[] {
    return Array.from({ length: this.mirror.state.entered }, (_, node) => nodeStates.indexOf(this.stateOf(node)));
  }

  /** What it is found by: also by that of its arguments for which a list has no room. */
  #texts(node: number): readonly string[] {
    const { id, task, args } = mirroredNode(this.mirror.state, node);
    const label = argumentsText(args);
    const name = this.mirror.state.workflow.tasks[task]?.name ?? "";
    return [id, `${name}(${label})`, ...(label.includes("…") ? [JSON.stringify(args)] : [])];
  }

  /** A use of a workflow has no attempts: it runs as long as its run does. */
  #isUse(node: number): boolean {
    const { graph, workflow } = this.mirror.state;
    return workflow.tasks[graph.task(node)]?.implementation.kind === "scope";
  }

  get #surroundings(): Surroundings {
    return {
      now: this.time,
      attemptOf: (node): AttemptSeen | undefined => {
        const submitted = this.mirror.open.get(node);
        if (submitted === undefined) return undefined;
        const runs = this.#seen.running.get(node);
        if (runs !== undefined) return { kind: "running", ...runs };
        const turn = this.#seen.goesOn ? ({ kind: "queued" } as const) : ({ kind: "cut-off" } as const);
        return { kind: "not-begun", attempt: submitted.attempt, turn };
      },
    };
  }
}
