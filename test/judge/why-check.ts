/**
 * Holds the answers to "why" against the reference, at one moment of a run: what an answer names as keeping a condition open really does,
 * and were all of that to come to an end with nothing following from it, nothing else would.
 */
import { whyRule } from "../../runtime/src/why/why.ts";
import { Names, nodesText, withoutThese, type Obstacle } from "./why-names.ts";
import {
  AS_IT_IS,
  isSetCondition,
  isSettled,
  setOf,
  tupleText,
  type Instance,
  type Node,
  type Tuple,
  type Use,
  type World,
} from "./reference-graph.ts";
import type { ReferenceSide } from "./reference-side.ts";
import type { EngineSide } from "./engine-side.ts";
import type { ConditionReason, Limits, Reason, Surroundings, TupleReason, WhyRule } from "../../runtime/src/why/why.ts";
import type { RuleId, TaskId, Workflow } from "../../runtime/src/workflow.ts";

/** What was checked, and how often the engine itself was later than the reference: then nothing can be said of single obstacles. */
export interface WhyFigures {
  rules: number;
  conditions: number;
  obstacles: number;
  blocked: number;
  /** Rules of which the failures that are told are not just those by which the reference blocks them. */
  otherwise: number;
  unsure: number;
  /** Rules that the engine has closed and the reference has not yet. */
  early: number;
  late: number;
  /** Obstacles of which the reference knows better: the engine's counters wait for them, though they cannot matter. */
  needless: number;
}

export const noFigures = (): WhyFigures => ({
  rules: 0,
  conditions: 0,
  obstacles: 0,
  blocked: 0,
  otherwise: 0,
  unsure: 0,
  early: 0,
  late: 0,
  needless: 0,
});

export class WrongAnswer extends Error {}

const surroundings: Surroundings = { now: 0, attemptOf: () => undefined };
const everything: Limits = { examples: Infinity, depth: 400, inTurn: 0, size: Infinity };

/** `closed`: how often rules had fired when they were first said to be closed; they must not have fired since. */
export function checkWhy(
  engine: EngineSide,
  side: ReferenceSide,
  figures: WhyFigures,
  closed: Map<RuleId, number>,
): void {
  new Moment(engine, side, figures).check(closed);
}

/** To be asked after every event: what rules have come to be blocked by. `known`: how many tuples of each have been judged. */
export function checkBlocked(engine: EngineSide, side: ReferenceSide, figures: WhyFigures, known: number[]): void {
  for (const [rule, { blocked }] of engine.state.tallies.entries()) {
    if (blocked === (known[rule] ?? 0) || blocked !== side.blocked(rule)) continue;
    new Moment(engine, side, figures).blocked(rule, known[rule] ?? 0);
    known[rule] = blocked;
  }
}

class Moment {
  readonly #engine: EngineSide;
  readonly #side: ReferenceSide;
  readonly #figures: WhyFigures;
  readonly #names: Names;
  readonly #isPrecise: boolean;

  constructor(engine: EngineSide, side: ReferenceSide, figures: WhyFigures) {
    this.#engine = engine;
    this.#side = side;
    this.#figures = figures;
    this.#names = new Names(engine, side);
    this.#isPrecise = isPrecise(side.reference.workflow);
  }

