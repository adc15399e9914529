/**
 * Which programs adg accepts: the soundness of waiting (language.md §4, ADG5001), decided on the safe side. What is refused here
 * may be accepted there, never the other way round.
 */
import { taskOfSource } from "./compile.ts";
import type { Condition, Rule, RuleId, Site, Workflow } from "../../runtime/src/workflow.ts";

interface Arrow {
  readonly from: number;
  readonly to: number;
  readonly rule: RuleId;
  readonly site: Site;
  /** The condition that waits, for a waiting arrow. */
  readonly waits: Extract<Condition, { kind: "no-more" | "all" }> | undefined;
}

export function isAccepted(workflow: Workflow): boolean {
  return workflow.scopes.every((_, scope) => isSound(workflow.rules, scope));
}

function isSound(rules: readonly Rule[], scope: number): boolean {
  const arrows = arrowsOf(rules, scope);
  const leads = reachability(arrows);
  const isOnCircle = ({ from, to }: Arrow): boolean => leads(to, from);
  return arrows.every((arrow) => {
    if (arrow.waits === undefined || !isOnCircle(arrow)) return true;
    const circle = arrows.filter(
      (each) => isOnCircle(each) && leads(each.to, arrow.from) && leads(arrow.to, each.from),
    );
    return isBroken(rules, arrow, circle);
  });
}

/** Whether a new anchor stands between any two waits of the circle. */
function isBroken(rules: readonly Rule[], { waits }: Arrow, circle: readonly Arrow[]): boolean {
  const anchor = waits?.under?.task;
  if (anchor === undefined || waits?.task === anchor) return false;
  if (!circle.every((arrow) => isPlain(rules, arrow, anchor))) return false;
  const data = circle.flatMap(({ rule, site, waits: wait }) =>
    site.sources.map((source) => ({ from: taskOfSource(rules, source), to: site.task, rule, site, waits: wait })),
  );
  const around = [...circle, ...data].filter(({ from, to }) => from !== anchor && to !== anchor);
  // An arrow of a rule whose addition hangs on an anchor made in the same body starts at that anchor.
  const within = around.filter(({ site }) => !hangsOnNewAnchor(rules, site, anchor));
  const leads = reachability(within);
  return within.every(({ from, to, waits: wait }) => wait === undefined || !leads(to, from));
}

/** No join, no gather but under the anchor, nothing keyed; and what is added comes from the node that the rule fired on. */
function isPlain(rules: readonly Rule[], { rule: id, site }: Arrow, anchor: number): boolean {
  const rule = rules[id] as Rule;
  if (rule.parent !== undefined || site.keyed) return false;
  const nodes = rule.conditions.filter(({ kind }) => kind === "each" || kind === "keyed" || kind === "held");
  const [only] = nodes;
  if (nodes.length !== 1 || only?.kind !== "each" || only.event === "added") return false;
  const isAnchored = (under: { readonly name: string; readonly task: number } | undefined): boolean =>
    under !== undefined && under.task === anchor && only.task === anchor && under.name === only.name;
  const waits = rule.conditions.every(
    (each) => each === only || ((each.kind === "no-more" || each.kind === "all") && isAnchored(each.under)),
  );
  const sources = site.sources.every((source) => {
    if (source.kind === "gather") return isAnchored(source.under);
    if (source.kind === "made") return rules[source.rule]?.sites[source.site]?.keyed === false;
    return true;
  });
  return waits && sources && site.sources.length > 0;
}

function hangsOnNewAnchor(rules: readonly Rule[], site: Site, anchor: number): boolean {
  return (
    site.sources.length > 0 &&
    site.sources.every((source) => source.kind === "made" && taskOfSource(rules, source) === anchor)
  );
}

function arrowsOf(rules: readonly Rule[], scope: number): readonly Arrow[] {
  const arrows: Arrow[] = [];
  for (const [id, rule] of rules.entries()) {
    if (rule.scope !== scope) continue;
    const conditions = [...rule.conditions];
    for (let around = rule.parent; around !== undefined; around = rules[around]?.parent)
      conditions.push(...(rules[around]?.conditions ?? []));
    for (const site of rule.sites)
      for (const condition of conditions) {
        if (!("task" in condition)) continue;
        const waits = condition.kind === "no-more" || condition.kind === "all" ? condition : undefined;
        arrows.push({ from: condition.task, to: site.task, rule: id, site, waits });
      }
    // What hangs on a keyed node comes along when its key is met again.
    for (const site of rule.sites)
      for (const from of keyedBehind(rules, site))
        arrows.push({ from, to: site.task, rule: id, site, waits: undefined });
  }
  return arrows;
}

/** Keyed tasks among what the site's nodes hang on through nodes made in bodies. */
function keyedBehind(rules: readonly Rule[], site: Site): ReadonlySet<number> {
  const keyed = new Set<number>();
  for (const source of site.sources) {
    const made = source.kind === "made" ? rules[source.rule]?.sites[source.site] : undefined;
    if (made?.keyed === true) keyed.add(made.task);
    if (made !== undefined) for (const task of keyedBehind(rules, made)) keyed.add(task);
  }
  return keyed;
}

function reachability(
  arrows: readonly { readonly from: number; readonly to: number }[],
): (from: number, to: number) => boolean {
  const known = new Map<number, Set<number>>();
  return (from, to) => {
    let reached = known.get(from);
    if (reached === undefined) {
      reached = new Set([from]);
      const todo = [from];
      for (let task = todo.pop(); task !== undefined; task = todo.pop())
        for (const arrow of arrows)
          if (arrow.from === task && !reached.has(arrow.to)) {
            reached.add(arrow.to);
            todo.push(arrow.to);
          }
      known.set(from, reached);
    }
    return reached.has(to);
  };
}
