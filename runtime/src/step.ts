/**
 * Every decision of a run: an event goes in, the graph and what follows from it change, commands come out. No IO, no clock, no
 * chance: the same events give the same commands, so a run can be replayed, explained, and tested in every order of completion.
 */
import { endScope } from "./ending.ts";
import { endFiring, fire, fireAllowed, goOnFiring } from "./firing.ts";
import { stopScope } from "./failing.ts";
import { heldHasSettled } from "./instance.ts";
import { meet } from "./match.ts";
import { NONE } from "./graph.ts";
import { openScope, startNode } from "./starting.ts";
import { closeRegion, leaveRegions } from "./region.ts";
import { askPredicates, askUnsure, closePredicates, decideUnsure, memberHasSettled, setHasChanged } from "./waiting.ts";
import { begin, countSettled, scopeOf, type Instance, type NodeSet, type RunState, type ScopeRun } from "./state.ts";
import { attributeValue } from "./attribute.ts";
import { spawn } from "./spawning.ts";
import type { Command, Event, Failure, Spawned } from "./event.ts";
import type { Value } from "./workflow.ts";

export { begin };

/** Takes in one event and answers what must be done now. Events about nodes that have settled already are ignored. */
export function step(state: RunState, event: Event): readonly Command[] {
  if (state.underway !== undefined && (event.kind === "succeeded" || event.kind === "failed")) {
    state.postponed.push(event);
    return nothing;
  }
  takeIn(state, event);
  if (state.underway !== undefined) goOnFiring(state);
  if (state.underway !== undefined) goOnLater(state);
  else {
    if (state.postponed.length > 0) takeInPostponed(state);
    work(state);
  }
  if (state.commands.length === 0) return nothing;
  const { commands } = state;
  state.commands = [];
  return commands;
}

function takeInPostponed(state: RunState): void {
  const { postponed } = state;
  state.postponed = [];
  for (const event of postponed) takeIn(state, event);
}

function takeIn(state: RunState, event: Event): void {
  switch (event.kind) {
    case "started":
      state.inputs = event.inputs;
      openScope(state, 0, undefined, -1, {});
      break;
    case "succeeded":
      if (isRunning(state, event.node)) succeed(state, event.node, event.result, event.spawned ?? []);
      break;
    case "failed":
      if (isRunning(state, event.node)) failAttempt(state, event.node, event.failure, event.final === true);
      break;
    case "continued":
      state.isToContinue = false;
      break;
    case "allowed":
      goAhead(state);
      break;
    case "interrupted":
      endFiring(state);
      takeInPostponed(state);
      for (const known of event.known ?? []) takeIn(state, known);
      interrupt(state);
      break;
  }
}

/** What was asked for last happens. */
function goAhead(state: RunState): void {
  const { underway } = state;
  if (underway?.kind !== "asking") return;
  state.underway = undefined;
  if (underway.tuple !== undefined) fireAllowed(state, underway.tuple);
  else {
    state.mayFinish = true;
    state.quiet.add(state.scopes[0] as ScopeRun);
  }
}

const nothing: readonly Command[] = Object.freeze([]);

const isRunning = (state: RunState, node: number): boolean => state.graph.state(node) === "running";

/** So much is done in one step: the rest waits, so that a run that never needs the world can still be interrupted. */
const longestStep = 2_000;

/** A rule that adds more edges counts for more. */
const edgesAtOnce = 64;

/** What follows from the event: one thing at a time, closing only when nothing else is left to do. */
function work(state: RunState): void {
  for (let done = 0; ; done += 1) {
    if (done >= longestStep || state.underway !== undefined) {
      goOnLater(state);
      return;
    }
    if (state.appeared < state.entered) {
      meet(state, state.appeared++, "added");
      continue;
    }
    const settled = state.settledNow.shift();
    if (settled !== NONE) {
      afterSettled(state, settled);
      continue;
    }
    const grown = state.recount.shift();
    if (grown !== undefined) {
      setHasChanged(state, grown);
      continue;
    }
    const tuple = state.agenda.shift();
    if (tuple !== undefined) {
      const edges = state.graph.edgeCount;
      fire(state, tuple);
      done += Math.trunc((state.graph.edgeCount - edges) / edgesAtOnce);
      continue;
    }
    const ready = state.ready.shift();
    if (ready !== NONE) {
      startNode(state, ready, (node, outcome) => settle(state, node, outcome.kind, outcome.value));
      continue;
    }
    if (!askAgain(state) && !closeSomething(state) && !endSomething(state)) return;
  }
}

