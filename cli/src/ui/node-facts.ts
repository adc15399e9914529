/** All that is known of a node, for its page. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { mirroredNode, neighbours } from "@adg/runtime/asked";
import type { AttemptFacts, NodeFacts } from "@adg/ui";
import type { Moment } from "./moment.ts";
import { shownArgs, shownText } from "./shown-text.ts";

interface Known {
  /** Absolute path of the run's own folder. */
  readonly folder: string;
  readonly why: string;
}

/** A panel shows so much: nodes, bytes of what a node printed. */
const most = { nodes: 50, log: 16 * 1024 };

export function nodeFacts(moment: Moment, node: number, { folder, why }: Known): NodeFacts {
  const { state } = moment.mirror;
  const { id, args, result, inside } = mirroredNode(state, node);
  const line = moment.line(node);
  const ended = moment.outcomesOf(node);
  const attempts: AttemptFacts[] = ended.map(({ record }) => ({
    ...{ attempt: record.attempt, begun: record.begun, ended: record.ended },
    ...(record.kind === "failed" ? { failure: failureOf(record.failure) } : {}),
  }));
  const last = ended.at(-1);
  const { attempt, took } = line;
  if (attempt !== undefined && took !== undefined && line.state === "running")
    attempts.push({ attempt, begun: moment.time - took });
  const reused = last?.record.kind === "succeeded" && last.record.from === "cache" ? last.record : undefined;
  const lines = (nodes: readonly number[]): NodeFacts["parents"] => nodes.map((each) => moment.line(each));
  return {
    ...line,
    args: shownArgs(args),
    ...(result === undefined ? {} : { result: shownText(result) }),
    attempts,
    ...(reused === undefined ? {} : { reused: reused.origin ?? {} }),
    ...(last?.code === undefined ? {} : { code: last.code }),
    why,
    parents: lines(neighbours(state, node, "parents", most.nodes)),
    children: lines(neighbours(state, node, "children", most.nodes)),
    ...(inside === undefined ? {} : { inside: moment.line(inside) }),
    log: endOf(join(folder, id, "log")),
  };
}

function failureOf({ code, message, trace = [] }: { code: string; message: string; trace?: readonly string[] }): {
  readonly code: string;
  readonly message: string;
  readonly trace: readonly string[];
} {
  return { code, message, trace };
}

/** The last lines of a file; nothing where there is none. */
function endOf(path: string): string {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return "";
  }
  try {
    const { size } = fstatSync(file);
    const length = Math.min(size, most.log);
    const bytes = Buffer.alloc(length);
    const read = readSync(file, bytes, 0, length, size - length);
    const text = bytes.subarray(0, read).toString("utf8");
    return size > length ? text.slice(text.indexOf("\n") + 1) : text;
  } finally {
    closeSync(file);
  }
}
