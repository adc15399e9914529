/** Where the edges of what a rule adds come from, with what bodies make on the way resolved. */
import { isNodeCondition } from "./conditions.ts";
import type { ScopePlan } from "./scope-plan.ts";
import type { RuleId, Site, Source, TaskId, Under } from "./workflow.ts";

/** A node a rule fires on, as the conditions name it. */
export interface Position {
  readonly rule: RuleId;
  readonly condition: number;
}

/** A source of edges with what the same body made on the way resolved. */
export type FlatSource =
  | (Position & { readonly kind: "bound" })
  /** A keyed node on the way may be any old one: whatever the rule that makes it fires on. */
  | { readonly kind: "keyed"; readonly rule: RuleId; readonly task: TaskId }
  | { readonly kind: "gather"; readonly task: TaskId; readonly under?: Under };

export function flatSources(plan: ScopePlan, anchor: TaskId, site: Site): readonly FlatSource[] {
  const found: FlatSource[] = [];
  const seen = new Set<Site>([site]);
  const visit = (source: Source): void => {
    if (source.kind !== "made") {
      found.push(source);
      return;
    }
    const made = plan.rule(source.rule).sites[source.site];
    if (made === undefined) return;
    if (made.keyed) found.push({ kind: "keyed", rule: source.rule, task: made.task });
    if (made.task === anchor || seen.has(made)) return;
    seen.add(made);
    made.sources.forEach(visit);
  };
  site.sources.forEach(visit);
  return found;
}

/** Whether all that the site adds hangs on nothing but anchors that the same firing of its rule makes, and no key may bring back. */
export function isOfNewAnchors(plan: ScopePlan, anchor: TaskId, id: RuleId, site: Site): boolean {
  return site.sources.every((source) => {
    if (source.kind !== "made" || source.rule !== id) return false;
    const made = plan.rule(id).sites[source.site];
    if (made === undefined || made.keyed || made === site) return false;
    return made.task === anchor || (made.sources.length > 0 && isOfNewAnchors(plan, anchor, id, made));
  });
}

/** The nodes (of this rule's conditions or of rules around it) that what `id` and rules nested in it add comes from. */
export function neededPositions(plan: ScopePlan, anchor: TaskId, id: RuleId): readonly Position[] {
  const needed = new Map<string, Position>();
  const need = ({ rule, condition }: Position): void => {
    needed.set(`${rule}:${condition}`, { rule, condition });
    // A node held by name is one that a rule around it fired on (or made, which that rule's own sites say).
    const held = plan.rule(rule).conditions[condition];
    const { parent } = plan.rule(rule);
    const binding = held?.kind === "held" && parent !== undefined ? positionOf(plan, parent, held.held) : undefined;
    if (binding !== undefined) need(binding);
  };
  const rule = plan.rule(id);
  for (const site of rule.sites)
    for (const source of flatSources(plan, anchor, site)) {
      if (source.kind === "bound") need(source);
      const binding = source.kind === "gather" && source.under ? positionOf(plan, id, source.under.name) : undefined;
      if (binding !== undefined) need(binding);
    }
  // What a nested rule's own conditions bind is no business of this one.
  for (const child of rule.nested)
    for (const position of neededPositions(plan, anchor, child)) if (position.rule <= id) need(position);
  return [...needed.values()];
}

export function sourceTask(plan: ScopePlan, source: Source): TaskId | undefined {
  if (source.kind === "gather") return source.task;
  const rule = plan.rule(source.rule);
  if (source.kind === "made") return rule.sites[source.site]?.task;
  const condition = rule.conditions[source.condition];
  return condition !== undefined && isNodeCondition(condition) ? condition.task : undefined;
}

/** The condition of this rule or of one around it that binds `name`; a name bound by `let` has none. */
export function positionOf(plan: ScopePlan, id: RuleId, name: string): Position | undefined {
  for (let rule: RuleId | undefined = id; rule !== undefined; rule = plan.rule(rule).parent) {
    const condition = plan.rule(rule).conditions.findIndex((each) => isNodeCondition(each) && each.name === name);
    if (condition >= 0) return { rule, condition };
  }
  return undefined;
}