/** Asks for it once, however many events come before it is done. Where a question is open, its answer is what comes next. */
function goOnLater(state: RunState): void {
  if (state.underway?.kind === "asking") return;
  if (!state.isToContinue) state.commands.push({ kind: "continue" });
  state.isToContinue = true;
}

/** A node reaches its end. What follows from it is taken up by `work`. */
function settle(state: RunState, node: number, to: "done" | "failed" | "skipped", outcome?: Value | Failure): void {
  state.graph.setState(node, to, outcome);
  if (state.attempts.size > 0) state.attempts.delete(node);
  state.settledNow.push(node);
  state.onChange?.({ kind: "node-settled", node, task: taskNameOf(state, node), state: to });
}

const taskNameOf = (state: RunState, node: number): string => state.workflow.tasks[state.graph.task(node)]?.name ?? "";

/** What the task appended enters the graph with its success, before anything can follow from that. */
function succeed(state: RunState, node: number, result: Value, spawned: readonly Spawned[]): void {
  const failure = spawned.length === 0 ? undefined : spawn(state, node, spawned);
  // A growth guard has ended the run, and this node with it.
  if (!isRunning(state, node)) return;
  if (failure === undefined) settle(state, node, "done", result);
  else failAttempt(state, node, failure, true);
}

function failAttempt(state: RunState, node: number, failure: Failure, isFinal: boolean): void {
  const attempt = state.attempts.get(node) ?? 1;
  const task = state.workflow.tasks[state.graph.task(node)];
  const retries = isFinal ? 0 : attributeValue(state, node, attempt, task?.retry, 0);
  if (typeof retries === "number" && attempt > retries) {
    settle(state, node, "failed", failure);
    return;
  }
  const backoff = attributeValue(state, node, attempt, task?.backoff, 0);
  if (typeof retries !== "number" || typeof backoff !== "number") {
    settle(state, node, "failed", typeof retries === "number" ? backoff : retries);
    return;
  }
  state.attempts.set(node, attempt + 1);
  state.commands.push({ kind: "submit", node, attempt: attempt + 1, delay: backoff * 2 ** (attempt - 1) });
}

function afterSettled(state: RunState, node: number): void {
  const { graph } = state;
  const scope = scopeOf(state, node);
  if (scope.stopped !== undefined || scope.ended) return;
  const now = graph.state(node);
  const set = scope.sets.get(graph.task(node)) as NodeSet;
  countSettled(state, set, node);
  scope.unsettled -= 1;
  if (now !== "done") scope.unsuccessful.push(node);
  state.active.add(scope);
  state.changed.add(scope);
  if (scope.unsettled === 0) state.quiet.add(scope);
  if (scope.plan.regions.size > 0) leaveRegions(state, scope, node);
  scope.closure.release(scope.plan.acting(graph.task(node)));
  for (let edge = graph.firstOut(node); edge !== NONE; edge = graph.nextOut(edge)) {
    const target = graph.to(edge);
    if (graph.countDown(target) === 0) state.ready.push(target);
  }
  if (now === "done" || now === "failed") meet(state, node, now);
  meet(state, node, "settled");
  if (state.watchers.size > 0) wakeWatchers(state, node);
  memberHasSettled(state, set, node);
  const regions = scope.plan.regions.size > 0 ? scope.regionsOf.get(node) : undefined;
  if (regions !== undefined)
    for (const region of regions) {
      const under = region.sets.get(graph.task(node));
      if (under !== undefined) memberHasSettled(state, under, node);
    }
  if (now === "failed" && state.failFast) state.failed.push(node);
}

function wakeWatchers(state: RunState, node: number): void {
  const watchers = state.watchers.get(node) ?? [];
  state.watchers.delete(node);
  for (const watcher of watchers) {
    if (!isSet(watcher)) heldHasSettled(state, watcher, node);
    else {
      countSettled(state, watcher, node);
      memberHasSettled(state, watcher, node);
    }
  }
}

