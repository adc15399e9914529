/**
 * Holds the engine's core against the reference: both are told of the same ends of nodes, one at a time, in an order that is
 * drawn. After every event the engine must not have fired what the reference has not; in the end both must say the same.
 */
import { canonical } from "../../runtime/src/library/canonical.ts";
import { EngineSide } from "./engine-side.ts";
import { outcomeOf, type Program } from "./program.ts";
import { ReferenceSide } from "./reference-side.ts";
import type { Interner } from "./sides.ts";

/** The engine and the reference disagree, or one of them broke its word. */
export class Disagreement extends Error {}

/** The engine has blocked a rule that the reference has not: wrong, but on the safe side. */
export class OverCautious extends Error {}

export interface RunOptions {
  /** Programs with more nodes are not judged. */
  readonly largest: number;
}

/** How a run went. */
export interface Judged {
  readonly nodes: number;
  readonly fired: number;
  readonly blocked: number;
  readonly failed: number;
  /** Events after which the engine had not fired all that the reference had. */
  readonly late: number;
  /** What must be the same in every order. */
  readonly result: string;
  readonly ids: readonly string[];
}

/** Runs a program in one order: `pick` chooses which of so many running nodes ends next. */
export function judge(program: Program, pick: (count: number) => number, options: RunOptions, names: Interner): Judged {
  const engine = new EngineSide(program, names, options.largest);
  const reference = new ReferenceSide(program, names);
  let late = 0;
  const compare = (): void => {
    for (const [rule, { blocked }] of engine.state.tallies.entries())
      if (blocked > reference.blocked(rule)) throw new OverCautious(`the engine blocks what is whole: rule ${rule}`);
    for (const [firing, count] of engine.fired) {
      const there = reference.fired.get(firing) ?? 0;
      if (there < count)
        throw new Disagreement(`the engine fired early, or what must not fire: ${firing}${reference.explain()}`);
    }
    if (total(engine.fired) < total(reference.fired)) late += 1;
  };
  engine.start();
  compare();
  while (engine.running.length > 0) {
    const node = engine.running.splice(pick(engine.running.length), 1)[0] as number;
    const same = reference.find(engine.nameOf(node));
    if (same?.state !== "running")
      throw new Disagreement(`the engine runs a node that must not run: ${engine.describe(node)}`);
    const [f, s] = engine.state.graph.args(node) as [number, number];
    const outcome = outcomeOf(program, same.task, f, s);
    engine.settle(node, outcome);
    reference.reference.settle(same, outcome);
    compare();
  }
  const open = reference.reference.undecided();
  if (!reference.reference.finished || open.length > 0)
    throw new Disagreement(`the reference does not come to an end: ${open.join("; ")}`);
  if (!engine.state.finished) throw new Disagreement("the engine does not come to an end");
  const left = engine.result();
  const right = reference.result();
  for (const [part, found] of Object.entries(left)) {
    const wanted = right[part];
    if (canonical(found) !== canonical(wanted)) throw new Disagreement(difference(part, found, wanted));
  }
  return {
    nodes: engine.state.graph.size,
    fired: total(engine.fired),
    blocked: engine.state.tallies.reduce((sum, { blocked }) => sum + blocked, 0),
    failed: reference.reference.nodes.filter(({ state }) => state === "failed").length,
    late,
    result: canonical(left),
    ids: engine.ids(),
  };
}

const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

function difference(part: string, found: unknown, wanted: unknown): string {
  if (typeof found === "object" && typeof wanted === "object" && found !== null && wanted !== null) {
    const keys = new Set([...Object.keys(found), ...Object.keys(wanted)]);
    for (const key of keys) {
      const one = (found as Record<string, unknown>)[key];
      const other = (wanted as Record<string, unknown>)[key];
      if (canonical(one) !== canonical(other))
        return `${part} ${key}: the engine has ${canonical(one)}, the reference ${canonical(other)}`;
    }
  }
  return `${part}: the engine has ${canonical(found)}, the reference ${canonical(wanted)}`;
}
