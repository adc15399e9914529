/**
 * Which nodes a firing of a rule has to do with, as far as can be told without running: those its conditions are about, those
 * that bodies made for it, and those that a nested rule holds from around. What it adds is under them.
 */
import type * as ast from "../ast.ts";
import { everyPart, namesUsed } from "../emit/walk.ts";
import { nestedRules, type RuleLike } from "../emit/number-rules.ts";
import type { AddSite, Source, Symbol, TaskSymbol } from "../program.ts";
import { conditionsOf, outwards } from "../scope-rules.ts";
import { expressionsIn } from "./body-parts.ts";
import { type ScopeFacts, tasksIn } from "./proof-input.ts";

/** A node (or, for a name that holds several, nodes): the condition or the call it comes from, or else its name. */
export type Holding = ast.Condition | ast.Call | Symbol;

/** What a name holds, if it is a node: the same for two names of one node. */
export function holdingOf(symbol: Symbol, scope: ScopeFacts): Holding {
  if (symbol.kind === "bound") {
    const condition = symbol.rule.conditions[symbol.condition];
    return condition?.kind === "event" ? holdingOfCondition(condition, scope) : symbol;
  }
  if (symbol.kind !== "local" || symbol.declaration.kind !== "let") return symbol;
  const { value } = symbol.declaration;
  if (value.kind === "call" && scope.facts.sites.has(value)) return value;
  if (value.kind !== "name") return symbol;
  const other = scope.facts.symbols.get(value.name);
  return other === undefined || other === symbol ? symbol : holdingOf(other, scope);
}

/** The node that a condition is about: a name held around the rule, or any node of a task. */
export function holdingOfCondition(condition: ast.Condition & { readonly kind: "event" }, scope: ScopeFacts): Holding {
  const subject = scope.facts.symbols.get(condition.subject);
  return subject === undefined || subject.kind === "task" ? condition : holdingOf(subject, scope);
}

/** The tasks that the node may be of. */
export function tasksOfHolding(holding: Holding, { facts }: ScopeFacts): readonly TaskSymbol[] {
  if (holding.kind === "call") return [facts.sites.get(holding)?.task ?? []].flat();
  if (holding.kind === "bound" || holding.kind === "local") return tasksIn(holding.type);
  if (holding.kind !== "event") return [];
  return [facts.conditionTasks.get(holding) ?? []].flat();
}

/** An edge's source with what bodies made on the way to it resolved. */
export type FlatSource =
  | { readonly kind: "node"; readonly holding: Holding; readonly rule: ast.Rule; readonly condition: ast.Condition }
  /** A keyed node on the way may be any old one. */
  | { readonly kind: "keyed"; readonly rule: RuleLike; readonly task: TaskSymbol }
  | { readonly kind: "gather"; readonly task: TaskSymbol; readonly under: Symbol | undefined };

/** Where the edges of a site come from. What comes from nodes of `anchor` that bodies make is theirs, and left out. */
export function flatSources(site: AddSite, anchor: TaskSymbol | undefined, scope: ScopeFacts): readonly FlatSource[] {
  const found: FlatSource[] = [];
  const seen = new Set<AddSite>([site]);
  const visit = (source: Source): void => {
    if (source.kind === "gather") found.push(source);
    else if (source.kind === "bound") {
      const condition = source.rule.conditions[source.condition];
      if (condition?.kind !== "event") return;
      found.push({ kind: "node", holding: holdingOfCondition(condition, scope), rule: source.rule, condition });
    } else {
      const made = scope.facts.sites.get(source.call);
      if (made === undefined) return;
      if (made.call.key !== undefined) found.push({ kind: "keyed", rule: made.owner, task: made.task });
      if (made.task === anchor || seen.has(made)) return;
      seen.add(made);
      made.sources.forEach(visit);
    }
  };
  site.sources.forEach(visit);
  return found;
}

