/** A run of a queue in a list. Pure. */
import type { NodeTotals } from "../ask/nodes.ts";
import type { ControlAnswer } from "../control/request.ts";
import { totalCounts } from "../total-counts.ts";
import type { RunEnd, RunStanding } from "./run-job.ts";

/** A run of a queue, with what is known of it. */
export interface QueuedRun {
  readonly run: string;
  readonly state: RunStanding | "paused";
  /** Name of the workflow. */
  readonly workflow?: string;
  /** ms since the epoch. */
  readonly submitted: number;
  /** ms that an orchestrator has had it or, when it is over, that processes were at work on it. */
  readonly worked?: number;
  readonly nodes?: NodeTotals;
  /** Why it was refused, a clause. */
  readonly problem?: string;
  /** Absolute path. */
  readonly program: string;
}

type Refused = Extract<RunEnd, { readonly kind: "refused" }>;

type Head = Pick<QueuedRun, "run" | "state" | "submitted" | "program">;

export function lineOf(head: Head, workflow: string | undefined): QueuedRun {
  return workflow === undefined ? head : { ...head, workflow };
}

/** Of one that is over. */
export function lineOfEnd(line: QueuedRun, end: RunEnd, worked: number | undefined): QueuedRun {
  if (end.kind === "refused") return { ...line, problem: refusalText(end) };
  const nodes = totalCounts(Object.values(end.report.nodes));
  return { ...line, nodes, ...(worked === undefined ? {} : { worked }) };
}

/** Why it was refused, a clause. */
export function refusalText({ errors }: Refused): string {
  return errors.map(problemText).join("; ");
}

function problemText({ message, file, line }: Refused["errors"][number]): string {
  const place = file === undefined || line === undefined ? "" : `${file}:${line}: `;
  return place + message.replace(/\.$/, "");
}

/** Of one that goes on, as it tells itself where it does. */
export function lineAsAnswered(line: QueuedRun, answer: ControlAnswer | RunStanding | undefined): QueuedRun {
  if (typeof answer !== "object" || !answer.ok) return line;
  const { isPaused, nodes } = answer;
  return {
    ...line,
    ...(isPaused === true ? { state: "paused" } : {}),
    ...(nodes === undefined ? {} : { nodes }),
  };
}

/** Whether nothing of it changes any more. */
export const isOver = ({ state }: QueuedRun): boolean => !passing.has(state);

const passing: ReadonlySet<QueuedRun["state"]> = new Set(["waiting", "running", "paused", "lost"]);

/** `state`: of its job. */
export function standingOf(
  end: RunEnd | undefined,
  state: string,
): { readonly state: RunStanding; readonly end?: RunEnd } {
  if (end !== undefined) return { state: end.kind === "report" ? end.report.status : "refused", end };
  if (state === "active") return { state: "running" };
  return { state: state === "failed" || state === "completed" ? "lost" : "waiting" };
}
