/** The engine's pure core, driven by a script that notes what came of each attempt as a journal does, and replayed from that. */
import { isDeepStrictEqual } from "node:util";
import { finalGraph } from "../../runtime/src/final-graph.ts";
import { nodeId } from "../../runtime/src/identity.ts";
import type { RecordedOutcome } from "../../runtime/src/journal/history.ts";
import { Recorded, type NodeFacts } from "../../runtime/src/recorded.ts";
import { argsText } from "../../runtime/src/recorder.ts";
import { Replay, replay } from "../../runtime/src/replay.ts";
import { reportOf } from "../../runtime/src/report.ts";
import { begin, step } from "../../runtime/src/step.ts";
import { failedAttempts, outcomeOf, spawnedBy, type Program } from "../judge/program.ts";
import { instrument, numberOf } from "../judge/instrument.ts";
import { TooLarge } from "../judge/sides.ts";
import type { Dice } from "./dice.ts";
import type { Event } from "../../runtime/src/event.ts";
import type { RunState } from "../../runtime/src/state.ts";
import type { Value, Workflow } from "../../runtime/src/workflow.ts";

type Ended = Extract<Event, { readonly kind: "succeeded" | "failed" }>;

/** A run of a random program whose attempts end in an order that is drawn. */
export class Drive {
  readonly state: RunState;
  /** In the order in which they ended. */
  readonly outcomes: RecordedOutcome[] = [];
  readonly #program: Program;
  readonly #running: number[] = [];
  readonly #attempts = new Map<number, number>();

  /** With `known`, the run is taken up again from what a journal holds. */
  constructor(program: Program, workflow: Workflow, known: readonly RecordedOutcome[] = []) {
    this.#program = program;
    this.state = begin(instrument(workflow, program, () => ""));
    const recorded = new Recorded(known, factsOf(this.state));
    const open = replay(this.state, {}, recorded);
    if (recorded.recalled !== known.length)
      throw new Error(`${recorded.recalled} of ${known.length} outcomes were taken over`);
    for (const [node, { attempt }] of open) {
      this.#running.push(node);
      this.#attempts.set(node, attempt - 1);
    }
  }

  /** Ends attempts by chance until none is left; programs with more nodes than `largest` are given up. */
  play(dice: Dice, largest: number): void {
    while (this.#running.length > 0) {
      if (this.state.graph.size > largest) throw new TooLarge();
      this.end(this.#running[dice(this.#running.length)] as number);
    }
  }

  /** Ends attempts in the order in which another run had them end. */
  follow(outcomes: readonly RecordedOutcome[]): void {
    for (const { record } of outcomes) {
      const node = this.#running.find((each) => nodeId(this.state, each) === record.node);
      if (node === undefined) throw new Error(`${record.node} does not run after the replay`);
      this.end(node);
    }
  }

  end(node: number): void {
    this.#running.splice(this.#running.indexOf(node), 1);
    const event = this.#eventOf(node);
    this.outcomes.push(this.#recordOf(node, event));
    let commands = step(this.state, event);
    for (;;) {
      for (const command of commands) {
        if (command.kind === "submit") this.#running.push(command.node);
        if (command.kind === "cancel") this.#running.splice(this.#running.indexOf(command.node), 1);
      }
      if (!commands.some(({ kind }) => kind === "continue")) return;
      commands = step(this.state, { kind: "continued" });
    }
  }

  /** All that is seen of the run. */
  seen(): object {
    return seenOf(this.state);
  }

  #eventOf(node: number): Ended {
    const { graph, workflow } = this.state;
    const task = numberOf(workflow.tasks[graph.task(node)]?.name ?? "");
    const [f, s] = graph.args(node) as [number, number];
    const attempt = (this.#attempts.get(node) ?? 0) + 1;
    this.#attempts.set(node, attempt);
    const failed = (message: string): Ended => ({ kind: "failed", node, failure: { code: "ADG7004", message } });
    if (attempt <= failedAttempts(this.#program, task, f, s)) return failed("not yet");
    const outcome = outcomeOf(this.#program, task, f, s);
    if (!outcome.ok) return failed(outcome.error);
    const spawned = spawnedBy(this.#program, task, f, s).map((each) => ({
      task: `t${each.task}`,
      args: [each.f, each.s],
    }));
    return { kind: "succeeded", node, result: outcome.value, ...(spawned.length === 0 ? {} : { spawned }) };
  }

  #recordOf(node: number, event: Ended): RecordedOutcome {
    const { graph, workflow } = this.state;
    const outcome = {
      node: nodeId(this.state, node),
      number: node,
      task: workflow.tasks[graph.task(node)]?.name ?? "",
      attempt: this.#attempts.get(node) ?? 1,
      begun: 0,
      ended: 0,
      args: argsText(graph.args(node) as readonly Value[]),
    };
    const index = this.outcomes.length;
    if (event.kind === "failed")
      return { index, code: "", record: { kind: "failed", ...outcome, failure: event.failure, final: false } };
    const { result: value, spawned } = event;
    const more = spawned === undefined ? {} : { spawned };
    return { index, code: "", record: { kind: "succeeded", ...outcome, result: { value }, ...more } };
  }
}

/** A run that hears of the outcomes of another, one after the other. */
export class Hearing {
  readonly state: RunState;
  readonly #replay: Replay;

  constructor(program: Program, workflow: Workflow) {
    this.state = begin(instrument(workflow, program, () => ""));
    this.#replay = new Replay(this.state, new Recorded([], factsOf(this.state)));
    this.#replay.begin({});
  }

  hear(outcome: RecordedOutcome): void {
    this.#replay.hear(outcome);
  }

  /** All that is seen of the run, and the attempts that are to run. */
  seen(): object {
    return { ...seenOf(this.state), open: [...this.#replay.open.values()] };
  }
}

function seenOf(state: RunState): object {
  const { graph } = state;
  const results = Array.from({ length: graph.size }, (_, node) => [
    nodeId(state, node),
    graph.state(node) === "done" ? JSON.stringify(graph.result(node)) : "",
  ]);
  return { graph: finalGraph(state), results, report: reportOf(state, "run") };
}

function factsOf(state: RunState): NodeFacts {
  return {
    idOf: (node) => nodeId(state, node),
    argsOf: (node) => argsText(state.graph.args(node) as readonly Value[]),
    codeOf: () => "",
    resultOf: (_, { record }) =>
      record.kind === "succeeded" && "value" in record.result ? { value: record.result.value } : undefined,
  };
}

/** A run replayed from all of these at once, as `Hearing.seen` shows it. */
export function replayedAtOnce(program: Program, workflow: Workflow, known: readonly RecordedOutcome[]): object {
  const state = begin(instrument(workflow, program, () => ""));
  const open = replay(state, {}, new Recorded(known, factsOf(state)));
  return { ...seenOf(state), open: [...open.values()] };
}

/** Says where two runs differ, if they do. */
export function difference(one: Drive, other: Drive): string | undefined {
  const [left, right] = [one.seen(), other.seen()] as const;
  if (isDeepStrictEqual(left, right)) return undefined;
  return `${JSON.stringify(left)}\n${JSON.stringify(right)}`;
}
