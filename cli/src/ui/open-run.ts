/** A run that its page looks at. */
import { findNode, standingOf, workedTime, type History, type Mirror, type RecordedOutcome } from "@adg/runtime/asked";
import type {
  Answered,
  Control,
  EndedAttempt,
  NodeFacts,
  NodePage,
  NodesWanted,
  OpenRun,
  RunFacts,
  RunningAttempt,
  Snapshot,
  TypeGraph,
  WholeGraph,
} from "@adg/ui";
import type { Workflow } from "@adg/runtime";
import { longestChain } from "../report/critical-path.ts";
import type { Controls } from "./controls.ts";
import { Moment, type Runs } from "./moment.ts";
import { nodeFacts } from "./node-facts.ts";
import { Past } from "./past.ts";
import type { RunMirror } from "./run-mirror.ts";
import { factsOf } from "./run-facts.ts";
import { RunningAt, timeAt } from "./running-at.ts";
import { sampleOf, type Sample } from "./samples.ts";

const most = { running: 200, ended: 5_000 };

export class WatchedRun implements OpenRun {
  facts: RunFacts;
  readonly #run: RunMirror;
  readonly #controls: Controls;
  readonly #past: Past;
  readonly #place: (workflow: Workflow) => Promise<TypeGraph>;
  /** The program that the facts are of. */
  #workflow: Workflow;
  #refreshed: Promise<void> = Promise.resolve();
  #taskOf: ReadonlyMap<string, number>;
  #runningAt: RunningAt | undefined;
  readonly #closed = Promise.withResolvers<void>();

  private constructor(
    run: RunMirror,
    controls: Controls,
    place: (workflow: Workflow) => Promise<TypeGraph>,
    typeGraph: TypeGraph,
  ) {
    this.#run = run;
    this.#controls = controls;
    this.#past = new Past(run);
    this.#place = place;
    this.#workflow = run.workflow;
    this.#taskOf = tasksOf(run);
    this.facts = factsOf(run, typeGraph, controls.canResume);
  }

  /** `place`: draws what may come of a program. */
  static async of(
    run: RunMirror,
    controls: Controls,
    place: (workflow: Workflow) => Promise<TypeGraph>,
  ): Promise<WatchedRun> {
    return new WatchedRun(run, controls, place, await place(run.workflow));
  }

  async snapshot(at?: number): Promise<Snapshot> {
    // Its counts are those of the tasks and rules that the facts name.
    await this.#refresh();
    const { mirror, history, samples } = this.#run;
    if (at === undefined || at >= mirror.position)
      return this.#snapshot(sampleOf(mirror), this.#now(), history, mirror);
    const sample = samples.at(at) ?? sampleOf(mirror);
    return this.#snapshot(sample, this.#then(sample.position, mirror), history, mirror);
  }

  ended(from: number): readonly EndedAttempt[] {
    const { outcomes } = this.#run.history;
    return outcomes.slice(from, from + most.ended).map(({ record }): EndedAttempt => {
      const { node, number, task, attempt, begun, ended, kind } = record;
      return [
        this.#run.numberOf(node, number) ?? -1,
        this.#taskOf.get(task) ?? -1,
        ...([attempt, begun, ended, kind === "failed" ? 1 : 0] as const),
      ];
    });
  }

  onChange(changed: () => void): () => void {
    const silence = this.#run.onChange(() => void this.#refresh().then(changed));
    const rest = this.#controls.watch();
    return () => {
      silence();
      rest();
    };
  }

  nodes(wanted: NodesWanted, at?: number): Promise<NodePage> {
    return this.#look(at, (moment) => moment.nodes(wanted));
  }

  async node(id: string, at?: number): Promise<NodeFacts | undefined> {
    const live = at === undefined ? await this.#controls.whyNode(id) : undefined;
    return this.#look(at, (moment) => {
      const node = findNode(moment.mirror.state, id);
      if (node === undefined) return undefined;
      return nodeFacts(moment, node, { folder: this.#run.folder, why: live ?? moment.whyNode(node) });
    });
  }

  async whyRule(rule: number, at?: number): Promise<string> {
    const live = at === undefined ? await this.#controls.whyRule(rule) : undefined;
    return live ?? this.#look(at, (moment) => moment.whyRule(rule));
  }

  wholeGraph(): WholeGraph {
    const { mirror, epoch } = this.#run;
    const { graph, entered } = mirror.state;
    const edges: number[] = [];
    for (let edge = 0; edge < graph.edgeCount; edge += 1) edges.push(graph.from(edge), graph.to(edge));
    return {
      epoch,
      tasks: Array.from({ length: entered }, (_, node) => graph.task(node)),
      states: this.#now().states(),
      edges,
    };
  }

  criticalPath(): readonly number[] {
    const { mirror, history } = this.#run;
    const { graph, entered } = mirror.state;
    const times = new Map(
      history.outcomes.map(({ record: { node, number, begun, ended } }) => [
        this.#run.numberOf(node, number),
        { begun, ended },
      ]),
    );
    const edges = Array.from({ length: graph.edgeCount }, (_, edge) => ({
      from: graph.from(edge),
      to: graph.to(edge),
    }));
    return longestChain(entered, edges, (node) => times.get(node)).map(({ node }) => node);
  }

