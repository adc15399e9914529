/** An attempt as the engine keeps it from when its node is to run until it is over. */
import { join } from "node:path";
import { againOf, type AttemptOrder } from "./attempt-call.ts";
import type { Kept } from "./cache/entry.ts";
import type { Core, EngineOptions, UntimedRunEvent } from "./engine.ts";
import type { OutcomeEvent } from "./outcome-event.ts";
import { Stop } from "./stop.ts";
import type { TaskPlan } from "./task-plan.ts";
import type { Task, Value, Workflow } from "./workflow.ts";

/** What all attempts of a run have in common. */
export interface RunFrame {
  readonly run: string;
  readonly types: Workflow["types"];
  readonly inputs: Readonly<Record<string, Value>>;
  readonly runFolder: string;
  readonly inherits: AttemptOrder["inherits"];
  /** Names of environment variables that only the tasks that name them get. */
  readonly withheld: readonly string[];
  idOf(node: number): string;
  argsOf(node: number): readonly Value[];
}

/** The frame of a run's attempts. */
export function runFrame(core: Core, { run, inputs, runFolder, inherits }: EngineOptions): RunFrame {
  const { types, tasks } = core.workflow;
  return {
    run,
    inputs,
    runFolder,
    inherits,
    types,
    withheld: [...new Set(tasks.flatMap(({ secrets = [] }) => secrets))],
    idOf: (node) => core.idOf(node),
    argsOf: (node) => core.argsOf(node),
  };
}

export class Attempt implements AttemptOrder {
  readonly node: number;
  readonly attempt: number;
  readonly plan: TaskPlan;
  readonly stop = new Stop();
  atOnce: number | undefined;
  /** Its turn in the schedule, where it was handed over before that came. */
  turn: number | undefined;
  /** When it began to run, in ms since the epoch; 0 before that. */
  begun = 0;
  isRunning = false;
  /** Its result, where that comes from the cache. */
  reused: Kept | undefined;
  /** When its delay is over, in ms since the epoch; 0 where it has none. */
  due = 0;
  isLookedUp = false;
  /** Takes back a delay that is not over. */
  undelay: (() => void) | undefined;
  readonly #frame: RunFrame;

  constructor(frame: RunFrame, plan: TaskPlan, node: number, attempt: number) {
    this.#frame = frame;
    this.plan = plan;
    this.node = node;
    this.attempt = attempt;
  }

  get task(): Task {
    return this.plan.task;
  }

  get folder(): string {
    return this.plan.folder;
  }

  get run(): string {
    return this.#frame.run;
  }

  get types(): Workflow["types"] {
    return this.#frame.types;
  }

  get inputs(): Readonly<Record<string, Value>> {
    return this.#frame.inputs;
  }

  get inherits(): AttemptOrder["inherits"] {
    return this.#frame.inherits;
  }

  get withheld(): readonly string[] {
    return this.#frame.withheld;
  }

  get args(): readonly Value[] {
    return this.#frame.argsOf(this.node);
  }

  get nodeId(): string {
    return this.#frame.idOf(this.node);
  }

  get nodeFolder(): string {
    return join(this.#frame.runFolder, this.nodeId);
  }
}

/** What came of an attempt that failed, as observers hear of it. `lost`: how many attempts before it count for nothing. */
export function attemptFailed(
  attempt: Attempt,
  { node, failure, final }: Extract<OutcomeEvent, { readonly kind: "failed" }>,
  lost: number,
): UntimedRunEvent {
  const { task, attempt: number } = attempt;
  return {
    kind: "attempt-failed",
    node,
    task: task.name,
    attempt: number,
    failure,
    ...againOf(attempt, { final, lost }),
  };
}
