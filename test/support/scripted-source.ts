/** Runs that do what a test says, for what shows runs. */
import {
  NotThere,
  type Control,
  type EndedAttempt,
  type OpenRun,
  type RunFacts,
  type RunLine,
  type RunsSource,
  type Snapshot,
} from "@adg/ui";

export class ScriptedRun implements OpenRun {
  readonly facts: RunFacts;
  readonly attempts: EndedAttempt[] = [];
  epoch = 1;
  running: Snapshot["running"] = [];
  /** Makes snapshots as long as a test needs them. */
  outputs: Readonly<Record<string, unknown>> | undefined;
  /** What was asked of it, and how often. */
  readonly controls: Control[] = [];
  readonly wanted: unknown[] = [];
  snapshots = 0;
  closings = 0;
  /** Thrown by whatever is asked. */
  fault: Error | undefined;
  readonly listeners = new Set<() => void>();

  constructor(run: string) {
    this.facts = {
      run,
      workflow: "book",
      program: "book.adg",
      adg: "0.1.0",
      started: 1_000,
      tasks: [{ name: "pdf", isWorkflow: false }],
      rules: [{ text: "when no more pdf", line: 4 }],
      typeGraph: { width: 0, height: 0, boxes: [], arrows: [] },
      inputs: {},
    };
  }

  /** So many attempts end, and whoever listens hears of it. */
  end(count: number): void {
    for (let more = 0; more < count; more += 1) {
      const node = this.attempts.length;
      this.attempts.push([node, 0, 1, node, node + 1, 0]);
    }
    this.change();
  }

  change(): void {
    for (const changed of this.listeners) changed();
  }

  async snapshot(at = this.attempts.length): Promise<Snapshot> {
    this.snapshots += 1;
    if (this.fault !== undefined) throw this.fault;
    return {
      epoch: this.epoch,
      position: at,
      total: this.attempts.length,
      state: "running",
      time: at,
      worked: at,
      tasks: [[at, 0, 0, 0, 0, 0]],
      rules: [{ state: "open", fired: 0, blocked: 0 }],
      nodes: at,
      edges: 0,
      running: this.running,
      ...(this.outputs === undefined ? {} : { outputs: this.outputs }),
    };
  }

  /** In parts, as one may that reads them from a disk. */
  ended(from: number): readonly EndedAttempt[] {
    return this.attempts.slice(from, from + 7_000);
  }

  onChange(changed: () => void): () => void {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  }

  async nodes(...wanted: Parameters<OpenRun["nodes"]>): ReturnType<OpenRun["nodes"]> {
    this.wanted.push(wanted);
    return { nodes: [], total: this.attempts.length };
  }

  async node(id: string): ReturnType<OpenRun["node"]> {
    if (id !== "pdf/1:é") return undefined;
    const node = { node: 0, id, task: 0, state: "done" } as const;
    return { ...node, attempts: [], why: "It ended.", parents: [], children: [], log: "" };
  }

  async whyRule(rule: number, at?: number): Promise<string> {
    return `rule ${rule} at ${at ?? "the end"}`;
  }

  wholeGraph(): ReturnType<OpenRun["wholeGraph"]> {
    return { epoch: this.epoch, tasks: [0, 0], states: [0, 0], edges: [0, 1] };
  }

  criticalPath(): readonly number[] {
    return [0, 1];
  }

  async control(control: Control): ReturnType<OpenRun["control"]> {
    this.controls.push(control);
    return { ok: true, message: `${control.kind} was asked.` };
  }

  async close(): Promise<void> {
    this.closings += 1;
  }
}

/** A source with the runs that a test has. */
export class ScriptedSource implements RunsSource {
  readonly runs = new Map<string, ScriptedRun>();
  openings = 0;
  /** Opening waits for it. */
  gate: Promise<void> = Promise.resolve();

  /** There is a run from now on. */
  add(name: string): ScriptedRun {
    const run = new ScriptedRun(name);
    this.runs.set(name, run);
    return run;
  }

  async list(): Promise<readonly RunLine[]> {
    return [...this.runs.values()].map(({ facts: { run, workflow, program, started }, attempts }) => {
      const counts = { worked: 0, done: attempts.length, failed: 0 };
      return { run, workflow, program, state: "running", started, ...counts };
    });
  }

  async open(name: string): Promise<OpenRun> {
    this.openings += 1;
    await this.gate;
    const run = this.runs.get(name);
    if (run === undefined) throw new NotThere(`There is no run "${name}".`);
    return run;
  }
}
