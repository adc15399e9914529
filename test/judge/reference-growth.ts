/**
 * What may yet be added, straight from the definition (language.md §4): the least set of tasks that a live rule can add, where a
 * rule is live while some tuple of nodes that exist and of nodes that may yet be added could make it fire. `under` is decided the
 * same way, with each node and each node-to-be either inside or outside of what is below the anchor.
 */
import { canonical } from "../../runtime/src/library/canonical.ts";
import {
  AS_IT_IS,
  below,
  hasHappened,
  isNodeCondition,
  isSetCondition,
  isSettled,
  isUnsuccessful,
  isView,
  reach,
  setOf,
  tupleText,
  type Instance,
  type Node,
  type NodeCondition,
  type SetCondition,
  type Tuple,
  type Use,
  type View,
  type World,
} from "./reference-graph.ts";
import {
  extend,
  heldBy,
  keyOf,
  madeAlready,
  positionText,
  settingOf,
  type Candidate,
  type Setting,
} from "./reference-setting.ts";
import { TooLarge } from "./sides.ts";
import type { Condition, Rule, RuleId, Source, TaskId, Workflow } from "../../runtime/src/workflow.ts";

/** Programs that take longer are not judged. */
const MOST_STEPS = 20_000;

/** Tasks of which a node may yet be added to a use of a scope, in a world. */
export function mayBeAdded(known: Known, world: World, use: Use): ReadonlySet<TaskId> {
  return new Growth(known, world, use, undefined, new Set()).tasks();
}

/** Rules that may yet fire in a use of a scope, in a world. */
export function mayFire(known: Known, world: World, use: Use): ReadonlySet<RuleId> {
  const growth = new Growth(known, world, use, undefined, new Set());
  growth.tasks();
  return growth.fired;
}

/** Tasks of which a node may yet come to be under `anchor`; `anywhere` is what `mayBeAdded` answers in the same world. */
export function mayComeUnder(
  known: Known,
  world: World,
  anchor: Node,
  anywhere: ReadonlySet<TaskId>,
): ReadonlySet<TaskId> {
  return new Growth(known, world, anchor.use, anchor, anywhere).tasks();
}

/** What is asked of the rules. */
export interface Known {
  readonly workflow: Workflow;
  /** Tuples of an instance whose nodes have all met their conditions, in a world. */
  met(world: World, instance: Instance): readonly Tuple[];
  /** Whether one of the tuple's sets will never be what its rule waits for, as things are. */
  isClosed(instance: Instance, tuple: Tuple): boolean;
}

class Growth {
  readonly #known: Known;
  readonly #world: World;
  readonly #use: Use;
  readonly #anchor: Node | undefined;
  readonly #anywhere: ReadonlySet<TaskId>;
  readonly #before: ReadonlySet<Node>;
  /** Tasks of which new nodes may come. Grows until nothing is added. */
  readonly #may = new Set<TaskId>();
  /** Tasks of nodes that are there already and may come along with a key that is met again. */
  readonly #along = new Set<TaskId>();
  #inside: ReadonlySet<Node>;
  #steps = 0;
  /** Rules that may fire. */
  readonly fired = new Set<RuleId>();

  constructor(known: Known, world: World, use: Use, anchor: Node | undefined, anywhere: ReadonlySet<TaskId>) {
    this.#known = known;
    this.#world = world;
    this.#use = use;
    this.#anchor = anchor;
    this.#anywhere = anywhere;
    this.#before = anchor === undefined ? new Set() : below(anchor);
    this.#inside = this.#before;
  }

