/**
 * Holds the engine's core against the reference: both are told of the same ends of nodes, one at a time, in an order that is
 * drawn. After every event the engine must not have fired what the reference has not; in the end both must say the same.
 */
import { canonical } from "../../runtime/src/library/canonical.ts";
import { EngineSide } from "./engine-side.ts";
import { numberOf } from "./instrument.ts";
import { failedAttempts, outcomeOf, spawnedBy, type Program } from "./program.ts";
import { Stopped } from "./reference-body.ts";
import { ReferenceSide } from "./reference-side.ts";
import { wrongAnswers } from "./why-end.ts";
import { checkBlocked, checkWhy, type WhyFigures } from "./why-check.ts";
import type { Interner } from "./sides.ts";
import type { RuleId, Workflow } from "../../runtime/src/workflow.ts";

/** The engine and the reference disagree, or one of them broke its word. */
export class Disagreement extends Error {}

/** The engine has blocked a rule that the reference has not: wrong, but on the safe side. */
export class OverCautious extends Error {}

export interface RunOptions {
  /** Programs with more nodes are not judged. */
  readonly largest: number;
  /** Whether what is asked of the run is judged, too, at moments that are drawn. */
  readonly why?: Questions;
}

export interface Questions {
  readonly figures: WhyFigures;
  /** Whether something is asked now. */
  isMoment(): boolean;
}

/** How a run went. */
export interface Judged {
  readonly nodes: number;
  readonly fired: number;
  readonly blocked: number;
  readonly failed: number;
  /** Events after which the engine had not fired all that the reference had. */
  readonly late: number;
  /** Whether `fail` ended a scope before its time: what came of it depends on the order, and is not compared. */
  readonly isStopped: boolean;
  /** What must be the same in every order. */
  readonly result: string;
  readonly ids: readonly string[];
}

/** Which of so many running nodes ends next. */
export type Picker = (count: number) => number;

/** Runs a program in one order. */
export function judge(
  program: Program,
  workflow: Workflow,
  pick: Picker,
  { largest, why }: RunOptions,
  names: Interner,
): Judged {
  const engine = new EngineSide(program, workflow, names, largest);
  engine.start();
  // What has been stopped is driven to its end, but not compared.
  const begun = engine.isStopped ? undefined : begin(program, workflow, names);
  let reference = begun instanceof Stopped ? undefined : begun;
  let late = 0;
  // The engine may be late, but it must come to a fail that the reference has come to.
  let mustStop = begun instanceof Stopped ? { rule: begun.rule, by: reference } : undefined;
  const judgedBlocked: number[] = [];
  const saidClosed = new Map<number, number>();
  const isVague = countsUnder(workflow);
  const compare = (): void => {
    if (reference === undefined || engine.isStopped) return;
    const isBehind = total(engine.firings.fired) < total(reference.firings.fired);
    if (why?.isMoment() === true) {
      const [wrong] = wrongAnswers(engine.state);
      if (wrong !== undefined) throw new Disagreement(wrong);
      // Where the reference is ahead, the two speak of different graphs.
      if (!isVague && !isBehind) checkWhy(engine, reference, why.figures, saidClosed);
    }
    if (why !== undefined && !isBehind) checkBlocked(engine, reference, why.figures, judgedBlocked);
    if (isBehind) late += 1;
    if (isVague) return;
    for (const [firing, count] of engine.firings.fired) {
      const there = reference.firings.fired.get(firing) ?? 0;
      if (there < count)
        throw new Disagreement(`the engine fired early, or what must not fire: ${firing}${reference.explain()}`);
    }
  };
  compare();
  const attempts = new Map<number, number>();
  while (engine.running.length > 0) {
    const ready = isVague && !engine.isStopped ? runningInBoth(engine, reference) : engine.running;
    const node = ready[pick(ready.length)] as number;
    engine.running.splice(engine.running.indexOf(node), 1);
    const same = engine.isStopped ? undefined : reference?.find(engine.nameOf(node));
    if (!engine.isStopped && reference !== undefined && same?.state !== "running")
      throw new Disagreement(`the engine runs a node that must not run: ${engine.describe(node)}`);
    const task = engine.taskOf(node);
    const [f, s] = engine.state.graph.args(node) as [number, number];
    const attempt = (attempts.get(node) ?? 0) + 1;
    attempts.set(node, attempt);
    if (attempt <= failedAttempts(program, task, f, s)) {
      engine.settle(node, { ok: false, error: "not yet" }, []);
      compare();
      continue;
    }
    const outcome = outcomeOf(program, task, f, s);
    const spawned = outcome.ok ? spawnedBy(program, task, f, s) : [];
    engine.settle(
      node,
      outcome,
      spawned.map((each) => ({ task: `t${each.task}`, args: [each.f, each.s] })),
    );
    if (engine.isStopped || same === undefined) continue;
    try {
      reference?.reference.settle(
        same,
        outcome,
        spawned.map((each) => ({ task: indexOf(workflow, each.task), args: [each.f, each.s] })),
      );
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      mustStop = { rule: error.rule, by: reference };
      reference = undefined;
    }
    compare();
  }
  if (mustStop !== undefined && !engine.isStopped) {
    // The rule itself, or one around it that should have made it.
    for (let rule: RuleId | undefined = mustStop.rule; rule !== undefined; rule = workflow.rules[rule]?.parent)
      if ((engine.state.tallies[rule]?.blocked ?? 0) > (mustStop.by?.blocked(rule) ?? 0))
        throw new OverCautious(`the engine blocks what is whole: rule ${rule}, which comes to a fail`);
    throw new Disagreement("the engine does not come to a fail");
  }
  if (reference !== undefined && !engine.isStopped) compareEnds(engine, reference);
  return { ...endOf(engine, why), late, failed: reference?.failed ?? 0 };
}

