/** Runs that never were, for the page: a book of chapters that includes more of them, and one with as many nodes as is wanted. */
import {
  NotThere,
  nodeStates,
  type Answered,
  type AttemptFacts,
  type Control,
  type EndedAttempt,
  type NodeFacts,
  type NodeLine,
  type NodePage,
  type NodesWanted,
  type NodeState,
  type OpenRun,
  type RuleStanding,
  type RunFacts,
  type RunLine,
  type RunningAttempt,
  type RunsSource,
  type Snapshot,
  type TypeBox,
  type WholeGraph,
} from "../../../ui/src/contract.ts";

/** When they began, where that is not said. */
const usualStart = Date.UTC(2026, 10, 27, 9);

/** A node of a play: what it is, and how it ends. Positions count outcomes. */
interface Actor {
  readonly task: number;
  readonly label: string;
  readonly parents: readonly number[];
  /** It is there from this position on. */
  readonly since: number;
  readonly tries: readonly {
    readonly from: number;
    readonly begun: number;
    readonly at: number;
    readonly ended: number;
    readonly fails: boolean;
  }[];
}

/** What comes to be, in full, before anybody looks. */
export interface Play {
  readonly facts: RunFacts;
  readonly actors: readonly Actor[];
  readonly outcomes: readonly EndedAttempt[];
  /** How the rules stand at a position. */
  rules(position: number, counts: readonly (readonly number[])[]): readonly RuleStanding[];
}

/** A node to be: `then` says what follows when it has ended. */
interface Wanted {
  readonly task: number;
  readonly label: string;
  readonly parents: readonly number[];
  readonly takes: number;
  /** So many attempts fail before one does not. */
  readonly failures?: number;
  readonly isLost?: boolean;
  readonly then?: (self: number) => readonly Wanted[];
}

/** Plays it with so many at work at once: the first that was wanted starts first. */
function acted(
  first: readonly Wanted[],
  atOnce: number,
  started: number,
  last: (actors: number) => readonly Wanted[],
): Pick<Play, "actors" | "outcomes"> {
  const actors: (Actor & { tries: Actor["tries"][number][] })[] = [];
  const outcomes: EndedAttempt[] = [];
  const queue: { readonly node: number; readonly wanted: Wanted; readonly attempt: number }[] = [];
  const atWork: {
    readonly node: number;
    readonly wanted: Wanted;
    readonly attempt: number;
    readonly from: number;
    readonly begun: number;
    readonly ended: number;
  }[] = [];
  let now = started;
  let next = 0;
  let isLast = false;
  const want = (wanted: Wanted): void => {
    queue.push({ node: actors.length, wanted, attempt: 1 });
    actors.push({ ...wanted, since: outcomes.length, tries: [] });
  };
  first.forEach(want);
  for (;;) {
    while (next < queue.length && atWork.length < atOnce) {
      const { node, wanted, attempt } = queue[next++]!;
      atWork.push({ node, wanted, attempt, from: outcomes.length, begun: now, ended: now + wanted.takes });
    }
    if (atWork.length === 0) {
      if (isLast) return { actors, outcomes };
      isLast = true;
      last(actors.length).forEach(want);
      if (next === queue.length) return { actors, outcomes };
      continue;
    }
    let soonest = 0;
    for (let i = 1; i < atWork.length; i += 1) if (atWork[i]!.ended < atWork[soonest]!.ended) soonest = i;
    const [done] = atWork.splice(soonest, 1);
    const { node, wanted, attempt, from, begun, ended } = done!;
    now = ended;
    const fails = wanted.isLost === true || attempt <= (wanted.failures ?? 0);
    outcomes.push([node, wanted.task, attempt, begun, ended, fails ? 1 : 0]);
    actors[node]!.tries.push({ from, begun, at: outcomes.length, ended, fails });
    if (!fails) wanted.then?.(node).forEach(want);
    else if (wanted.isLost !== true) queue.push({ node, wanted, attempt: attempt + 1 });
  }
}

const hostile = `<script>document.title = "taken"</script>`;

