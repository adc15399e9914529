/** What a run that has ended says of itself: the object of `adg run --json`. */
import { fileURLToPath } from "node:url";
import { argsByName } from "./args-by-name.ts";
import { whyFailed } from "./ending.ts";
import { nodeId } from "./identity.ts";
import { compareNodes } from "./order.ts";
import { isNodeCondition, isSetCondition } from "./conditions.ts";
import type { ErrorReport, Failure, NodeCounts, Report, RuleReport } from "./event.ts";
import type { RunState, ScopeRun } from "./state.ts";
import type { NodeEvent, Rule, RuleId } from "./workflow.ts";

/** Looks up the user's own places in what a rule's code threw, innermost first. */
export type TraceOf = (cause: unknown) => readonly string[];

/** The report of a finished run. */
export function reportOf(state: RunState, run: string, traceOf: TraceOf = () => []): Report {
  const root = state.scopes[0];
  const errors = root === undefined ? [] : errorsOf(state, root, traceOf);
  const failed = root === undefined || whyFailed(state, root) !== undefined;
  return {
    run,
    status: state.interrupted ? "interrupted" : failed ? "failed" : "succeeded",
    outputs: state.outputs,
    nodes: nodeCounts(state),
    handled: handledFailures(state),
    edges: edgeCounts(state),
    rules: state.workflow.rules.map((rule, id) => ruleReport(state, rule, id)),
    errors,
  };
}

function nodeCounts(state: RunState): Readonly<Record<string, NodeCounts>> {
  const counts = state.workflow.tasks.map(() => ({ done: 0, failed: 0, skipped: 0, cancelled: 0 }));
  for (let node = 0; node < state.graph.size; node += 1) {
    const now = state.graph.state(node);
    const count = counts[state.graph.task(node)];
    if (count !== undefined && now !== "waiting" && now !== "running") count[now] += 1;
  }
  return Object.fromEntries(
    state.workflow.tasks.map(({ name }, task) => {
      const { cancelled = 0, done = 0, failed = 0, skipped = 0 } = counts[task] ?? {};
      return [name, cancelled === 0 ? { done, failed, skipped } : { done, failed, skipped, cancelled }];
    }),
  );
}

function edgeCounts(state: RunState): Readonly<Record<string, number>> {
  const { tasks } = state.workflow;
  const names: [string, number][] = [];
  for (const [type, count] of state.edgeTypes)
    names.push([`${tasks[Math.floor(type / tasks.length)]?.name}->${tasks[type % tasks.length]?.name}`, count]);
  return Object.fromEntries(names);
}

/** A failure is handled where a rule or gather took it in, or where the failure of the workflow around it was. */
export function isHandled(state: RunState, node: number): boolean {
  if (state.handled.has(node)) return true;
  const scope = state.scopes[state.graph.scope(node)] as ScopeRun;
  return scope.node >= 0 && isHandledOutside(state, scope);
}

function isHandledOutside(state: RunState, scope: ScopeRun): boolean {
  return scope.node >= 0 && state.graph.state(scope.node) === "failed" && isHandled(state, scope.node);
}

function handledFailures(state: RunState): number {
  let count = 0;
  for (const scope of state.scopes)
    for (const node of scope.unsuccessful)
      if (state.graph.state(node) === "failed" && isHandled(state, node)) count += 1;
  return count;
}

/** Unhandled failures and errors of a scope and of those inside it; blocked rules last. */
function errorsOf(state: RunState, root: ScopeRun, traceOf: TraceOf): readonly ErrorReport[] {
  const errors: ErrorReport[] = [];
  const blocked = new Map<RuleId, ErrorReport>();
  const visit = (scope: ScopeRun): void => {
    if (isHandledOutside(state, scope)) return;
    const failed = scope.unsuccessful.filter((node) => state.graph.state(node) === "failed" && !isHandled(state, node));
    for (const node of failed.sort((a, b) => compareNodes(state, a, b))) {
      const inner = state.inside.get(node);
      if (inner !== undefined) visit(inner);
      errors.push(nodeError(state, node, traceOf));
    }
    for (const { failure, rule, line } of scope.errors)
      errors.push(ruleError(state, failure, { id: rule, line, scope }, traceOf));
    for (const { instance } of scope.blocked)
      if (!blocked.has(instance.rule)) blocked.set(instance.rule, blockedError(state, instance.rule));
  };
  visit(root);
  return [...errors, ...[...blocked].sort(([a], [b]) => a - b).map(([, error]) => error)];
}

function nodeError(state: RunState, node: number, traceOf: TraceOf): ErrorReport {
  const failure = state.graph.failure(node) ?? { code: "ADG7004", message: "failed" };
  return {
    ...reported(failure, traceOf),
    node: nodeId(state, node),
    task: state.workflow.tasks[state.graph.task(node)]?.name ?? "",
    args: argsByName(state, node),
  };
}

function ruleError(
  state: RunState,
  failure: Failure,
  { id, line, scope }: { readonly id: RuleId | undefined; readonly line: number | undefined; readonly scope: ScopeRun },
  traceOf: TraceOf,
): ErrorReport {
  const rule = id === undefined ? undefined : state.workflow.rules[id];
  const at = rule?.line ?? line;
  return {
    ...reported(failure, traceOf),
    ...(rule === undefined ? {} : { rule: rule.text }),
    ...(at === undefined ? {} : { line: at, ...fileOf(rule ?? state.workflow.scopes[scope.scope]) }),
  };
}

