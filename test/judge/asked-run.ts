/** A random program run by hand, with questions or without, in one piece or in several. */
import { finalGraph } from "../../runtime/src/final-graph.ts";
import { nodeId } from "../../runtime/src/identity.ts";
import { Recorded } from "../../runtime/src/recorded.ts";
import { reportOf } from "../../runtime/src/report.ts";
import { begin, step } from "../../runtime/src/step.ts";
import type { Command, Event, PendingFiring, Question } from "../../runtime/src/event.ts";
import type { RecordedOutcome } from "../../runtime/src/journal/history.ts";
import type { Asks, Change, RunState } from "../../runtime/src/state.ts";
import type { Value, Workflow } from "../../runtime/src/workflow.ts";
import { numberOf } from "./instrument.ts";
import { failedAttempts, outcomeOf, spawnedBy, type Program } from "./program.ts";
import { TooLarge } from "./sides.ts";

/** What survives a process: outcomes in the order in which they came, and the firings that were allowed. */
export interface Kept {
  readonly outcomes: RecordedOutcome[];
  readonly allowed: Set<string>;
}

export interface AskedOptions {
  readonly asks?: Asks;
  /** Which of so many running nodes ends next. */
  pick(count: number): number;
  /** The answer to a question that was not answered yes before. */
  answer?(question: Question): boolean;
  readonly kept?: Kept;
  readonly largest: number;
}

export class AskedRun {
  readonly state: RunState;
  /** All questions, those too that were answered before. */
  readonly questions: Question[] = [];
  readonly changes: Change[] = [];
  /** Whether the end came because an answer was no. */
  isCut = false;
  readonly #program: Program;
  readonly #options: AskedOptions;
  readonly #kept: Kept;
  readonly #recorded: Recorded;
  readonly #running: number[] = [];
  readonly #attempts = new Map<string, number>();

  constructor(program: Program, workflow: Workflow, options: AskedOptions) {
    this.#program = program;
    this.#options = options;
    this.#kept = options.kept ?? { outcomes: [], allowed: new Set() };
    this.state = begin(workflow, options.asks === undefined ? {} : { asks: options.asks });
    this.state.onChange = (change) => this.changes.push(change);
    this.#recorded = new Recorded([...this.#kept.outcomes], {
      idOf: (node) => nodeId(this.state, node),
      argsOf: (node) => JSON.stringify(this.state.graph.args(node)),
      codeOf: () => "",
      resultOf: (_, { record }) =>
        record.kind === "succeeded" && "value" in record.result ? { value: record.result.value } : undefined,
    });
    for (const { record } of this.#kept.outcomes)
      this.#attempts.set(record.node, (this.#attempts.get(record.node) ?? 0) + 1);
  }

  /** Runs to its end, or to the first no. */
  run(): this {
    this.#send({ kind: "started", inputs: {} });
    for (;;) {
      if (this.state.finished) return this;
      const event = this.#recorded.next() ?? this.#end();
      if (event === undefined) throw new Error("the run is not finished, and nothing runs");
      this.#send(event);
    }
  }

  get graph(): string {
    return JSON.stringify(finalGraph(this.state));
  }

  get report(): string {
    return JSON.stringify(reportOf(this.state, "run"));
  }

  /** What is the same in every order of completion (language.md §9). */
  get outcome(): string {
    const { nodes, edges } = finalGraph(this.state);
    const { status, outputs, handled, rules } = reportOf(this.state, "run");
    const keyed = new Set(nodes.filter(({ key }) => key !== undefined).map(({ id }) => id));
    // Who meets a key first gives the node its edges; the others are remembered beside it.
    const met = [...this.state.met].flatMap(([from, targets]) => targets.map((to) => this.#edge(from, to)));
    const all = edges.map(({ from, to, soft }) => (keyed.has(to) ? `${from} ${to}` : `${from} ${to} ${soft ?? false}`));
    const stood = rules.map(({ fired, blocked, state }) => ({ fired, blocked, state }));
    return JSON.stringify({ nodes, edges: [...new Set([...all, ...met])].sort(), status, outputs, handled, stood });
  }

  #edge(from: number, to: number): string {
    return `${nodeId(this.state, from)} ${nodeId(this.state, to)}`;
  }

  #send(event: Event): void {
    let next: Event | undefined = event;
    while (next !== undefined) {
      next = this.#perform(step(this.state, next));
      if (this.state.graph.size > this.#options.largest) throw new TooLarge();
    }
  }

  /** Answers the event that must come next, if there is one. */
  #perform(commands: readonly Command[]): Event | undefined {
    let next: Event | undefined;
    for (const command of commands) {
      if (command.kind === "submit" && !this.#recorded.offer(command.node)) this.#running.push(command.node);
      if (command.kind === "cancel" && this.#running.includes(command.node))
        this.#running.splice(this.#running.indexOf(command.node), 1);
      if (command.kind === "continue") next = { kind: "continued" };
      if (command.kind === "ask") next = this.#ask(command.question);
    }
    return next;
  }

  #ask(question: Question): Event {
    this.questions.push(question);
    const id = question.kind === "extend" ? question.firing.id : "finish";
    if (this.#kept.allowed.has(id) || (this.#options.answer?.(question) ?? true)) {
      if (question.kind === "extend") this.#kept.allowed.add(id);
      return { kind: "allowed" };
    }
    this.isCut = true;
    // What runs ends first, before the process does.
    const known: Event[] = [];
    for (let event = this.#recorded.next(); event !== undefined; event = this.#recorded.next()) known.push(event);
    for (let left = this.#options.pick(this.#running.length + 1); left > 0; left -= 1) known.push(this.#end() as Event);
    return { kind: "interrupted", known };
  }

  /** One of the running nodes ends. */
  #end(): Event | undefined {
    if (this.#running.length === 0) return undefined;
    const node = this.#running.splice(this.#options.pick(this.#running.length), 1)[0] as number;
    const id = nodeId(this.state, node);
    const task = this.state.workflow.tasks[this.state.graph.task(node)]?.name ?? "";
    const args = this.state.graph.args(node) as readonly Value[];
    const [f, s] = args as readonly [number, number];
    const number = numberOf(task);
    const attempt = (this.#attempts.get(id) ?? 0) + 1;
    this.#attempts.set(id, attempt);
    const isEarly = attempt <= failedAttempts(this.#program, number, f, s);
    const outcome = isEarly ? ({ ok: false, error: "not yet" } as const) : outcomeOf(this.#program, number, f, s);
    const common = { node: id, number: node, task, attempt, begun: 0, ended: 0, args: JSON.stringify(args) };
    const index = this.#kept.outcomes.length;
    if (!outcome.ok) {
      const failure = { code: "ADG7004", message: outcome.error };
      this.#kept.outcomes.push({ index, code: "", record: { kind: "failed", ...common, failure, final: false } });
      return { kind: "failed", node, failure };
    }
    const spawned = spawnedBy(this.#program, number, f, s).map((each) => ({
      task: `t${each.task}`,
      args: [each.f, each.s],
    }));
    const result = { value: outcome.value };
    this.#kept.outcomes.push({ index, code: "", record: { kind: "succeeded", ...common, result, spawned } });
    return { kind: "succeeded", node, result: outcome.value, spawned };
  }
}

/** The firings that were asked for, in order. */
export function firingsOf({ questions }: AskedRun): readonly PendingFiring[] {
  return questions.flatMap((question) => (question.kind === "extend" ? [question.firing] : []));
}