  tasks(): ReadonlySet<TaskId> {
    for (let size = -1; size !== this.#may.size + this.#inside.size;) {
      size = this.#may.size + this.#inside.size;
      for (const instance of this.#use.instances) this.#instance(instance);
      this.#spawned();
    }
    return new Set([...this.#may, ...this.#along]);
  }

  /** What nodes that run, or may yet run, may append below themselves. */
  #spawned(): void {
    const spawns = (task: TaskId): readonly TaskId[] => this.#known.workflow.tasks[task]?.spawns ?? [];
    for (const node of this.#use.nodes) {
      const isOver = this.#world.unsettled === "rests" ? !this.#world.back.has(node) : isSettled(this.#world, node);
      if (
        isOver ||
        this.#isGone(node) ||
        (this.#anchor !== undefined && !this.#carries({ kind: "node", node, met: true }))
      )
        continue;
      for (const task of spawns(node.task)) this.#may.add(task);
    }
    for (const task of this.#may)
      if (task !== this.#anchor?.task) for (const spawned of spawns(task)) this.#may.add(spawned);
  }

  /** Every firing that this rule may still come to, for tuples not decided yet. */
  #instance(instance: Instance): void {
    const rule = this.#rule(instance.rule);
    const setting = settingOf(instance);
    const { gone } = this.#world;
    if (gone?.instances.has(instance) === true) return;
    for (const tuple of this.#known.met(this.#world, instance)) {
      const decided = instance.decided.get(tupleText(tuple));
      if (gone?.tuples.get(instance)?.has(tupleText(tuple)) === true) continue;
      if (decided === "fired" || (decided === "blocked" && !this.#world.blockedRulesWait)) continue;
      const isAsItIs = this.#world.back.size === 0;
      if (decided === "ended" && (isAsItIs || !this.#mayBeGroupedYet(rule, instance, tuple))) continue;
      if (this.#world.unsettled === "rests" && decided === undefined && !this.#isDead(rule, instance, tuple)) continue;
      const bound = new Map<number, Candidate>();
      for (const [index, node] of tuple.entries())
        if (node !== undefined) bound.set(index, { kind: "node", node, met: true });
      this.#fire(instance.rule, extend(rule, instance.rule, setting, bound));
    }
    this.#tuples(instance.rule, setting, 0, new Map(), "unmet");
  }

  /** Extends a partial tuple by every candidate. `unmet`: only tuples with a node that has not met its condition count. */
  #tuples(
    id: RuleId,
    setting: Setting,
    from: number,
    bound: ReadonlyMap<number, Candidate>,
    which: "unmet" | "any",
  ): void {
    const rule = this.#rule(id);
    const condition = rule.conditions[from];
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) throw new TooLarge();
    if (condition === undefined) {
      const isUnmet = [...bound.values()].some((each) => each.kind === "potential" || !each.met);
      if (which === "any" || isUnmet) this.#fire(id, extend(rule, id, setting, bound));
      return;
    }
    if (!isNodeCondition(condition)) {
      this.#tuples(id, setting, from + 1, bound, which);
      return;
    }
    for (const candidate of this.#candidates(rule, id, condition, setting, bound))
      this.#tuples(id, setting, from + 1, new Map([...bound, [from, candidate]]), which);
  }

  #candidates(
    rule: Rule,
    id: RuleId,
    condition: NodeCondition,
    setting: Setting,
    bound: ReadonlyMap<number, Candidate>,
  ): readonly Candidate[] {
    const { task, event } = condition;
    const asCandidate = (node: Node): readonly Candidate[] => {
      if (hasHappened(this.#world, node, event)) return [{ kind: "node", node, met: true }];
      const rests = this.#world.unsettled === "rests" && !this.#world.back.has(node);
      return rests || this.#isGone(node) || isSettled(this.#world, node) ? [] : [{ kind: "node", node, met: false }];
    };
    if (condition.kind === "held") {
      const held = heldBy(condition, setting);
      if (held === undefined) {
        const made = this.#madeAround(id, task, setting);
        if (condition.recalls !== true) return made;
        return [
          ...made,
          ...this.#use.nodes.filter((node) => node.task === task).flatMap(asCandidate),
          ...this.#potentials(task),
        ];
      }
      return held.kind === "node" ? asCandidate(held.node) : [held];
    }
    const nodes = this.#use.nodes.filter((node) => node.task === task);
    if (condition.kind === "keyed") {
      const key = keyOf(rule, condition, setting, bound);
      const keyed = nodes.filter(
        (node) => node.key !== undefined && (key === undefined || canonical(node.key) === key),
      );
      if (key !== undefined && keyed.length > 0) return keyed.flatMap(asCandidate);
      return [...keyed.flatMap(asCandidate), ...(this.#hasKeys(task) ? this.#potentials(task) : [])];
    }
    const candidates = [...nodes.flatMap(asCandidate), ...this.#potentials(task)];
    return speaksOfSingleNodes(this.#known.workflow, id) ? candidates : this.#oneOfEachSort(candidates);
  }

  /** Whether anything adds nodes of the task with a key. */
  #hasKeys(task: TaskId): boolean {
    const { scope } = this.#use;
    return this.#known.workflow.rules.some(
      (rule) => rule.scope === scope && rule.sites.some((site) => site.keyed && site.task === task),
    );
  }

  /** Nodes that differ in nothing a rule could ask for are tried once. */
  #oneOfEachSort(candidates: readonly Candidate[]): readonly Candidate[] {
    const sorts = new Map<string, Candidate>();
    for (const candidate of candidates) {
      const sort =
        candidate.kind === "potential"
          ? `potential ${candidate.inside}`
          : `${candidate.met} ${isSettled(this.#world, candidate.node) ? candidate.node.state : "unsettled"} ${this.#carries(candidate)}`;
      if (!sorts.has(sort)) sorts.set(sort, candidate);
    }
    return [...sorts.values()];
  }

  #potentials(task: TaskId): readonly Candidate[] {
    const outside = this.#anchor === undefined ? this.#may.has(task) : this.#anywhere.has(task);
    const inside = this.#anchor !== undefined && this.#may.has(task);
    return [
      ...(outside ? [{ kind: "potential" as const, task, inside: false }] : []),
      ...(inside ? [{ kind: "potential" as const, task, inside: true }] : []),
    ];
  }

  /** A node that a rule around would make: inside if any of its sites for the task would be. */
  #madeAround(id: RuleId, task: TaskId, setting: Setting): readonly Candidate[] {
    let inside = false;
    for (let around = this.#rule(id).parent; around !== undefined; around = this.#rule(around).parent)
      for (const [site, made] of this.#rule(around).sites.entries())
        if (made.task === task && this.#isInside(around, site, setting)) inside = true;
    return [{ kind: "potential", task, inside }];
  }

  /** The rule may fire here: what its body and the rules in it may add. */
  #fire(id: RuleId, setting: Setting, which: "possibly" | "anyhow" = "possibly"): void {
    const rule = this.#rule(id);
    if (which === "possibly" && rule.conditions.some((condition) => this.#canNeverHold(condition, setting))) return;
    this.fired.add(id);
    for (const [index, site] of rule.sites.entries()) {
      if (this.#anchor === undefined) this.#may.add(site.task);
      else if (this.#isInside(id, index, setting)) {
        this.#may.add(site.task);
        if (site.keyed) this.#meet(site.task);
      }
    }
    for (const child of rule.nested) this.#nested(child, setting);
  }

  /**
   * A live rule counts with everything that the rules in it could add (language.md §4), whether or not these could ever fire. Where
   * it is asked what might have been, only what is possible counts: so the engine may block for more than this, never for less.
   */
  #nested(id: RuleId, setting: Setting): void {
    this.#tuples(id, setting, 0, new Map(), "any");
    if (this.#world.blockedRulesWait) return;
    const bound = new Map<number, Candidate>();
    for (const [index, condition] of this.#rule(id).conditions.entries()) {
      if (!isNodeCondition(condition)) continue;
      const held = condition.kind === "held" ? heldBy(condition, setting) : undefined;
      bound.set(index, held ?? { kind: "potential", task: condition.task, inside: false });
    }
    this.#fire(id, extend(this.#rule(id), id, setting, bound), "anyhow");
  }

  /** A keyed node of the task may be met from inside: any that is there comes under the anchor with all that is below it. */
  #meet(task: TaskId): void {
    const anchor = this.#anchor;
    if (anchor === undefined) return;
    const met = this.#use.nodes.filter((node) => node.task === task && node.key !== undefined && node !== anchor);
    this.#inside = reach(anchor, [...this.#inside, ...met]);
    for (const node of this.#inside) if (!this.#before.has(node)) this.#along.add(node.task);
  }

  /** Whether the tuple does not wait, but is closed. */
  #isDead(rule: Rule, instance: Instance, tuple: Tuple): boolean {
    const isUnmet = tuple.some((node, index) => {
      const condition = rule.conditions[index];
      if (node === undefined || condition === undefined || !isNodeCondition(condition)) return false;
      return !hasHappened(AS_IT_IS, node, condition.event);
    });
    return isUnmet || this.#known.isClosed(instance, tuple);
  }

  #canNeverHold(condition: Condition, setting: Setting): boolean {
    if (condition.kind === "all" || condition.kind === "all-held") {
      if (condition.event !== "done") return false;
      const members = this.#membersOf(condition, setting) ?? [];
      // One that still runs may fail yet, with a stand-in, and then the rule is closed all the same.
      const rests =
        this.#world.unsettled === "rests" && members.some((node) => !this.#isGone(node) && !isSettled(AS_IT_IS, node));
      return rests || members.some((node) => isSettled(this.#world, node) && isUnsuccessful(node));
    }
    return condition.kind === "at-least" && !this.#mayReach(condition, setting);
  }

  /** Whether there may yet be as many as `at least` wants. */
  #mayReach(condition: Extract<Condition, { kind: "at-least" }>, setting: Setting): boolean {
    const members = this.#membersOf(condition, setting);
    if (members === undefined) return true;
    if (condition.of.kind === "task" && this.#mayCome(condition.of.task)) return true;
    const counting = [...new Set(members)].filter(
      (node) => condition.event === "added" || node.state === "done" || this.#mayEnd(node),
    );
    try {
      return counting.length >= Number(condition.count(setting.names));
    } catch {
      return true;
    }
  }

  /** Whether an `every` that has fired for all there was would fire for more. */
  #mayBeGroupedYet(rule: Rule, instance: Instance, tuple: Tuple): boolean {
    const every = rule.conditions.find(({ kind }) => kind === "every");
    if (every?.kind !== "every") return false;
    const bound = new Map<number, Candidate>();
    for (const [index, node] of tuple.entries())
      if (node !== undefined) bound.set(index, { kind: "node", node, met: true });
    const members = this.#membersOf(every, extend(rule, instance.rule, settingOf(instance), bound));
    if (members === undefined || members.some((node) => this.#mayEnd(node))) return true;
    return every.of.kind === "task" && this.#mayCome(every.of.task);
  }

  /** Whether a node of the task may yet be added, wherever it would be. */
  #mayCome(task: TaskId): boolean {
    return this.#may.has(task) || this.#anywhere.has(task);
  }

  #isGone(node: Node): boolean {
    return this.#world.gone?.nodes.has(node) === true;
  }

  /** Whether the node has yet to end. */
  #mayEnd(node: Node): boolean {
    if (this.#isGone(node)) return false;
    return this.#world.back.has(node) || (this.#world.unsettled === "acts" && !isSettled(this.#world, node));
  }

  /** The nodes there are in the set that a condition speaks of; `undefined` where the rule around has yet to say which. */
  #membersOf(condition: SetCondition, setting: Setting): readonly Node[] | undefined {
    const of = setOf(condition);
    if (of.kind === "held") {
      const list = setting.names[of.held];
      return Array.isArray(list) ? list.map((view) => (view as View).target) : undefined;
    }
    let members: Iterable<Node> = this.#use.nodes;
    if (of.under !== undefined) {
      const anchor = setting.candidates.get(of.under.name) ?? setting.names[of.under.name];
      if (isView(anchor)) members = below(anchor.target);
      else if (anchor !== undefined && (anchor as Candidate).kind === "node")
        members = below((anchor as Extract<Candidate, { kind: "node" }>).node);
      else return undefined;
    }
    return [...members].filter((node) => node.task === of.task);
  }

  /** Whether what comes from the candidate is under the anchor. */
  #carries(candidate: Candidate): boolean {
    const anchor = this.#anchor;
    if (anchor === undefined) return false;
    if (candidate.kind === "potential") return candidate.inside && candidate.task !== anchor.task;
    const { node } = candidate;
    return node === anchor || (node.task !== anchor.task && this.#inside.has(node));
  }

  #hangsOnKey(node: Node): boolean {
    return this.#use.nodes.some(
      (keyed) => keyed.key !== undefined && (keyed === node || reach(keyed, [keyed]).has(node)),
    );
  }

  #isInside(id: RuleId, site: number, setting: Setting): boolean {
    return this.#rule(id).sites[site]?.sources.some((source) => this.#sourceCarries(source, setting)) ?? false;
  }

  #sourceCarries(source: Source, setting: Setting): boolean {
    const anchor = this.#anchor;
    if (anchor === undefined) return false;
    switch (source.kind) {
      case "bound": {
        const candidate = setting.bound.get(positionText(source.rule, source.condition));
        return candidate !== undefined && this.#carries(candidate);
      }
      case "made": {
        const made = this.#rule(source.rule).sites[source.site];
        if (made === undefined) return false;
        const there = madeAlready(setting, source);
        if (there !== undefined) return there.some((node) => this.#carries({ kind: "node", node, met: true }));
        if (made.keyed) {
          const mayMeet = this.#use.nodes.some(
            (node) =>
              node.task === made.task && node.key !== undefined && this.#carries({ kind: "node", node, met: true }),
          );
          if (mayMeet || (made.task !== anchor.task && this.#may.has(made.task))) return true;
        }
        return made.task !== anchor.task && this.#isInside(source.rule, source.site, setting);
      }
      case "gather": {
        const members = this.#use.nodes.filter((node) => node.task === source.task);
        if (source.under === undefined) {
          const isThere = members.some((node) => this.#carries({ kind: "node", node, met: true }));
          return isThere || (source.task !== anchor.task && this.#may.has(source.task));
        }
        const found = setting.candidates.get(source.under.name) ?? setting.names[source.under.name];
        const other = isView(found) ? found.target : (found as Extract<Candidate, { kind: "node" }> | undefined)?.node;
        if (other !== undefined) {
          const own = below(other);
          if (members.some((node) => own.has(node) && this.#carries({ kind: "node", node, met: true }))) return true;
        }
        // Keys met again can bring what is inside under the other node, too.
        if (members.some((node) => this.#hangsOnKey(node) && this.#carries({ kind: "node", node, met: true })))
          return true;
        return source.task !== anchor.task && this.#may.has(source.task);
      }
    }
  }

  #rule(id: RuleId): Rule {
    return this.#known.workflow.rules[id] as Rule;
  }
}

function isUnder(condition: SetCondition): boolean {
  const of = setOf(condition);
  return of.kind === "task" && of.under !== undefined;
}

/** Whether the rule or one in it asks for one particular node, so that no two nodes are of the same sort. */
function speaksOfSingleNodes(workflow: Workflow, id: RuleId): boolean {
  const rule = workflow.rules[id] as Rule;
  const own = rule.conditions.some(
    (condition) => condition.kind === "keyed" || (isSetCondition(condition) && isUnder(condition)),
  );
  const gathers = rule.sites.some(({ sources }) => sources.some((source) => source.kind === "gather" && source.under));
  return own || gathers || rule.nested.some((child) => speaksOfSingleNodes(workflow, child));
}