const isSet = (watcher: Instance | NodeSet): watcher is NodeSet => "members" in watcher;

/** Asks again what could not be answered before, where something has changed; answers whether that came to anything. */
function askAgain(state: RunState): boolean {
  for (let scope = state.changed.shift(); scope !== undefined; scope = state.changed.shift()) {
    if (scope.ended || scope.stopped !== undefined) continue;
    const hasPredicates = scope.predicates.size > 0;
    if (hasPredicates) askPredicates(state, scope);
    if ((scope.unsure.size > 0 && askUnsure(state, scope)) || hasPredicates) return true;
  }
  return false;
}

/** Closes one component of one scope or region; answers whether there was one. */
function closeSomething(state: RunState): boolean {
  if (state.failFast && stopAtFailure(state)) return true;
  for (let scope = state.active.first; scope !== undefined; scope = state.active.first) {
    if (!scope.ended && scope.stopped === undefined && (closeInScope(state, scope) || closeInRegions(state, scope)))
      return true;
    state.active.shift();
  }
  return false;
}

function closeInScope(state: RunState, scope: ScopeRun): boolean {
  const component = scope.closure.closeNext();
  if (component === undefined) return false;
  for (const { region, component: parked } of scope.parked.get(component) ?? []) {
    region.closure.suspect(parked);
    scope.touched.add(region);
  }
  scope.parked.delete(component);
  for (const place of scope.plan.places.places[component] ?? []) {
    const task = scope.plan.tasks[place];
    if (task !== undefined) markClosed(state, scope.sets.get(task) as NodeSet);
  }
  return true;
}

function closeInRegions(state: RunState, scope: ScopeRun): boolean {
  for (const region of scope.touched) {
    if (closeRegion(state, region, (set) => markClosed(state, set))) return true;
    scope.touched.delete(region);
  }
  return false;
}

/** This is where `no more t` begins to hold. */
function markClosed(state: RunState, set: NodeSet): void {
  set.closed = true;
  state.changed.add(set.scope);
  setHasChanged(state, set);
}

/** Ends one scope in which nothing can happen any more; answers whether there was one. */
function endSomething(state: RunState): boolean {
  for (let scope = state.quiet.shift(); scope !== undefined; scope = state.quiet.shift()) {
    if (scope.ended || scope.unsettled > 0) continue;
    if (closePredicates(state, scope) || decideUnsure(state, scope)) {
      state.quiet.add(scope);
      return true;
    }
    if (scope.node < 0 && state.asks?.finish === true && !state.mayFinish && !state.interrupted) {
      state.underway = { kind: "asking", tuple: undefined };
      state.commands.push({ kind: "ask", question: { kind: "finish" } });
      return true;
    }
    endScope(state, scope, (node, outcome) => settle(state, node, outcome.kind, outcome.value));
    return true;
  }
  return false;
}

/** `--fail-fast`: a failure that nothing has handled, and nothing in its scope still can, ends its scope. */
function stopAtFailure(state: RunState): boolean {
  for (const node of state.failed.splice(0)) {
    const scope = scopeOf(state, node);
    const failure = state.graph.failure(node);
    if (failure === undefined || state.handled.has(node) || scope.stopped !== undefined || scope.ended) continue;
    if (scope.plan.mayBeTakenIn(state.graph.task(node))) continue;
    stopScope(state, scope, failure);
    return true;
  }
  return false;
}

function interrupt(state: RunState): void {
  if (state.finished) return;
  const root = state.scopes[0];
  state.interrupted = true;
  if (root === undefined) {
    state.finished = true;
    state.commands.push({ kind: "finish" });
    return;
  }
  stopScope(state, root, { code: "ADG7004", message: "the run was interrupted" });
  state.quiet.add(root);
  dropWork(state);
}

/** Nothing comes of it any more. */
function dropWork(state: RunState): void {
  state.appeared = state.entered;
  state.settledNow.clear();
  state.recount.clear();
  state.agenda.clear();
  state.ready.clear();
}