/** A book of so many chapters, each of which may include others; one has a name that means harm. */
export function bookPlay(run = "book-1", chapters = 40, started = usualStart): Play {
  const pdf = (source: string, parents: readonly number[], deep: number): Wanted => ({
    task: 1,
    label: JSON.stringify(source),
    parents,
    takes: 400 + ((source.length * 7919 + deep * 104_729 + source.charCodeAt(2) * 31) % 2_600),
    failures: source.startsWith("chapter-7.") ? 1 : 0,
    then: (self) => (deep < 2 && source.length % 3 === 0 ? [pdf(`note-${self}.md`, [self], deep + 1)] : []),
  });
  const discover: Wanted = {
    task: 0,
    label: '"chapters"',
    parents: [],
    takes: 900,
    then: (self) =>
      Array.from({ length: chapters }, (_, i) => pdf(i === 11 ? hostile : `chapter-${i + 1}.md`, [self], 0)),
  };
  const played = acted([discover, pdf("cover.md", [], 0)], 4, started, (actors) => [
    { task: 2, label: "all pdf", parents: Array.from({ length: actors - 1 }, (_, i) => i + 1), takes: 3_000 },
  ]);
  const box = (task: number, name: string, implementation: string, x: number, y: number): TypeBox => ({
    ...{ x, y, width: 128, height: 62, name, implementation, shape: "task", task, place: `book.adg:${27 + task}` },
  });
  return {
    ...played,
    facts: {
      ...{ run, workflow: "book", program: "examples/book/book.adg", adg: "0.1.0", started },
      tasks: ["discover", "pdf", "merge"].map((name) => ({ name, isWorkflow: false })),
      rules: [
        { text: "start", line: 38 },
        { text: "when discover done as d", line: 42 },
        { text: "when pdf done as p", line: 46 },
        { text: "when no more pdf", line: 49 },
      ],
      typeGraph: {
        width: 640,
        height: 190,
        boxes: [
          { x: 44, y: 95, width: 56, height: 36, name: "start", shape: "start" },
          box(0, "discover", "typescript", 190, 50),
          box(1, "pdf", "typescript", 380, 110),
          box(2, "merge", "typescript", 560, 110),
        ],
        arrows: [
          line(0, 1, [72, 88], [126, 62]),
          line(0, 2, [72, 100], [316, 118]),
          line(1, 2, [254, 62], [316, 92]),
          {
            ...{ from: 2, to: 2, kind: "rule", title: "line 46: when pdf done as p" },
            curve: [
              { x: 360, y: 79 },
              { x: 350, y: 30 },
              { x: 410, y: 30 },
              { x: 402, y: 72 },
            ],
            tip: { x: 400, y: 79 },
          },
          { ...line(2, 3, [444, 110], [496, 110]), kind: "no-more", title: "line 49: when no more pdf" },
        ],
      },
      inputs: { folder: "chapters" },
    },
    rules(position, counts) {
      const [discovered = [], pdfs = [], merges = []] = counts;
      const merged = merges.reduce((sum, each) => sum + each, 0);
      const settled = (discovered[0] ?? 0) > 0 && (pdfs[2] ?? 0) + (pdfs[3] ?? 0) === 0;
      return [
        { state: "fired", fired: 1, blocked: 0 },
        { state: (discovered[0] ?? 0) > 0 ? "fired" : "open", fired: discovered[0] ?? 0, blocked: 0 },
        { state: settled ? "fired" : "open", fired: position === 0 ? 0 : (pdfs[0] ?? 0), blocked: 0 },
        { state: merged > 0 ? "fired" : "open", fired: merged, blocked: 0 },
      ];
    },
  };
}

/** `nodes` in all: one that splits, many that work, one in five hundred of which fails, and one that sums up. */
export function widePlay(run = "wide-1", nodes = 100_000, atOnce = 16, started = usualStart): Play {
  const work = (i: number, parent: number): Wanted => ({
    ...{ task: 1, label: String(i), parents: [parent], takes: 20 + ((i * 7919) % 180), isLost: i % 500 === 499 },
  });
  const split: Wanted = {
    ...{ task: 0, label: "", parents: [], takes: 300 },
    then: (self) => Array.from({ length: nodes - 2 }, (_, i) => work(i, self)),
  };
  const played = acted([split], atOnce, started, (actors) => [
    { task: 2, label: "all work", parents: Array.from({ length: actors - 1 }, (_, i) => i + 1), takes: 500 },
  ]);
  const box = (task: number, name: string, x: number): TypeBox => ({
    ...{ x, y: 60, width: 150, height: 62, name, implementation: "sh", shape: "task", task },
  });
  return {
    ...played,
    facts: {
      ...{ run, workflow: "wide", program: "wide.adg", adg: "0.1.0", started },
      tasks: ["split", "work", "sum"].map((name) => ({ name, isWorkflow: false })),
      rules: [
        { text: "when split done as s", line: 9 },
        { text: "when no more work", line: 12 },
      ],
      typeGraph: {
        width: 640,
        height: 120,
        boxes: [box(0, "split", 90), box(1, "work", 320), box(2, "sum", 550)],
        arrows: [line(0, 1, [165, 60], [245, 60]), { ...line(1, 2, [395, 60], [475, 60]), kind: "no-more" }],
      },
      inputs: { nodes },
    },
    rules: (position, [, , sums = []]) => [
      { state: position > 0 ? "fired" : "open", fired: Math.min(1, position), blocked: 0 },
      { state: (sums[0] ?? 0) > 0 ? "fired" : "open", fired: sums[0] ?? 0, blocked: 0 },
    ],
  };
}