  check(closed: Map<RuleId, number>): void {
    const { state } = this.#engine;
    for (const rule of state.workflow.rules.keys()) {
      const answer = whyRule(state, rule, surroundings, everything);
      const before = answer.isOpen ? closed.get(rule) : (closed.get(rule) ?? answer.fired);
      if (!answer.isOpen) closed.set(rule, answer.fired);
      if (before !== undefined && (answer.isOpen || answer.fired > before))
        throw new WrongAnswer(`rule ${rule} was said to be closed, and is not`);
      // Where one of the two has blocked more already, they do not speak of the same.
      if (answer.blocked !== this.#side.blocked(rule)) continue;
      this.#figures.rules += 1;
      this.#uses(answer);
    }
  }

  #uses(answer: WhyRule): void {
    const { rule } = answer.rule;
    const { uses } = this.#side.reference;
    const scope = this.#side.reference.workflow.rules[rule]?.scope;
    for (const use of uses) {
      if (use.scope !== scope) continue;
      const node = use.node;
      const found = answer.waits.find((each) => each.kind === "use" && this.#names.node(each.node) === node);
      const reasons = scope === 0 ? answer.waits : found?.kind === "use" ? found.reasons : [];
      this.#use(rule, use, reasons);
    }
  }

  /** One use of the rule's scope: whether the rule may fire there, and the tuples that wait. */
  #use(rule: RuleId, use: Use, reasons: readonly Reason[]): void {
    const named = this.#names.obstacles(reasons, use);
    const { rules } = this.#side.reference;
    const mayFire = !use.ended && rules.mayFire(AS_IT_IS, use, rule);
    // The engine knows more: that it keeps its word is judged by what comes.
    if (mayFire && reasons.length === 0) {
      this.#figures.early += 1;
      return;
    }
    const isLate = !use.ended && !mayFire;
    this.#judge(`rule ${rule}`, named, isLate, (world) => !use.ended && rules.mayFire(world, use, rule), "all");
    for (const reason of reasons)
      if (reason.kind === "tuples") for (const tuple of this.#sample(reason.tuples.shown)) this.#tuple(tuple, use);
  }

  #tuple(tuple: TupleReason, use: Use): void {
    if (tuple.state !== "waiting") return;
    const { rules } = this.#side.reference;
    const { conditions } = rules.rule(tuple.rule.rule);
    const asked = conditions.filter((condition) => isSetCondition(condition));
    const [instance] = this.#names.instances(tuple, use);
    if (instance === undefined) throw new WrongAnswer(`the reference knows of no ${tuple.rule.text}`);
    const nodes = tuple.on.map((label) => this.#names.node(label).index).join();
    const there = rules.met(AS_IT_IS, instance).find((each) => nodesText(each) === nodes);
    if (there === undefined) throw new WrongAnswer(`rule ${tuple.rule.rule} waits with nodes that have not met it`);
    for (const [index, condition] of asked.entries()) {
      const told = tuple.conditions[index];
      if (told === undefined) throw new WrongAnswer(`a condition of rule ${tuple.rule.rule} is not told`);
      const of = setOf(condition);
      const members = rules.membersOf(instance, there, index);
      const truly = rules.verdicts(instance, there)[index];
      if (told.verdict === "holds" && truly !== "holds")
        throw new WrongAnswer(`"${told.text}" of rule ${tuple.rule.rule} is said to hold, and is ${truly}`);
      const task = of.kind === "task" ? of.task : undefined;
      const anchor = told.under === undefined ? undefined : this.#names.node(told.under);
      this.#condition(told, { use, task, anchor, members, needsEnd: needsEnd(condition) });
    }
  }

  #condition(told: ConditionReason, of: Asked): void {
    const named = this.#names.obstacles(told.reasons, of.use);
    if (told.verdict === "unsure") this.#unsure(told, of, named);
    if (told.verdict !== "waits") return;
    this.#figures.conditions += 1;
    const { rules } = this.#side.reference;
    const isOpen = (world: World): boolean => {
      const unsettled = of.members.some((node) => !isSettled(world, node) && world.gone?.nodes.has(node) !== true);
      return (of.needsEnd && unsettled) || (of.task !== undefined && rules.mayGrow(world, of.use, of.task, of.anchor));
    };
    this.#judge(told.text, named, !isOpen(AS_IT_IS), isOpen, "each");
  }

