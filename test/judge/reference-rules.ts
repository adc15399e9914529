/** What the reference says of rules: which tuples meet their conditions, and what holds of the sets they wait for. */
import { canonical } from "../../runtime/src/library/canonical.ts";
import { mayBeAdded, mayComeUnder, mayFire, type Known } from "./reference-growth.ts";
import {
  AS_IT_IS,
  below,
  compareNodes,
  hasHappened,
  isNodeCondition,
  isSetCondition,
  isSettled,
  isUnsuccessful,
  setOf,
  tupleText,
  viewOf,
  type Gone,
  type Instance,
  type Node,
  type SetCondition,
  type Tuple,
  type Use,
  type View,
  type World,
} from "./reference-graph.ts";
import { TooLarge } from "./sides.ts";
import type { Appender, Bindings, Condition, Rule, RuleId, TaskId, Workflow } from "../../runtime/src/workflow.ts";

/** Programs with more tuples of nodes for a rule are not judged. */
const MOST_TUPLES = 5_000;

/** What can be said of a set condition. */
export type SetVerdict = "holds" | "open" | "never" | "not whole" | "unsure";

/** A set that a rule waits for: a list that is closed from the start, or all of a task (under a node). */
type Members =
  | { readonly use: Use; readonly listed: true; readonly members: readonly Node[] }
  | {
      readonly use: Use;
      readonly listed: false;
      readonly task: TaskId;
      readonly anchor: Node | undefined;
      readonly members: readonly Node[];
    };

/** Members that count, each once: in order of appearance, or of completion. */
function counted(set: Members, event: "added" | "done"): readonly Node[] {
  const members = [...new Set(set.members)];
  if (event === "added") return members.sort((a, b) => a.index - b.index);
  return members.filter(({ state }) => state === "done").sort((a, b) => a.ended - b.ended);
}