/** The nodes that a nested rule holds from around it: those of names that it, or a rule in it, uses, or that give it edges. */
export function heldFromAround(rule: RuleLike, scope: ScopeFacts): ReadonlySet<Holding> {
  const held = new Set<Holding>();
  if (rule.kind === "start" || !scope.around.has(rule)) return held;
  const inside = new Set<RuleLike>();
  const declared = new Set<Symbol>();
  const used = new Set<Symbol>();
  const enter = (each: ast.Rule): void => {
    inside.add(each);
    for (const name of namesIn(each)) {
      const symbol = scope.facts.symbols.get(name);
      if (symbol !== undefined) used.add(symbol);
    }
    for (const local of localsOf(each, scope)) declared.add(local);
    for (const site of scope.sitesOf(each))
      for (const source of site.sources) {
        if (source.kind === "bound" && !inside.has(source.rule)) {
          const condition = source.rule.conditions[source.condition];
          if (condition?.kind === "event") held.add(holdingOfCondition(condition, scope));
        }
        if (source.kind === "made" && !inside.has(scope.facts.sites.get(source.call)?.owner ?? each))
          held.add(source.call);
      }
    nestedRules(each.body).forEach(enter);
  };
  enter(rule);
  for (const symbol of used) {
    const isOutside = symbol.kind === "bound" ? !inside.has(symbol.rule) : !declared.has(symbol);
    if ((symbol.kind === "bound" || symbol.kind === "local") && isOutside && tasksIn(symbol.type).length > 0)
      held.add(holdingOf(symbol, scope));
  }
  return held;
}

/** Names that a rule's head and its own body use. */
function* namesIn(rule: ast.Rule): Generator<ast.Name> {
  for (const condition of rule.conditions) {
    if (condition.kind !== "no-more") yield condition.subject;
    if ("under" in condition && condition.under !== undefined) yield condition.under;
  }
  for (const expression of expressionsIn(rule)) yield* namesUsed(expression);
}

/** What the rule's own body declares with `let`, `for` and comprehensions. */
function localsOf(rule: ast.Rule, { facts }: ScopeFacts): readonly Symbol[] {
  const names: ast.Name[] = [];
  const visit = (body: ast.Body): void => {
    for (const statement of body.statements) {
      if (statement.kind === "let") names.push(statement.name);
      if (statement.kind === "for") {
        names.push(statement.name);
        if (statement.index !== undefined) names.push(statement.index);
        visit(statement.body);
      }
      if (statement.kind === "if") {
        for (const branch of statement.branches) visit(branch.body);
        if (statement.else !== undefined) visit(statement.else);
      }
    }
  };
  visit(rule.body);
  for (const expression of expressionsIn(rule))
    for (const part of everyPart(expression)) if (part.kind === "comprehension") names.push(part.name);
  return names.flatMap((name) => facts.symbols.get(name) ?? []);
}

/** The nodes by which what a rule (or a rule in it) adds is under something, with the condition that each comes from. */
export function neededNodes(
  rule: RuleLike,
  anchor: TaskSymbol,
  scope: ScopeFacts,
): ReadonlyMap<ast.Condition, FlatSource & { readonly kind: "node" }> {
  const needed = new Map<ast.Condition, FlatSource & { readonly kind: "node" }>();
  const chain = new Set<RuleLike>(outwards(rule, scope.around));
  const need = (source: FlatSource & { readonly kind: "node" }): void => {
    needed.set(source.condition, source);
    // A node held by name is one that a rule around it fired on (or made, which that rule's own sites say).
    const subject = source.condition.kind === "event" ? scope.facts.symbols.get(source.condition.subject) : undefined;
    const binding = subject === undefined ? undefined : bindingOf(subject, scope);
    if (binding !== undefined && !needed.has(binding.condition)) need(binding);
  };
  for (const site of scope.sitesOf(rule))
    for (const source of flatSources(site, anchor, scope)) {
      if (source.kind === "node") need(source);
      const binding =
        source.kind === "gather" && source.under !== undefined ? bindingOf(source.under, scope) : undefined;
      if (binding !== undefined) need(binding);
    }
  // What a nested rule's own conditions bind is no business of this one.
  for (const nested of nestedRules(rule.body))
    for (const [condition, source] of neededNodes(nested, anchor, scope))
      if (chain.has(source.rule)) needed.set(condition, source);
  return needed;
}

function bindingOf(symbol: Symbol, scope: ScopeFacts): (FlatSource & { readonly kind: "node" }) | undefined {
  if (symbol.kind !== "bound") return undefined;
  const condition = symbol.rule.conditions[symbol.condition];
  if (condition?.kind !== "event") return undefined;
  return { kind: "node", holding: holdingOfCondition(condition, scope), rule: symbol.rule, condition };
}

/** Whether the condition is one of the rule's own. */
export function isOwnCondition(condition: ast.Condition, rule: RuleLike): boolean {
  return conditionsOf(rule).includes(condition);
}