  /** Once what is named has ended, it is clear whether the set is whole. */
  #unsure(told: ConditionReason, { use, task, anchor }: Asked, named: readonly Obstacle[]): void {
    if (task === undefined) return;
    this.#figures.unsure += 1;
    const gone = withoutThese(named, this.#tuplesOf);
    if (!this.#side.reference.rules.isClear(use, task, anchor, gone))
      throw new WrongAnswer(`whether "${told.text}" is whole hangs on more than is named: ${textOf(named)}`);
  }

  /** All that is named together keeps it open, and each of it does so with some of the rest. */
  #judge(
    what: string,
    named: readonly Obstacle[],
    isLate: boolean,
    isOpen: (world: World) => boolean,
    which: "all" | "each",
  ): void {
    const without = (obstacles: Iterable<Obstacle>): World => ({
      ...AS_IT_IS,
      gone: withoutThese(obstacles, this.#tuplesOf),
    });
    if (isLate) {
      if (named.length > 0) this.#figures.late += 1;
      return;
    }
    if (isOpen(without(named)))
      throw new WrongAnswer(`something keeps "${what}" open that is not named: ${textOf(named)}`);
    // A rule that may fire already for some nodes may fire for others, too: of single ones nothing follows.
    for (const one of which === "all" ? [] : this.#sample(named)) {
      this.#figures.obstacles += 1;
      if (!matters(one, named, (gone) => isOpen(without(gone)))) {
        this.#figures.needless += 1;
        if (this.#isPrecise)
          throw new WrongAnswer(`"${what}" does not wait for what is named: ${one.text} of ${textOf(named)}`);
      }
    }
  }

  /** Each costs many questions: a few of them, other ones at other moments. */
  #sample<T>(all: readonly T[]): readonly T[] {
    const { rules } = this.#figures;
    return Array.from(
      { length: Math.min(MOST_JUDGED, all.length) },
      (_, index) => all[(rules + index) % all.length] as T,
    );
  }

  readonly #tuplesOf = (instance: Instance): readonly Tuple[] => this.#side.reference.rules.met(AS_IT_IS, instance);

  /** Those that were blocked by the last event. The engine may be later than the reference, when more has failed. */
  blocked(rule: RuleId, known: number): void {
    const answer = whyRule(this.#engine.state, rule, surroundings, everything);
    const { rules } = this.#side.reference;
    for (const tuple of answer.blockedTuples.shown.slice(known)) {
      const named = new Set(
        tuple.conditions.flatMap(({ verdict, failures }) =>
          verdict === "blocked" ? (failures?.shown ?? []).map(({ node }) => this.#names.node(node)) : [],
        ),
      );
      const nodes = tuple.on.map((label) => this.#names.node(label).index).join();
      const inside = tuple.inside === undefined ? undefined : this.#names.node(tuple.inside);
      for (const use of this.#side.reference.uses.filter(({ node }) => node === inside))
        for (const instance of this.#names.instances(tuple, use))
          for (const each of rules.met(AS_IT_IS, instance)) {
            const by = instance.blockedBy.get(tupleText(each));
            if (by === undefined || nodesText(each) !== nodes) continue;
            this.#figures.blocked += 1;
            const now = rules.blockers(instance, each);
            this.#compareBlockers(`rule ${rule} (${nodes})`, named, by, now);
            // What it blocks in turn is blocked by what is so now.
            if (numbersOf(named) === numbersOf(now)) instance.blockedBy.set(tupleText(each), now);
          }
    }
  }

  /** `by` and `now`: as the reference blocked it, and as it would at this moment. */
  #compareBlockers(what: string, named: ReadonlySet<Node>, by: ReadonlySet<Node>, now: ReadonlySet<Node>): void {
    const [told, truly, later] = [named, by, now].map(numbersOf);
    if (told === truly || told === later) return;
    // Where what takes several together is not known, or a set closes a moment later, the engine may name others beside or leave some out.
    if (![...named].some((node) => by.has(node) || now.has(node)))
      throw new WrongAnswer(`${what} is said to be blocked by ${told}, and is by ${truly}`);
    this.#figures.otherwise += 1;
  }
}

const numbersOf = (nodes: ReadonlySet<Node>): string =>
  [...nodes]
    .map(({ index }) => index)
    .sort((a, b) => a - b)
    .join();

interface Asked {
  readonly use: Use;
  readonly task: TaskId | undefined;
  readonly anchor: Node | undefined;
  readonly members: readonly Node[];
  readonly needsEnd: boolean;
}

const needsEnd = (condition: { readonly kind: string; readonly event?: string }): boolean =>
  condition.kind !== "no-more" && !(condition.kind === "at-least" && condition.event === "added");

const textOf = (obstacles: readonly Obstacle[]): string => obstacles.map(({ text }) => text).join("; ");

/**
 * Whether the engine's counters and the reference are equally exact. They are not where a rule needs several nodes together, one with a key,
 * or a rule around it: then the counters wait for each, though without another it may come to nothing. Of what a gather under a node takes
 * in, it is the reference that knows less.
 */
const isPrecise = ({ rules }: Workflow): boolean =>
  rules.every(
    ({ conditions, parent, sites }) =>
      parent === undefined &&
      sites.every(({ sources }) => sources.every((source) => source.kind !== "gather" || source.under === undefined)) &&
      conditions.filter(({ kind }) => kind === "each").length < 2 &&
      conditions.every(({ kind }) => kind !== "keyed" && kind !== "at-least" && kind !== "every"),
  );

const MOST_TRIED = 3;
const MOST_JUDGED = 3;
const MOST_TOGETHER = 12;

/** Whether there are obstacles with which, and without which not, it keeps the thing open: it is left for last as others are taken away. */
function matters(
  one: Obstacle,
  all: readonly Obstacle[],
  isOpenWithout: (gone: readonly Obstacle[]) => boolean,
): boolean {
  const others = all.filter((each) => each !== one);
  if (isOpenWithout(others) || others.length > MOST_TOGETHER) return true;
  for (let turn = 0; turn < Math.min(MOST_TRIED, others.length); turn += 1) {
    const gone: Obstacle[] = [];
    for (const other of [...others.slice(turn), ...others.slice(0, turn)])
      if (isOpenWithout([...gone, other])) gone.push(other);
    if (!isOpenWithout([...gone, one])) return true;
  }
  return false;
}