  control(control: Control): Promise<Answered> {
    return this.#controls.ask(control);
  }

  /** A run that was taken up again may be of another program. Settles when the facts are those of the one that it is of now. */
  #refresh(): Promise<void> {
    const { workflow } = this.#run;
    if (workflow !== this.#workflow) {
      this.#workflow = workflow;
      this.#refreshed = this.#drawAnew(workflow);
    }
    return this.#refreshed;
  }

  async #drawAnew(workflow: Workflow): Promise<void> {
    try {
      const typeGraph = await this.#place(workflow);
      this.#taskOf = tasksOf(this.#run);
      this.facts = factsOf(this.#run, typeGraph, this.#controls.canResume);
    } catch {
      // Where its program cannot be drawn anew, it is shown as it was drawn before.
    }
  }

  async close(): Promise<void> {
    await this.#run.close();
    this.#closed.resolve();
  }

  /** Settles when it is. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  #snapshot(sample: Sample, moment: Moment, history: History, mirror: Mirror): Snapshot {
    const { epoch, isLive, trouble } = this.#run;
    const notResumed = this.#controls.trouble;
    const isNow = sample.position === mirror.position;
    const standing = standingOf(history, isLive);
    const time = isNow && isLive ? Date.now() : timeAt(history.outcomes, sample.position, history.created.time);
    const worked = isNow
      ? workedTime(history.sessions, isLive ? time : undefined)
      : workedTime(history.sessions.map(({ start, last }) => ({ start, last: Math.max(start, Math.min(last, time)) })));
    const { outputs } = mirror.state;
    return {
      epoch,
      position: sample.position,
      total: history.outcomes.length,
      state: !isNow ? "running" : standing === "running" && this.#controls.isPaused ? "paused" : standing,
      time,
      worked,
      tasks: moment.counts(sample.tasks),
      rules: sample.rules,
      nodes: sample.nodes,
      edges: sample.edges,
      running: this.#running(isNow, sample.position, time),
      ...(isNow && mirror.state.finished ? { outputs } : {}),
      ...(trouble === undefined ? {} : { trouble }),
      ...(notResumed === undefined ? {} : { notResumed }),
    };
  }

  #running(isNow: boolean, position: number, time: number): readonly RunningAttempt[] {
    const { history, isLive } = this.#run;
    const records = isNow ? (isLive ? openAttempts(history) : []) : this.#attemptsAt(position, time);
    return records
      .toSorted((a, b) => a.begun - b.begun)
      .slice(0, most.running)
      .map(({ node, number, task, attempt, begun }) => [
        this.#run.numberOf(node, number) ?? -1,
        this.#taskOf.get(task) ?? -1,
        attempt,
        begun,
      ]);
  }

  /** `look` sees the run as it was after so many outcomes, or as it is. */
  #look<T>(at: number | undefined, look: (moment: Moment) => T): Promise<T> {
    const { mirror } = this.#run;
    if (at === undefined || at >= mirror.position) return Promise.resolve(look(this.#now()));
    return this.#past.at(at, (then) => look(this.#then(at, then)));
  }

  #now(): Moment {
    const { mirror, history, isLive } = this.#run;
    const running = new Map<number, Runs>();
    if (isLive)
      for (const { node, number, attempt, begun } of openAttempts(history)) {
        const known = this.#run.numberOf(node, number);
        if (known !== undefined) running.set(known, { attempt, since: begun });
      }
    return new Moment(mirror, {
      ...{ time: Date.now(), running, goesOn: isLive },
      outcomesOf: (node) => this.#run.outcomesOf(node, mirror.position),
    });
  }

  #then(position: number, mirror: Mirror): Moment {
    const { history } = this.#run;
    const time = timeAt(history.outcomes, position, history.created.time);
    const running = new Map<number, Runs>();
    for (const { node, number, attempt, begun } of this.#attemptsAt(position, time)) {
      const known = this.#run.numberOf(node, number);
      if (known !== undefined && known < mirror.state.entered) running.set(known, { attempt, since: begun });
    }
    return new Moment(mirror, {
      ...{ time, running, goesOn: true },
      outcomesOf: (node) => this.#run.outcomesOf(node, position),
    });
  }

  /** Attempts that had begun by then: what came of them came later, or has not come yet. */
  #attemptsAt(position: number, time: number): readonly Attempt[] {
    const { history } = this.#run;
    const { outcomes } = history;
    if (this.#runningAt?.isOf(outcomes) !== true) this.#runningAt = new RunningAt(outcomes);
    const later = this.#runningAt.after(position, time).map(({ record }) => record);
    return [...later, ...openAttempts(history).filter(({ begun }) => begun <= time)];
  }
}

type Attempt = Pick<RecordedOutcome["record"], "node" | "number" | "task" | "attempt" | "begun">;

/** Those of which nothing has come yet. */
function openAttempts({ begun }: History): readonly Attempt[] {
  return [...begun.values()].map((record) => ({ ...record, begun: record.time }));
}

function tasksOf({ workflow }: RunMirror): ReadonlyMap<string, number> {
  return new Map(workflow.tasks.map(({ name }, task) => [name, task]));
}