function reported({ cause, ...failure }: Failure, traceOf: TraceOf): ErrorReport {
  const trace = failure.trace ?? (cause === undefined ? [] : traceOf(cause));
  return trace.length === 0 ? failure : { ...failure, trace };
}

function blockedError(state: RunState, id: RuleId): ErrorReport {
  const rule = state.workflow.rules[id] as Rule;
  const by = state.tallies[id]?.by ?? new Set();
  const nodes = [...by].map((node) => `"${nodeId(state, node)}"`);
  const shown = nodes.length > 5 ? `${nodes.slice(0, 5).join(", ")} and ${nodes.length - 5} more` : nodes.join(", ");
  const isStrict = rule.conditions.some((condition) => condition.kind === "no-more" && !condition.despite);
  const mend = isStrict ? '; "despite failures" would let it fire on the part there is' : "";
  const message = `"${rule.text}" did not fire: what failed could have led to more of what it waits for (${shown})${mend}.`;
  return { code: "ADG7010", message, rule: rule.text, line: rule.line, ...fileOf(rule) };
}

/** The file of what is not from the workflow's own. */
export function fileOf(of: { readonly source?: string } | undefined): { readonly file?: string } {
  return of?.source === undefined ? {} : { file: fileURLToPath(of.source) };
}

function ruleReport(state: RunState, rule: Rule, id: RuleId): RuleReport {
  const tally = state.tallies[id];
  const { fired = 0, blocked = 0 } = tally ?? {};
  const unmatched = unmatchedNodes(state, rule, id);
  const report = { rule: rule.text, line: rule.line, ...fileOf(rule), fired, blocked };
  const matched = Object.keys(unmatched).length === 0 ? {} : { unmatched };
  if (blocked > 0)
    return { ...report, state: "blocked", by: [...(tally?.by ?? [])].map((node) => nodeId(state, node)), ...matched };
  if (fired > 0) return { ...report, state: "fired", ...matched };
  return { ...report, state: "closed", reason: whyClosed(state, rule, id), ...matched };
}

/** Per task: nodes that met a condition of a join but are in no tuple that fired. */
export function unmatchedNodes(state: RunState, rule: Rule, id: RuleId): Readonly<Record<string, number>> {
  const unmatched: Record<string, number> = {};
  if (rule.parent !== undefined || rule.conditions.filter(isNodeCondition).length < 2) return unmatched;
  const lonely = new Map<string, Set<number>>();
  for (const scope of state.scopes) {
    const instance = scope.instances.get(id);
    if (instance === undefined) continue;
    const matched = new Set([...instance.matched.values()].flatMap((each) => [...each]));
    for (const condition of rule.conditions) {
      if (condition.kind !== "each") continue;
      const name = state.workflow.tasks[condition.task]?.name ?? "";
      const nodes = lonely.get(name) ?? new Set();
      lonely.set(name, nodes);
      for (const node of scope.remembered.get(scope.plan.slot(condition.task, condition.event)) ?? [])
        if (!matched.has(node)) nodes.add(node);
    }
  }
  for (const [name, nodes] of lonely) if (nodes.size > 0) unmatched[name] = nodes.size;
  return unmatched;
}

/** Why a rule that never fired is closed, in the words of its conditions. */
function whyClosed(state: RunState, rule: Rule, id: RuleId): string {
  const tally = state.tallies[id];
  if (state.scopes.some(({ errors }) => errors.some(({ rule: failed }) => failed === id))) return "it failed";
  if (state.scopes[0]?.stopped !== undefined) return "the run ended before it could fire";
  if (tally?.closedBy !== undefined) {
    const { node } = tally.closedBy;
    return `"${nodeId(state, node)}" ${PAST[state.graph.state(node)] ?? "has not ended"}`;
  }
  if (tally !== undefined && tally.rejected > 0)
    return `its "where" held for none of ${tally.rejected} ${tally.rejected === 1 ? "candidate" : "candidates"}`;
  if (rule.parent !== undefined) return "the rule around it never made it, or nothing met its conditions";
  for (const condition of rule.conditions) {
    if (condition.kind !== "each" && condition.kind !== "keyed") continue;
    const name = state.workflow.tasks[condition.task]?.name ?? "";
    if (!hasEverHappened(state, condition.task, condition.event))
      return condition.event === "added" ? `no "${name}" was added` : `no "${name}" ${VERBS[condition.event]}`;
  }
  if (rule.conditions.some(isSetCondition) && state.scopes.every(({ scope }) => scope !== rule.scope))
    return "its workflow was never used";
  return "no nodes met its conditions together";
}

const PAST: Readonly<Record<string, string>> = {
  done: "succeeded",
  failed: "failed",
  skipped: "was skipped",
  cancelled: "was cancelled",
};
const VERBS: Readonly<Record<NodeEvent, string>> = {
  added: "was added",
  done: "succeeded",
  failed: "failed",
  settled: "settled",
};

/** Whether that has happened to any node of the task, in any use of a scope. */
export function hasEverHappened(state: RunState, task: number, event: NodeEvent): boolean {
  for (const { sets } of state.scopes) {
    const set = sets.get(task);
    if (set === undefined || set.members.length === 0) continue;
    if (event === "added" || (event === "settled" && set.settled > 0)) return true;
    if (event === "done" && set.settled > set.unsuccessful.length) return true;
    if (event === "failed" && set.unsuccessful.some((node) => state.graph.state(node) === "failed")) return true;
  }
  return false;
}
