import type * as ast from "../ast.ts";
import { diagnose } from "../catalogue.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { RuleLike } from "../emit/number-rules.ts";
import type { TaskSymbol } from "../program.ts";
import { conditionsOf, outwards } from "../scope-rules.ts";
import { Drawing } from "./drawing.ts";
import { type Liveness, neededTask } from "./liveness.ts";
import type { ScopeFacts } from "./proof-input.ts";

/**
 * ADG5002: rules that wait for a task of which nothing ever adds a node. A rule that can only not fire because another cannot
 * is a consequence, and said nothing of; of rules that wait for each other only, the first is told.
 */
export function warnOfUnreachable(scope: ScopeFacts, live: Liveness): readonly Diagnostic[] {
  const { facts, around } = scope;
  const dead = scope.rules.filter((rule) => !live.rules.has(rule));
  if (dead.length === 0) return [];
  const missing = missingTasks(dead, scope, live);
  const told = new Set<number>();
  return dead.flatMap((rule) => {
    const outer = around.get(rule);
    if (outer !== undefined && !live.rules.has(outer)) return [];
    const found = missingIn(rule, scope, live).find(({ task }) => missing.has(task));
    if (found === undefined) return [];
    const circle = missing.get(found.task);
    if (circle !== undefined && told.has(circle)) return [];
    if (circle !== undefined) told.add(circle);
    const span = found.condition.kind === "no-more" ? found.condition.span : found.condition.subject.span;
    return [diagnose("ADG5002", { file: facts.file, span }, { task: found.task.name })];
  });
}

function missingIn(
  rule: RuleLike,
  scope: ScopeFacts,
  live: Liveness,
): readonly { readonly task: TaskSymbol; readonly condition: ast.Condition }[] {
  return conditionsOf(rule).flatMap((condition) => {
    const task = neededTask(condition, scope);
    return task === undefined || live.tasks.has(task) ? [] : [{ task, condition }];
  });
}

/**
 * Tasks of which nothing adds a node for a reason of their own, and not because another is missing. To those that only their own
 * kind would add, the number of their circle.
 */
function missingTasks(
  dead: readonly RuleLike[],
  scope: ScopeFacts,
  live: Liveness,
): ReadonlyMap<TaskSymbol, number | undefined> {
  const drawing = new Drawing();
  const numbers = new Map<TaskSymbol, number>();
  const numberOf = (task: TaskSymbol): number => {
    const number = numbers.get(task) ?? drawing.addPlace();
    numbers.set(task, number);
    return number;
  };
  const arrows: (readonly [from: number, to: number])[] = [];
  for (const rule of dead) {
    const needed = outwards(rule, scope.around).flatMap((each) => missingIn(each, scope, live));
    for (const { task } of needed) {
      const from = numberOf(task);
      for (const site of scope.sitesOf(rule)) if (!live.tasks.has(site.task)) arrows.push([from, numberOf(site.task)]);
    }
  }
  for (const [from, to] of arrows) drawing.connect(from, to);
  const component = drawing.components();
  const fed = new Set(arrows.flatMap(([from, to]) => (component[from] === component[to] ? [] : [component[to]])));
  const circles = new Set(arrows.flatMap(([from, to]) => (component[from] === component[to] ? [component[to]] : [])));
  return new Map(
    [...numbers].flatMap(([task, number]) => {
      const own = component[number];
      return fed.has(own) ? [] : [[task, circles.has(own) ? own : undefined] as const];
    }),
  );
}
