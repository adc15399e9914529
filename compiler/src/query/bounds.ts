/** How many nodes of each task there may be in a run, as far as the text of a file says it. */
import type * as ast from "../ast.ts";
import type { RuleLike } from "../emit/number-rules.ts";
import { partsOf } from "../emit/walk.ts";
import type { TaskSymbol } from "../program.ts";
import type { CheckedModule } from "../program-of.ts";
import { unconditionalCalls } from "../proofs/unconditional-calls.ts";
import { outwards, scopeRulesOf } from "../scope-rules.ts";
import type { Adding } from "../type-graph.ts";
import { moduleGraph } from "./module-graph.ts";

/** `most`: left out where only data can say it. */
export interface Bounds {
  readonly least: number;
  readonly most?: number;
}

/** By the task's name in the file. */
export function boundsOf(module: CheckedModule): ReadonlyMap<string, Bounds> {
  const { graph, addings, spawners } = moduleGraph(module);
  const around = new Map(scopeRulesOf(module.file.module).flatMap((scope) => [...scope.around]));
  const known = new Map<TaskSymbol, number | undefined>();

  const mostOf = (task: TaskSymbol): number | undefined => {
    if (known.has(task)) return known.get(task);
    // On a way round: nothing bounds it.
    known.set(task, undefined);
    const parts = (addings.get(task) ?? []).map(mostBy);
    const isSpawned = (spawners.get(task) ?? []).length > 0;
    const most = isSpawned ? undefined : sum(parts);
    known.set(task, most);
    return most;
  };
  const mostBy = ({ site, scope, firings }: Adding): number | undefined => {
    if (scope.kind === "workflow" || isRepeated(site.call, site.owner, around)) return undefined;
    if (firings.kind === "once") return 1;
    return firings.kind === "each" ? mostOf(firings.task) : undefined;
  };
  return new Map(
    graph.mapNodes((name, { task }) => {
      const most = mostOf(task);
      return [name, { least: leastOf(addings.get(task) ?? []), ...(most === undefined ? {} : { most }) }];
    }),
  );
}

function sum(parts: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const part of parts) {
    if (part === undefined) return undefined;
    total += part;
  }
  return total;
}

/** What the start adds in any case. Several that have a key may be one. */
function leastOf(addings: readonly Adding[]): number {
  const sure = addings.filter(
    ({ site, scope }) =>
      site.owner.kind === "start" &&
      scope.kind === "module" &&
      unconditionalCalls(site.owner.body).calls.has(site.call),
  );
  const keyed = sure.filter(({ site }) => site.call.key !== undefined).length;
  return sure.length - keyed + Math.min(1, keyed);
}

/** Whether a call stands in a loop of its rule's body, or that rule in one of a rule around it. */
function isRepeated(call: ast.Call, owner: RuleLike, around: ReadonlyMap<RuleLike, RuleLike>): boolean {
  let inner: ast.Call | RuleLike = call;
  for (const rule of outwards(owner, around)) {
    if (isInLoop(inner, rule.body)) return true;
    inner = rule;
  }
  return false;
}

function isInLoop(inner: ast.Call | RuleLike, body: ast.Body): boolean {
  return body.statements.some((statement) => {
    switch (statement.kind) {
      case "for":
        return holds(inner, statement.body.span);
      case "if":
        return [
          ...statement.branches.map((branch) => branch.body),
          ...(statement.else === undefined ? [] : [statement.else]),
        ].some((each) => isInLoop(inner, each));
      case "let":
      case "add":
        return isInComprehension(inner, statement.value);
      default:
        return false;
    }
  });
}

function isInComprehension(inner: ast.Call | RuleLike, expression: ast.Expression): boolean {
  if (expression.kind === "comprehension" && holds(inner, expression.span)) return !holds(inner, expression.in.span);
  return partsOf(expression).some((part) => isInComprehension(inner, part));
}

function holds({ span }: ast.Call | RuleLike, outer: ast.Span): boolean {
  return outer.start <= span.start && span.end <= outer.end;
}
