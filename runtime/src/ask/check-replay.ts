/** Whether a program makes of a journal the very graph that the run had. Pure. */
import type { Rejection } from "../event.ts";
import { nodeId } from "../identity.ts";
import type { History } from "../journal/history.ts";
import type { Recorded } from "../recorded.ts";
import { reportOf } from "../report.ts";
import type { NodeState } from "../workflow.ts";
import type { Rebuilt } from "./rebuilt.ts";

/** Where a program parts from a journal. `outcome`: which one of the journal, from 1. */
export type Parting =
  /** It comes to an outcome later than the run did. */
  | { readonly kind: "order"; readonly outcome: number; readonly node: string; readonly after: string }
  /** The node has another place in the graph. */
  | {
      readonly kind: "number";
      readonly outcome: number;
      readonly node: string;
      readonly was: number;
      readonly is: number;
    }
  /** No node gets the outcome: there is none of that id, or it does not come to run, or what it had does not fit it any more. */
  | {
      readonly kind: "left";
      readonly outcome: number;
      readonly node: string;
      readonly why: Rejection | "absent" | NodeState;
    }
  /** It would run a node of which the run had nothing. */
  | { readonly kind: "more"; readonly node: string; readonly task: string }
  /** So many nodes were in this state in the end. */
  | { readonly kind: "counts"; readonly state: string; readonly was: number; readonly is: number };

/** Sees what a replay takes up, and says where it parts. */
export class ReplayCheck {
  readonly #history: History;
  readonly #partings: Parting[] = [];
  #before: { readonly index: number; readonly node: string } | undefined;

  constructor(history: History) {
    this.#history = history;
  }

  see({ last }: Recorded): void {
    if (last === undefined) return;
    const { node: is, outcome } = last;
    const { node, number: was } = outcome.record;
    // Before a process with another program, or with outcomes taken back, nodes had other places.
    if (outcome.index < this.#history.exactFrom) return;
    const place = outcome.index + 1;
    if (this.#before !== undefined && outcome.index < this.#before.index)
      this.#partings.push({ kind: "order", outcome: place, node, after: this.#before.node });
    else if (was !== is) this.#partings.push({ kind: "number", outcome: place, node, was, is });
    this.#before = { index: outcome.index, node };
  }

  /** All partings, the earliest first; none where it is the same graph. */
  partings({ state, open, recorded }: Rebuilt): readonly Parting[] {
    const { outcomes, ended, begun } = this.#history;
    const ids = new Map(Array.from({ length: state.entered }, (_, node) => [nodeId(state, node), node]));
    const rejected = outcomes.filter(({ record }) => recorded.again.has(record.node));
    const left = [...new Set([...recorded.left, ...rejected])].map(({ index, record: { node } }): Parting => {
      const at = ids.get(node);
      const why = recorded.again.get(node) ?? (at === undefined ? "absent" : state.graph.state(at));
      return { kind: "left", outcome: index + 1, node, why };
    });
    const more = [...open.keys()]
      .map((node) => ({ node: nodeId(state, node), task: state.workflow.tasks[state.graph.task(node)]?.name ?? "" }))
      .filter(({ node }) => !begun.has(node) && !recorded.again.has(node))
      .map((each): Parting => ({ kind: "more", ...each }));
    const isOver = ended !== undefined && ended.status !== "interrupted";
    const partings = [...this.#partings, ...left].sort((a, b) => placeOf(a) - placeOf(b));
    if (partings.length > 0) return partings;
    if (isOver && more.length > 0) return more;
    return isOver && ended.nodes !== undefined ? countsThatDiffer(ended.nodes, state) : [];
  }
}

const placeOf = (parting: Parting): number => ("outcome" in parting ? parting.outcome : Infinity);

function countsThatDiffer(nodes: object, state: Rebuilt["state"]): readonly Parting[] {
  const now: Record<string, number> = { done: 0, failed: 0, skipped: 0, cancelled: 0 };
  for (const counts of Object.values(reportOf(state, "").nodes))
    for (const [name, count] of Object.entries(counts)) now[name] = (now[name] ?? 0) + Number(count);
  return Object.entries(nodes).flatMap(([name, was]): readonly Parting[] =>
    now[name] === was ? [] : [{ kind: "counts", state: name, was: Number(was), is: now[name] ?? 0 }],
  );
}
