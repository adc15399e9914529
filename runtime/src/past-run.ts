/** A run rebuilt from its journal, to be asked about. No task runs. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeId } from "./identity.ts";
import { inputsOf } from "./inputs.ts";
import { readHistory, type History } from "./journal/history.ts";
import { runFolderOf } from "./journal/run-files.ts";
import { nodeFacts } from "./recall.ts";
import { Recorded } from "./recorded.ts";
import { replay, type Open } from "./replay.ts";
import { begin, type RunState } from "./state.ts";
import { programDigest } from "./task-code.ts";
import { ask, type Asked, type AttemptSeen } from "./why/why.ts";
import type { Workflow } from "./workflow.ts";

export interface PastRun {
  readonly history: History;
  readonly state: RunState;
  /** What was known of its nodes: what is left in it, the program has no nodes for. */
  readonly recorded: Recorded;
  /** Attempts that were to run when the journal ends, by node. */
  readonly open: ReadonlyMap<number, Open>;
  /** Whether the program is the one that wrote the journal, or that last took it up. */
  readonly isSameProgram: boolean;
}

/**
 * Replays a run up to the end of its journal, or up to so many outcomes. Throws a `JournalError` where the journal cannot be read, an
 * `InputError` where the program is not one for the run's inputs.
 */
export function pastRun(workflow: Workflow, stateDir: string, run: string, until = Infinity): PastRun {
  const runFolder = runFolderOf(stateDir, run);
  const history = readHistory(runFolder);
  const { created, resumed } = history;
  const folder = dirname(fileURLToPath(workflow.source));
  const given = Object.assign({}, created.inputs, ...resumed.map(({ inputs = {} }) => inputs)) as Record<
    string,
    unknown
  >;
  const known = Object.entries(given).filter(([name]) =>
    workflow.scopes[0]?.parameters.some((parameter) => parameter.name === name),
  );
  const inputs = inputsOf(workflow, Object.fromEntries(known), { caller: folder, source: folder });
  const state = begin(workflow, { failFast: created.settings.failFast });
  const recorded = new Recorded(history.outcomes, nodeFacts(state, { stateDir, runFolder, folder }));
  const open = replay(state, inputs, recorded, until);
  const program = resumed.at(-1)?.program ?? created.program;
  return { history, state, recorded, open, isSameProgram: program === programDigest(workflow) };
}

/** Why a rule or node was as it was where the journal ends; see `ask`. `now`: ms since the epoch; `isLive`: a process goes on with it. */
export function askPast(
  { state, history, open }: PastRun,
  what: string | undefined,
  { now, isLive }: { readonly now: number; readonly isLive: boolean },
): Asked {
  return ask(state, what, {
    now,
    attemptOf(node): AttemptSeen | undefined {
      const submitted = open.get(node);
      if (submitted === undefined) return undefined;
      const begun = history.begun.get(nodeId(state, node));
      if (!isLive) return { kind: "not-begun", attempt: submitted.attempt, turn: { kind: "cut-off" } };
      if (begun !== undefined) return { kind: "running", attempt: begun.attempt, since: begun.time };
      return { kind: "not-begun", attempt: submitted.attempt, turn: { kind: "queued" } };
    },
  });
}