export class ReferenceRules {
  readonly #workflow: Workflow;
  /** What `no more` has held for, with the members there were: none may ever be added. */
  readonly #closed: {
    readonly use: Use;
    readonly task: TaskId;
    readonly anchor: Node | undefined;
    readonly count: number;
  }[] = [];
  /** Answers that hold until something changes. */
  readonly #known = new Map<object, Map<string, unknown>>();

  constructor(workflow: Workflow) {
    this.#workflow = workflow;
  }

  rule(id: RuleId): Rule {
    return this.#workflow.rules[id] as Rule;
  }

  /** Something has changed: every answer must be found again. What has been called closed must have stayed closed. */
  forget(): void {
    this.#known.clear();
    this.#checkClosed();
  }

  /** Every tuple of nodes that meets the rule's conditions on nodes and its guard: the full product. */
  met(world: World, instance: Instance): readonly Tuple[] {
    return this.#once(instance, worldText(world), () => this.#product(world, instance));
  }

  #product(world: World, instance: Instance): readonly Tuple[] {
    const { conditions, where } = this.rule(instance.rule);
    let partial: Tuple[] = [[]];
    for (const condition of conditions)
      partial = partial.flatMap((tuple) =>
        this.#meeting(world, instance, condition, tuple).map((node) => [...tuple, node]),
      );
    if (partial.length > MOST_TUPLES) throw new TooLarge();
    if (where === undefined) return partial;
    const graph: Pick<Appender, "all"> = { all: () => [] };
    return partial.filter((tuple) => where(this.names(instance, tuple), graph));
  }

  #meeting(world: World, instance: Instance, condition: Condition, before: Tuple): Tuple {
    const { use } = instance;
    switch (condition.kind) {
      case "each":
        return use.nodes.filter((node) => node.task === condition.task && hasHappened(world, node, condition.event));
      case "keyed": {
        const key = canonical(condition.key(this.names(instance, before)));
        return use.nodes.filter(
          (node) =>
            node.task === condition.task &&
            node.key !== undefined &&
            canonical(node.key) === key &&
            hasHappened(world, node, condition.event),
        );
      }
      case "held": {
        const { target } = instance.names[condition.held] as View;
        return hasHappened(world, target, condition.event) ? [target] : [];
      }
      default:
        return [undefined];
    }
  }

  names(instance: Instance, tuple: Tuple): Record<string, unknown> {
    const names = Object.create(instance.names) as Record<string, unknown>;
    for (const [index, condition] of this.rule(instance.rule).conditions.entries()) {
      if (!isNodeCondition(condition)) continue;
      const held = condition.kind === "held" ? (instance.names[condition.held] as View).target : undefined;
      const node = tuple[index] ?? held;
      if (node === undefined) continue;
      const view = viewOf(node, condition.event === "failed" || condition.event === "settled" ? "soft" : "strict");
      if (condition.name !== undefined) names[condition.name] = view;
      if (condition.kind === "held") names[condition.held] = view;
    }
    return names;
  }

  members(use: Use, task: TaskId, anchor: Node | undefined): readonly Node[] {
    const all = anchor === undefined ? use.nodes : [...below(anchor)];
    return all.filter((node) => node.task === task);
  }

  verdicts(instance: Instance, tuple: Tuple): readonly SetVerdict[] {
    const names = this.names(instance, tuple);
    return this.rule(instance.rule)
      .conditions.filter(isSetCondition)
      .map((condition) => this.#verdict(instance.use, condition, names));
  }

  #verdict(use: Use, condition: SetCondition, names: Bindings): SetVerdict {
    const set = this.#set(use, condition, names);
    if (this.#isNever(set, condition, names)) return "never";
    switch (condition.kind) {
      case "every":
        return "holds";
      case "at-least":
        return counted(set, condition.event).length >= Number(condition.count(names)) ? "holds" : "open";
      case "no-more":
        if (this.#isOpen(set)) return "open";
        return condition.despite ? "holds" : this.#wholeness(set);
      default:
        if (this.#isOpen(set) || !set.members.every((node) => isSettled(AS_IT_IS, node))) return "open";
        return condition.event === "settled" ? "holds" : this.#wholeness(set);
    }
  }

  /** Whether a set condition can never hold any more. */
  #isNever(set: Members, condition: SetCondition, names: Bindings): boolean {
    const needsSuccess = condition.kind === "all" || condition.kind === "all-held";
    if (needsSuccess) return condition.event === "done" && set.members.some(isUnsuccessful);
    if (condition.kind !== "at-least") return false;
    if (counted(set, condition.event).length >= Number(condition.count(names)) || this.#isOpen(set)) return false;
    return condition.event === "added" || set.members.every((node) => isSettled(AS_IT_IS, node));
  }

  /** Whether the tuple is closed: one of its sets will never be what the rule waits for. */
  #isClosed(instance: Instance, tuple: Tuple): boolean {
    const names = this.names(instance, tuple);
    return this.rule(instance.rule)
      .conditions.filter(isSetCondition)
      .some((condition) => this.#isNever(this.#set(instance.use, condition, names), condition, names));
  }

  /** The set that a condition speaks of. */
  #set(use: Use, condition: SetCondition, names: Bindings): Members {
    const of = setOf(condition);
    if (of.kind === "held")
      return { use, listed: true, members: (names[of.held] as readonly View[]).map(({ target }) => target) };
    const anchor = of.under === undefined ? undefined : (names[of.under.name] as View).target;
    return { use, listed: false, task: of.task, anchor, members: this.members(use, of.task, anchor) };
  }

  /** The nodes there are in the set that one of the conditions on sets (the `index`th of these) speaks of. */
  membersOf(instance: Instance, tuple: Tuple, index: number): readonly Node[] {
    const condition = this.rule(instance.rule).conditions.filter(isSetCondition)[index];
    if (condition === undefined) return [];
    return this.#set(instance.use, condition, this.names(instance, tuple)).members;
  }

  /** The nodes that a condition binds, once it holds. */
  bound(use: Use, condition: SetCondition, names: Bindings): readonly Node[] {
    const set = this.#set(use, condition, names);
    if (condition.kind === "at-least") return counted(set, condition.event).slice(0, Number(condition.count(names)));
    return set.listed ? set.members : set.members.toSorted(compareNodes);
  }

  /** The group that a rule with an `every` fires for next, all its other conditions being met. */
  nextGroup(instance: Instance, tuple: Tuple): readonly Node[] | "no groups" | "wait" | "ended" | "blocked" | "unsure" {
    const every = this.rule(instance.rule).conditions.find(({ kind }) => kind === "every");
    if (every?.kind !== "every") return "no groups";
    const names = this.names(instance, tuple);
    const set = this.#set(instance.use, every, names);
    const taken = new Set((instance.groups.get(tupleText(tuple)) ?? []).flat());
    const free = counted(set, "done").filter((node) => !taken.has(node));
    const count = Number(every.count(names));
    if (free.length >= count) return free.slice(0, count);
    if (this.#isOpen(set) || !set.members.every((node) => isSettled(AS_IT_IS, node))) return "wait";
    if (free.length === 0) return "ended";
    const whole = this.#wholeness(set);
    if (whole === "unsure") return "unsure";
    return whole === "holds" ? free : "blocked";
  }

  #isOpen(set: Members): boolean {
    if (set.listed) return false;
    const { use, task, anchor, members } = set;
    if (this.mayGrow(AS_IT_IS, use, task, anchor)) return true;
    this.#closed.push({ use, task, anchor, count: members.length });
    return false;
  }

  /** Whether a node of the task may yet be added to the use (and come under the anchor), in a world. */
  mayGrow(world: World, use: Use, task: TaskId, anchor: Node | undefined): boolean {
    const anywhere = this.#once(use, worldText(world), () => mayBeAdded(this.#asKnown(), world, use));
    if (anchor === undefined) return anywhere.has(task);
    return this.#once(anchor, worldText(world), () => mayComeUnder(this.#asKnown(), world, anchor, anywhere)).has(task);
  }

  /** Whether the rule may yet fire in the use, in a world. */
  mayFire(world: World, use: Use, rule: RuleId): boolean {
    return this.#once(use, `fire ${worldText(world)}`, () => mayFire(this.#asKnown(), world, use)).has(rule);
  }

  #asKnown(): Known {
    return {
      workflow: this.#workflow,
      met: (inWorld, instance) => this.met(inWorld, instance),
      isClosed: (instance, tuple) => this.#isClosed(instance, tuple),
    };
  }

  #once<T>(about: object, question: string, answer: () => T): T {
    let known = this.#known.get(about);
    if (known === undefined) this.#known.set(about, (known = new Map()));
    if (!known.has(question)) known.set(question, answer());
    return known.get(question) as T;
  }

  /**
   * Whether the set would still be closed were all that failed without a stand-in unsettled again (language.md §4, "Failures"). What
   * still runs must have no say in it, or the order of completion would decide: then it is not clear yet.
   */
  #wholeness(set: Members): "holds" | "not whole" | "unsure" {
    if (set.listed) return "holds";
    const { use, task, anchor } = set;
    const back = new Set(use.nodes.filter((node) => isUnsuccessful(node) && !this.#hasStandIn(node, task)));
    if (!this.mayGrow({ back, blockedRulesWait: true, unsettled: "acts" }, use, task, anchor)) return "holds";
    const alone = this.mayGrow({ back, blockedRulesWait: true, unsettled: "rests" }, use, task, anchor);
    return !alone || (anchor !== undefined && this.#mayYetStandIn(use, task, back)) ? "unsure" : "not whole";
  }

  /** Whether it does not hang on what has not ended whether the set is whole, were all this at an end. */
  isClear(use: Use, task: TaskId, anchor: Node | undefined, gone: Gone): boolean {
    const back = new Set(use.nodes.filter((node) => isUnsuccessful(node) && !this.#hasStandIn(node, task)));
    const [acts, rests] = (["acts", "rests"] as const).map((unsettled) =>
      this.mayGrow({ back, blockedRulesWait: true, unsettled, gone }, use, task, anchor),
    );
    return acts === rests;
  }

  /** Whether a rule that adds nothing under the anchor may yet fire on a failure and be a stand-in. */
  #mayYetStandIn(use: Use, task: TaskId, back: ReadonlySet<Node>): boolean {
    const tasks = new Set([...back].map((node) => node.task));
    const takesIn = (condition: Condition): boolean =>
      "event" in condition &&
      (condition.event === "failed" || condition.event === "settled") &&
      "task" in condition &&
      tasks.has(condition.task);
    return use.instances.some((instance) => {
      if (!this.rule(instance.rule).conditions.some(takesIn) || !this.leadsTo(instance.rule, task)) return false;
      const waits = this.met(AS_IT_IS, instance).some((tuple) => !instance.decided.has(tupleText(tuple)));
      return waits || use.nodes.some((node) => !isSettled(AS_IT_IS, node));
    });
  }

  /**
   * The failures by which a tuple is blocked: each that alone could have led to more of a set that is not whole, and those that block a
   * rule which could; where it takes several together, all.
   */
  blockers(instance: Instance, tuple: Tuple): ReadonlySet<Node> {
    const found = new Set<Node>();
    const names = this.names(instance, tuple);
    for (const condition of this.rule(instance.rule).conditions.filter(isSetCondition)) {
      const set = this.#set(instance.use, condition, names);
      if (set.listed || (condition.kind === "no-more" && condition.despite) || !this.#mayBlock(condition)) continue;
      if (this.#wholeness(set) !== "holds") for (const node of this.#blockersOf(set)) found.add(node);
    }
    return found;
  }

  #mayBlock(condition: SetCondition): boolean {
    return (
      condition.kind === "no-more" ||
      condition.kind === "every" ||
      (condition.kind === "all" && condition.event === "done")
    );
  }

  #blockersOf({ use, task, anchor }: Extract<Members, { listed: false }>): ReadonlySet<Node> {
    const without = use.nodes.filter((node) => isUnsuccessful(node) && !this.#hasStandIn(node, task));
    const roots = new Set(without.flatMap((node) => (node.state === "failed" ? [node] : [...node.roots])));
    const found = new Set<Node>();
    for (const root of roots) {
      const back = new Set([root, ...without.filter(({ roots: of }) => of.has(root))]);
      if (this.mayGrow({ back, blockedRulesWait: false, unsettled: "rests" }, use, task, anchor)) found.add(root);
    }
    if (this.mayGrow({ back: new Set(), blockedRulesWait: true, unsettled: "rests" }, use, task, anchor))
      for (const { rule, blockedBy } of use.instances)
        if (this.leadsTo(rule, task)) for (const nodes of blockedBy.values()) for (const node of nodes) found.add(node);
    return found.size > 0 ? found : roots;
  }

  #hasStandIn(node: Node, task: TaskId): boolean {
    if ([...(node.use.firedOn.get(node) ?? [])].some((rule) => this.leadsTo(rule, task))) return true;
    return node.state === "skipped" && [...node.roots].every((root) => this.#hasStandIn(root, task));
  }

  /** Directly, through rules in it, or through rules on what it adds. */
  leadsTo(rule: RuleId, task: TaskId): boolean {
    const rules = new Set([rule]);
    const tasks = new Set<TaskId>();
    for (let size = -1; size !== rules.size + tasks.size;) {
      size = rules.size + tasks.size;
      for (const id of [...rules]) {
        for (const site of this.rule(id).sites) tasks.add(site.task);
        for (const child of this.rule(id).nested) rules.add(child);
      }
      for (const each of tasks) this.#workflow.tasks[each]?.spawns?.forEach((spawned) => tasks.add(spawned));
      for (const [id, { scope, conditions }] of this.#workflow.rules.entries())
        if (scope === this.rule(rule).scope && conditions.some((each) => isNodeCondition(each) && tasks.has(each.task)))
          rules.add(id);
    }
    return tasks.has(task);
  }

  /** The interpreter judges itself, too: what it called closed has stayed closed. */
  #checkClosed(): void {
    for (const { use, task, anchor, count } of this.#closed)
      if (this.members(use, task, anchor).length > count)
        throw new Error(
          `the reference closed t${task}${anchor === undefined ? "" : ` under node ${anchor.index}`} early`,
        );
  }
}

function worldText(world: World): string {
  const { back, blockedRulesWait, unsettled, gone } = world;
  return `${[...back].map(({ index }) => index).join(",")} ${blockedRulesWait} ${unsettled} ${gone?.name ?? ""}`;
}