function line(from: number, to: number, [x, y]: readonly [number, number], [toX, toY]: readonly [number, number]) {
  const [dx, dy] = [(toX - x) / 3, (toY - y) / 3];
  const curve = [0, 1, 2, 2.85].map((part) => ({ x: x + dx * part, y: y + dy * part }));
  return { from, to, kind: "rule" as const, curve, tip: { x: toX, y: toY } };
}

/** A play as far as it has come. */
export class FakeRun implements OpenRun {
  readonly play: Play;
  /** So many outcomes there are; the page may look at earlier ones. */
  position: number;
  epoch = 1;
  isPaused = false;
  isCancelled = false;
  readonly controls: Control[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(play: Play, position = play.outcomes.length) {
    this.play = play;
    this.position = position;
  }

  get facts(): RunFacts {
    return this.play.facts;
  }

  get isOver(): boolean {
    return this.isCancelled || this.position >= this.play.outcomes.length;
  }

  /** So many outcomes more. */
  advance(count = 1): void {
    if (this.isPaused || this.isCancelled) return;
    this.position = Math.min(this.play.outcomes.length, this.position + count);
    for (const changed of this.#listeners) changed();
  }

  line(): RunLine {
    const { run, workflow, program, started } = this.facts;
    const { state, worked, tasks } = this.#snapshot(this.position);
    const sum = (place: number): number => tasks.reduce((all, counts) => all + (counts[place] ?? 0), 0);
    return { run, workflow, program, state, started, worked, done: sum(0), failed: sum(1) };
  }

  async snapshot(at = this.position): Promise<Snapshot> {
    return this.#snapshot(Math.min(at, this.position));
  }

  ended(from: number): readonly EndedAttempt[] {
    return this.play.outcomes.slice(from, Math.min(this.position, from + 5_000));
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  async nodes({ task, state, text = "", skip, most }: NodesWanted, at = this.position): Promise<NodePage> {
    const all = this.#there(at).filter(
      (node) =>
        (task === undefined || this.play.actors[node]?.task === task) &&
        (state === undefined || this.#stateOf(node, at) === state) &&
        (text === "" || `${this.#line(node, at).id} ${this.#line(node, at).label}`.includes(text)),
    );
    return { nodes: all.slice(skip, skip + most).map((node) => this.#line(node, at)), total: all.length };
  }

  async node(id: string, at = this.position): Promise<NodeFacts | undefined> {
    const node = this.#there(at).find((each) => this.#idOf(each) === id);
    const actor = this.play.actors[node ?? -1];
    if (node === undefined || actor === undefined) return undefined;
    const attempts = actor.tries.flatMap(({ from, begun, at: end, ended, fails }, i): AttemptFacts[] => {
      if (from > at) return [];
      if (end > at) return [{ attempt: i + 1, begun }];
      const failure = { code: "ADG7001", message: `The shell command ended with 1: ${hostile}`, trace: [`at ${id}`] };
      return [{ attempt: i + 1, begun, ended, ...(fails ? { failure } : {}) }];
    });
    const line = this.#line(node, at);
    const lines = (nodes: readonly number[]): readonly NodeLine[] =>
      nodes.slice(0, 50).map((each) => this.#line(each, at));
    return {
      ...line,
      args: { source: actor.label },
      ...(line.state === "done"
        ? { result: { text: JSON.stringify({ pages: 12, title: hostile }), isCut: false } }
        : {}),
      attempts,
      code: "sha256:0f3a",
      why: `The node ${id} is ${line.state}.\n  It was added by the rule in line 42.\n    That fired on discover(${hostile}).`,
      parents: lines(actor.parents),
      children: lines(this.#there(at).filter((each) => this.play.actors[each]?.parents.includes(node) === true)),
      log: attempts.length === 0 ? "" : `setting ${actor.label}\n${hostile}\n12 pages\n`,
    };
  }

  async whyRule(rule: number, at = this.position): Promise<string> {
    const { tasks } = this.#snapshot(at);
    const waits = (tasks[1]?.[2] ?? 0) + (tasks[1]?.[3] ?? 0);
    const lines = [`The rule "${this.facts.rules[rule]?.text}" was asked after ${at} outcomes.`];
    return [
      ...lines,
      `  ${waits} nodes of ${this.facts.tasks[1]?.name} have not ended.`,
      `    Each may add more of them.`,
      `      So it is not certain that there are no more.`,
    ].join("\n");
  }

  wholeGraph(): WholeGraph {
    const there = this.#there(this.position);
    const { actors } = this.play;
    return {
      epoch: this.epoch,
      tasks: there.map((node) => actors[node]?.task ?? 0),
      states: there.map((node) => nodeStates.indexOf(this.#stateOf(node, this.position))),
      edges: there.flatMap((node) => (actors[node]?.parents ?? []).flatMap((parent) => [parent, node])),
    };
  }

  criticalPath(): readonly number[] {
    const last = this.play.outcomes[this.position - 1]?.[0] ?? 0;
    return [0, ...(this.play.actors[last]?.parents.slice(-1) ?? []), last];
  }

  async control(control: Control): Promise<Answered> {
    this.controls.push(control);
    if (this.isOver && control.kind !== "retry") return { ok: false, message: "The run is not going on." };
    if (control.kind === "pause" || control.kind === "unpause") this.isPaused = control.kind === "pause";
    if (control.kind === "cancel") this.isCancelled = true;
    for (const changed of this.#listeners) changed();
    return { ok: true, message: control.kind === "pause" ? "The run is paused." : `It was done: ${control.kind}.` };
  }

  async close(): Promise<void> {}

  #snapshot(position: number): Snapshot {
    const { actors, outcomes } = this.play;
    const there = this.#there(position);
    const tasks = this.facts.tasks.map(() => nodeStates.map(() => 0));
    const running: RunningAttempt[] = [];
    let edges = 0;
    for (const node of there) {
      const actor = actors[node]!;
      const state = this.#stateOf(node, position);
      const counts = tasks[actor.task]!;
      const place = nodeStates.indexOf(state);
      counts[place] = (counts[place] ?? 0) + 1;
      edges += actor.parents.length;
      const current = actor.tries.findIndex(({ from, at }) => from <= position && position < at);
      if (current !== -1 && running.length < 200)
        running.push([node, actor.task, current + 1, actor.tries[current]!.begun]);
    }
    const { started } = this.facts;
    const time = outcomes[position - 1]?.[4] ?? started;
    const isAll = position >= outcomes.length;
    const isNow = position === this.position;
    const standing = this.isPaused ? "paused" : this.isCancelled ? "interrupted" : "running";
    return {
      ...{ epoch: this.epoch, position, total: this.position, time, worked: time - started },
      state: isAll ? "succeeded" : isNow ? standing : "running",
      ...{ tasks, rules: this.play.rules(position, tasks), nodes: there.length, edges, running },
      ...(isAll ? { outputs: { book: "book.pdf" } } : {}),
    };
  }

  #there(position: number): readonly number[] {
    const { actors } = this.play;
    let count = actors.length;
    while (count > 0 && actors[count - 1]!.since > position) count -= 1;
    return Array.from({ length: count }, (_, node) => node);
  }

  #stateOf(node: number, position: number): NodeState {
    const { tries } = this.play.actors[node]!;
    const last = tries.at(-1);
    if (last !== undefined && last.at <= position) return last.fails ? "failed" : "done";
    return tries.some(({ from, at }) => from <= position && position < at) ? "running" : "waiting";
  }

  #idOf = (node: number): string => `${this.facts.tasks[this.play.actors[node]!.task]?.name}-${node.toString(36)}`;

  #line(node: number, position: number): NodeLine {
    const { task, label, tries } = this.play.actors[node]!;
    const begun = tries.filter(({ from }) => from <= position);
    const last = begun.at(-1);
    return {
      ...{ node, id: this.#idOf(node), task, state: this.#stateOf(node, position), label },
      ...(last === undefined ? {} : { attempt: begun.length }),
      ...(last === undefined || last.at > position ? {} : { took: last.ended - last.begun }),
    };
  }
}

export class FakeRuns implements RunsSource {
  readonly runs: FakeRun[] = [];

  async list(): Promise<readonly RunLine[]> {
    return this.runs.map((run) => run.line());
  }

  async open(id: string): Promise<OpenRun> {
    const run = this.runs.find(({ facts }) => facts.run === id);
    if (run === undefined) throw new NotThere(`There is no run "${id}".`);
    return run;
  }
}
