/** What a run that is taken up again knows from its journal, and what of that no longer stands. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Earlier } from "./engine.ts";
import { nodeId } from "./identity.ts";
import type { History, RecordedOutcome } from "./journal/history.ts";
import { JournalError } from "./journal/journal-error.ts";
import { valueOf } from "./journal/object.ts";
import { mentionsPaths, pathsIn } from "./paths.ts";
import { Recorded, type NodeFacts } from "./recorded.ts";
import { argsText } from "./recorder.ts";
import { replay } from "./replay.ts";
import { isHandled } from "./report.ts";
import { begin, type RunState } from "./state.ts";
import { taskCode } from "./task-code.ts";
import { conform } from "./values.ts";
import type { Task, TaskId, Value, Workflow } from "./workflow.ts";

/** Where a run is. */
export interface RunPlace {
  readonly stateDir: string;
  /** Absolute path of the run's own folder. */
  readonly runFolder: string;
  /** Absolute path of the folder of the workflow's source. */
  readonly folder: string;
}

/** What the program that is run now says of recorded outcomes. */
export function nodeFacts(state: RunState, { stateDir, folder }: RunPlace): NodeFacts {
  const codes = new Map<TaskId, string>();
  const taskOf = (node: number): Task => state.workflow.tasks[state.graph.task(node)] as Task;
  return {
    idOf: (node) => nodeId(state, node),
    argsOf: (node) => argsText(state.graph.args(node) as readonly Value[]),
    codeOf(node) {
      const id = state.graph.task(node);
      let code = codes.get(id);
      if (code === undefined) codes.set(id, (code = taskCode(taskOf(node), folderOf(taskOf(node), folder))));
      return code;
    },
    resultOf(node, { record }) {
      if (record.kind !== "succeeded") return undefined;
      const { types } = state.workflow;
      try {
        const checked = conform(valueOf(record.result, stateDir), taskOf(node).result, { types });
        return checked.ok ? { value: checked.value } : undefined;
      } catch (error) {
        // The result lay in a file of its own, and that is gone: the task can make it again.
        if (error instanceof JournalError && error.trouble === "object") return undefined;
        throw error;
      }
    },
  };
}

/** The same, where it does not matter what the tasks' implementations were when they ran. */
export function whateverRan(facts: NodeFacts): NodeFacts {
  return { ...facts, codeOf: () => undefined };
}

function folderOf(task: Task, folder: string): string {
  return task.source === undefined ? folder : dirname(fileURLToPath(task.source));
}

/** Ids of nodes whose outcomes no longer stand, and why, in sentences. */
export interface Dropped {
  readonly ids: ReadonlySet<string>;
  readonly why: readonly string[];
}

/**
 * Outcomes that a run which is taken up again must not keep: results of which a file is gone and, after a run that failed, the failures
 * that nothing handled.
 */
export function droppedOf(
  workflow: Workflow,
  history: History,
  inputs: Readonly<Record<string, Value>>,
  place: RunPlace,
  isSameProgram: boolean,
): Dropped {
  const ids = new Set<string>();
  const why: string[] = [];
  const gone = withoutFiles(workflow, history, place);
  for (const id of gone) ids.add(id);
  if (gone.length > 0) why.push(`${counted(gone.length, "result")} named a file that is gone`);
  if (history.ended?.status === "failed") {
    const failed =
      (isSameProgram ? plainFailures(workflow, history) : undefined) ?? openFailures(workflow, history, inputs, place);
    for (const id of failed) ids.add(id);
    if (failed.length > 0) why.push(`${counted(failed.length, "node")} failed`);
  }
  return { ids, why };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function withoutFiles(workflow: Workflow, { outcomes }: History, { stateDir }: RunPlace): readonly string[] {
  const { types } = workflow;
  const tasks = new Map(
    workflow.tasks.filter(({ result }) => mentionsPaths(result, types)).map((task) => [task.name, task]),
  );
  return outcomes.flatMap(({ record }) => {
    const task = tasks.get(record.task);
    if (record.kind !== "succeeded" || task === undefined) return [];
    try {
      const paths = pathsIn(valueOf(record.result, stateDir), task.result, { types });
      return paths.every(({ path }) => existsSync(path)) ? [] : [record.node];
    } catch {
      // It is not of the task's type any more: then it does not count anyway.
      return [];
    }
  });
}

/**
 * Nodes that failed, told from the journal alone; `undefined` where it takes the graph to tell whether a failure was the last, or was
 * taken in.
 */
function plainFailures(workflow: Workflow, { outcomes }: History): readonly string[] | undefined {
  // What a task appended may have been wrong, which the journal does not tell.
  if (mayTakeIn(workflow) || workflow.tasks.some(({ spawns = [] }) => spawns.length > 0)) return undefined;
  const tasks = new Map(workflow.tasks.map((task) => [task.name, task]));
  const failed = new Set<string>();
  for (const { record } of outcomes) {
    if (record.kind === "succeeded") failed.delete(record.node);
    else if (tasks.get(record.task)?.retry !== undefined) return undefined;
    else failed.add(record.node);
  }
  return [...failed];
}

/** Whether anything in the program takes failures in. */
function mayTakeIn({ rules, scopes }: Workflow): boolean {
  const isTolerant = rules.some(
    ({ conditions, takesIn = [] }) =>
      takesIn.length > 0 ||
      conditions.some((each) => "event" in each && (each.event === "failed" || each.event === "settled")),
  );
  return (
    isTolerant || scopes.some(({ outputs }) => outputs.some(({ mode }) => mode === "succeeded" || mode === "settled"))
  );
}

/** Nodes that failed for good and whose failure nothing took in, or that a rule answered with `fail`. */
function openFailures(
  workflow: Workflow,
  { outcomes, created }: History,
  inputs: Readonly<Record<string, Value>>,
  place: RunPlace,
): readonly string[] {
  const state = begin(workflow, { failFast: created.settings.failFast });
  replay(state, inputs, new Recorded(outcomes, nodeFacts(state, place)));
  const failed: string[] = [];
  for (let node = 0; node < state.graph.size; node += 1) {
    if (state.graph.state(node) !== "failed" || state.inside.has(node)) continue;
    if (!isHandled(state, node) || state.refused.has(node)) failed.push(nodeId(state, node));
  }
  return failed;
}

/** What is known of the nodes of a run that begins anew in `state`. */
export function earlierOf(
  state: RunState,
  { outcomes, attempts, allowed, unasked }: History,
  { ids }: Dropped,
  place: RunPlace,
  onCaughtUp: (recorded: Recorded) => void,
): Earlier {
  const standing: readonly RecordedOutcome[] =
    ids.size === 0 ? outcomes : outcomes.filter(({ record: { node } }) => !ids.has(node));
  const recorded = new Recorded(standing, nodeFacts(state, place));
  return {
    recorded,
    attemptsOf(node) {
      const id = nodeId(state, node);
      // It may have been cut off before it was noted; what it left behind must not be taken for a result.
      const hadOne = recorded.again.has(id) || ids.has(id) || existsSync(join(place.runFolder, id));
      return attempts.get(id) ?? (hadOne ? 1 : 0);
    },
    wasFired: (firing, isCaughtUp) =>
      allowed.has(firing) || (!isCaughtUp && (recorded.last?.outcome.index ?? -1) < unasked - 1),
    onCaughtUp: () => onCaughtUp(recorded),
  };
}
