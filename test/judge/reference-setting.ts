/** Where a rule may fire: candidates for its conditions and those of the rules around it. */
import { nodeBrand } from "../../runtime/src/brand.ts";
import { canonical } from "../../runtime/src/library/canonical.ts";
import { isNodeCondition, isView, type Firing, type Instance, type Node } from "./reference-graph.ts";
import type { Bindings, Condition, Rule, RuleId, Source, TaskId } from "../../runtime/src/workflow.ts";

/** A node that is there, or one that may yet be. */
export type Candidate =
  | { readonly kind: "node"; readonly node: Node; readonly met: boolean }
  | { readonly kind: "potential"; readonly task: TaskId; readonly inside: boolean };

/** What is known where a rule may fire: the candidates for its conditions and those of the rules around it. */
export interface Setting {
  readonly bound: ReadonlyMap<string, Candidate>;
  /** Names bound to candidates; others stand in `names`. */
  readonly candidates: ReadonlyMap<string, Candidate>;
  readonly names: Bindings;
  /** The firing that made the rule, where it is made already. */
  readonly around: Firing | undefined;
}

/** A condition as a key of `Setting.bound`. */
export const positionText = (rule: RuleId, condition: number): string => `${rule}:${condition}`;

/** What a rule that listens knows of the rules around it. */
export function settingOf(instance: Instance): Setting {
  const bound = new Map<string, Candidate>();
  for (let firing: Firing | undefined = instance.parent; firing !== undefined; firing = firing.instance.parent)
    for (const [index, node] of firing.nodes.entries())
      if (node !== undefined) bound.set(positionText(firing.instance.rule, index), { kind: "node", node, met: true });
  return { bound, candidates: new Map(), names: instance.names, around: instance.parent };
}

/** What a `held` condition holds; `undefined` where the rule around it has yet to make it. */
export function heldBy({ held }: { readonly held: string }, setting: Setting): Candidate | undefined {
  const known = setting.candidates.get(held) ?? setting.names[held];
  if (isView(known)) return { kind: "node", node: known.target, met: true };
  return known as Candidate | undefined;
}

/** Nodes that a firing around has made at a site, of those that the rule has a name for. */
export function madeAlready(setting: Setting, source: Extract<Source, { kind: "made" }>): readonly Node[] | undefined {
  const captured = new Set(Object.values(setting.names).flatMap((value) => (isView(value) ? [value.target] : [])));
  for (let firing = setting.around; firing !== undefined; firing = firing.instance.parent)
    if (firing.instance.rule === source.rule)
      return [...(firing.made.get(source.site) ?? [])].filter((node) => captured.has(node));
  return undefined;
}

/** The setting with candidates for the rule's own conditions. */
export function extend(rule: Rule, id: RuleId, setting: Setting, more: ReadonlyMap<number, Candidate>): Setting {
  const bound = new Map(setting.bound);
  const candidates = new Map(setting.candidates);
  for (const [index, candidate] of more) {
    bound.set(positionText(id, index), candidate);
    const condition = rule.conditions[index];
    if (condition !== undefined && isNodeCondition(condition) && condition.name !== undefined)
      candidates.set(condition.name, candidate);
  }
  return { ...setting, bound, candidates };
}

/** The key's text, where all that it reads is there. */
export function keyOf(
  rule: Rule,
  condition: Extract<Condition, { kind: "keyed" }>,
  setting: Setting,
  bound: ReadonlyMap<number, Candidate>,
): string | undefined {
  const names = Object.create(setting.names) as Record<string, unknown>;
  for (const [name, candidate] of setting.candidates)
    names[name] = candidate.kind === "node" ? viewFor(candidate.node) : undefined;
  for (const [index, candidate] of bound) {
    const each = rule.conditions[index];
    if (each === undefined || !isNodeCondition(each) || each.name === undefined) continue;
    names[each.name] = candidate.kind === "node" && candidate.met ? viewFor(candidate.node) : undefined;
  }
  try {
    return canonical(condition.key(names));
  } catch {
    return undefined;
  }
}

function viewFor(node: Node): object {
  return {
    [nodeBrand]: true,
    args: Object.fromEntries(["f", "s"].map((name, index) => [name, node.args[index]])),
    result: node.result,
  };
}
