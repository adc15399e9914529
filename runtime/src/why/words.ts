/** Words for nodes, rules, times and sizes. */
import type { FiringLabel, NodeFailure, NodeLabel, NodeReason, RuleLabel, Some, Turn } from "./answer.ts";

export function nodeWords({ task, id, label, isOneOfMany }: NodeLabel): string {
  if (label !== undefined) return `${task} ${label}`;
  return isOneOfMany === true ? `${task} (${id})` : task;
}

export function ruleWords({ name, text, line, file }: RuleLabel): string {
  // One that is written by hand has no line.
  if (line === 0) return `rule ${name ?? `"${text}"`}`;
  const called = name ?? `"${text}"`;
  const where = file === undefined ? `line ${line}` : `${file.split("/").at(-1) ?? file}, line ${line}`;
  return `rule ${called} (${where})`;
}

/** `a, b and c`; where there are more, `a, b and 7 more`. */
export function listWords({ shown, more }: Some<string>): string {
  const all = more > 0 ? [...shown, `${more.toLocaleString("en")} more`] : shown;
  if (all.length < 2) return all.join("");
  return `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

export const nodesWords = ({ shown, more }: Some<NodeLabel>): string =>
  listWords({ shown: shown.map((node) => nodeWords(node)), more });

/** `3 page nodes`, `1 page node`. */
export const countWords = (count: number, task: string): string =>
  `${count.toLocaleString("en")} ${task} ${count === 1 ? "node" : "nodes"}`;

export function durationWords(ms: number): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
    [1000, "s"],
  ];
  for (const [length, name] of units) if (ms >= length) return `${Math.floor(ms / length)} ${name}`;
  return `${Math.round(ms)} ms`;
}

function bytesWords(bytes: number): string {
  const units: readonly (readonly [number, string])[] = [
    [1e9, "GB"],
    [1e6, "MB"],
    [1e3, "kB"],
  ];
  for (const [size, name] of units) if (bytes >= size) return `${Math.round((10 * bytes) / size) / 10} ${name}`;
  return `${bytes} bytes`;
}

export function turnWords(turn: Turn): string {
  switch (turn.kind) {
    case "concurrency":
      return `waits for its turn: ${turn.most} ${turn.most === 1 ? "node runs" : "nodes run"} already, and no more may at once`;
    case "cpus":
      return `waits for cpus: it needs ${turn.needs}, ${turn.free} ${turn.free === 1 ? "is" : "are"} free`;
    case "memory":
      return `waits for memory: it needs ${bytesWords(turn.needs)}, ${bytesWords(turn.free)} are free`;
    case "limit":
      return `waits for its turn: at most ${turn.most} of its task may run at once`;
    case "rate":
      return `waits for its task's rate: it may start in ${durationWords(turn.startsIn)}`;
    case "retry":
      return `waits to be tried again, in ${durationWords(turn.startsIn)}`;
    case "cache":
      return "is looked up in the cache";
    case "paused":
      return "waits: the run is paused";
    case "asked":
      return "waits until it is allowed to start";
    case "cut-off":
      return "was cut off, or not started: no process runs it";
    case "queued":
      return "waits for its turn";
  }
}

/** What an unsettled node does, after its name. */
export function stateWords({ node, attempt = 1, runningFor, turn, waitsFor, inside }: NodeReason): string {
  const again = attempt > 1 ? ` (attempt ${attempt})` : "";
  if (node.state === "waiting") {
    if (waitsFor === undefined) return "is about to start";
    const count = waitsFor.shown.length + waitsFor.more;
    return count === 1 ? "waits for a node" : `waits for ${count.toLocaleString("en")} nodes`;
  }
  if (inside !== undefined) return "is a workflow that has not ended";
  if (turn !== undefined) return `${turnWords(turn)}${again}`;
  return runningFor === undefined ? `is running${again}` : `is running since ${durationWords(runningFor)}${again}`;
}

export const failureWords = ({ node, message }: NodeFailure): string =>
  message === ""
    ? `${nodeWords(node)} ${PAST[node.state] ?? "has not ended"}`
    : `${nodeWords(node)} failed: ${message}`;

export const PAST: Readonly<Record<string, string>> = {
  done: "succeeded",
  failed: "failed",
  skipped: "was skipped",
  cancelled: "was cancelled",
};

export function firingWords({ on, around, added }: FiringLabel): string {
  const nodes = on.length > 0 ? on : (around[0]?.on ?? []);
  const where = nodes.length === 0 ? "it" : `on ${nodesWords({ shown: nodes, more: 0 })} it`;
  return `${where} added ${nodesWords(added)}`;
}