function begin(program: Program, workflow: Workflow, names: Interner): ReferenceSide | Stopped {
  try {
    return new ReferenceSide(program, workflow, names);
  } catch (error) {
    if (error instanceof Stopped) return error;
    throw error;
  }
}

/** What can be said of the engine alone. */
function endOf(engine: EngineSide, why: Questions | undefined): Judged {
  const { state, isStopped } = engine;
  if (!state.finished) throw new Disagreement("the engine does not come to an end");
  const [fault] = [...engine.faults(), ...(why?.isMoment() === true ? wrongAnswers(state) : [])];
  if (fault !== undefined) throw new Disagreement(fault);
  return {
    nodes: state.graph.size,
    fired: total(engine.firings.fired),
    blocked: state.tallies.reduce((sum, { blocked }) => sum + blocked, 0),
    failed: 0,
    late: 0,
    isStopped,
    result: isStopped ? "" : canonical(engine.result()),
    ids: isStopped ? [] : engine.ids(),
  };
}

/**
 * Whether a rule counts nodes under another (`at least N t done under x`). Of these the reference only knows whether more may come at
 * all, not whether they may come under x: it may be later than the engine, but comes to the same.
 */
const countsUnder = ({ rules }: Workflow): boolean =>
  rules.some(({ conditions }) =>
    conditions.some((each) => each.kind === "at-least" && each.of.kind === "task" && each.of.under !== undefined),
  );

/** Those that the reference, which may be later, has come to as well; all, where it has come to none. */
function runningInBoth(engine: EngineSide, reference: ReferenceSide | undefined): readonly number[] {
  const both = engine.running.filter((node) => reference?.find(engine.nameOf(node))?.state === "running");
  return both.length > 0 ? both : engine.running;
}

function compareEnds(engine: EngineSide, reference: ReferenceSide): void {
  for (const [rule, { blocked }] of engine.state.tallies.entries())
    if (blocked > reference.blocked(rule)) throw new OverCautious(`the engine blocks what is whole: rule ${rule}`);
  const open = reference.reference.undecided();
  if (!reference.reference.finished || open.length > 0)
    throw new Disagreement(`the reference does not come to an end: ${open.join("; ")}`);
  const left = engine.result();
  const right = reference.result();
  for (const [part, found] of Object.entries(left)) {
    const wanted = right[part];
    if (canonical(found) !== canonical(wanted)) throw new Disagreement(difference(part, found, wanted));
  }
}

const indexOf = ({ tasks }: Workflow, number: number): number =>
  tasks.findIndex(({ name }) => numberOf(name) === number);

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
