/**
 * What the page shows of runs: plain data, the same for the server, which asks a `RunsSource` for it, and for the browser. Times are
 * ms since the epoch, durations ms.
 */

/** The states of a node, in the order in which counts and bars have them: as pictures do, which a test of the command's holds them to. */
export const nodeStates = ["done", "failed", "running", "waiting", "skipped", "cancelled"] as const;
export type NodeState = (typeof nodeStates)[number];

/** How a run stands. `waiting`: for an orchestrator, which may have `refused` it; `cut off`: it was at work when its process ended. */
export type RunStanding =
  "waiting" | "running" | "paused" | "succeeded" | "failed" | "interrupted" | "cut off" | "refused";

/** A run in a list. */
export interface RunLine {
  readonly run: string;
  /** Empty where it is not known, as the numbers below are 0. */
  readonly workflow: string;
  readonly program: string;
  readonly state: RunStanding;
  readonly started: number;
  /** So long processes were at work on it. */
  readonly worked: number;
  /** Numbers of nodes. */
  readonly done: number;
  readonly failed: number;
  /** What is wrong with its journal, or why it was refused, a sentence; then nothing else of it is to be trusted. */
  readonly trouble?: string;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A kind of node, placed: what may come. x and y are those of its middle; lengths are in CSS pixels. */
export interface TypeBox extends Point {
  readonly width: number;
  readonly height: number;
  readonly name: string;
  /** `sh`, `typescript`, `python` …; none of a workflow or of the start. */
  readonly implementation?: string;
  readonly shape: "task" | "workflow" | "start";
  /** Its place in `RunFacts.tasks`; the start has none. */
  readonly task?: number;
  /** `book.adg:12`. */
  readonly place?: string;
}

/** An edge type. `no-more`: along it rules wait for the last of the nodes; `declared`: no rule makes it. */
export interface TypeArrow {
  readonly from: number;
  readonly to: number;
  readonly kind: "rule" | "no-more" | "declared";
  /** A cubic Bézier curve: its first point, then three for each part. */
  readonly curve: readonly Point[];
  /** Where it points to, from the curve's end. */
  readonly tip?: Point;
  readonly label?: string;
  readonly labelAt?: Point;
  /** The rules that make it, a line each. */
  readonly title?: string;
}

export interface TypeGraph {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly TypeBox[];
  readonly arrows: readonly TypeArrow[];
}

export interface TaskFacts {
  readonly name: string;
  readonly isWorkflow: boolean;
}

export interface RuleFacts {
  /** The head as written: `when no more pdf`. */
  readonly text: string;
  readonly name?: string;
  /** From 1. */
  readonly line: number;
  /** Where that is not the program itself. */
  readonly file?: string;
}

/** What does not change while a run goes on. */
export interface RunFacts {
  readonly run: string;
  readonly workflow: string;
  /** As a person would name it. */
  readonly program: string;
  readonly adg: string;
  readonly started: number;
  readonly tasks: readonly TaskFacts[];
  readonly rules: readonly RuleFacts[];
  readonly typeGraph: TypeGraph;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the reader should know first, a sentence: that the program has changed since. */
  readonly remark?: string;
  /** Whether it can be taken up again when nobody has it. */
  readonly canResume?: true;
}

/** `open`: it may fire yet. */
export interface RuleStanding {
  readonly state: "open" | "fired" | "closed" | "blocked";
  readonly fired: number;
  readonly blocked: number;
}

/** A run at one moment. */
export interface Snapshot {
  /** Names the journal as it was read; another number means that all that was known before is void. */
  readonly epoch: number;
  /** So many outcomes of attempts had been taken in, of how many there are. */
  readonly position: number;
  readonly total: number;
  readonly state: RunStanding;
  readonly time: number;
  readonly worked: number;
  /** For each of `RunFacts.tasks`, how many nodes are in each of `nodeStates`. */
  readonly tasks: readonly (readonly number[])[];
  /** For each of `RunFacts.rules`. */
  readonly rules: readonly RuleStanding[];
  readonly nodes: number;
  readonly edges: number;
  /** Attempts that run, those that began first before the others; 200 at most. */
  readonly running: readonly RunningAttempt[];
  /** Once it has ended. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** What is wrong, a sentence: that the run is shown as it was some time ago, since its journal cannot be read now. */
  readonly trouble?: string;
  /** Why it was not taken up when that was asked for, or was cut off again: a sentence or more. */
  readonly notResumed?: string;
}

/** `[number of the node, place of its task, attempt, begun]`. */
export type RunningAttempt = readonly [node: number, task: number, attempt: number, begun: number];

/** `[number of the node, place of its task, attempt, begun, ended, 1 where it failed]`. */
export type EndedAttempt = readonly [
  node: number,
  task: number,
  attempt: number,
  begun: number,
  ended: number,
  hasFailed: 0 | 1,
];

/** One event of the stream of a run; its id is `EPOCH.POSITION`. */
export interface Change {
  readonly snapshot: Snapshot;
  /** The attempts that have ended since the position that the reader had; the snapshot's position is behind the last of them. */
  readonly ended: readonly EndedAttempt[];
  /** Whether the reader must forget the attempts that it knows. */
  readonly isAnew: boolean;
}

/** A node in a list. */
export interface NodeLine {
  /** Its number in the run, and its id, which is the same in every run. */
  readonly node: number;
  readonly id: string;
  readonly task: number;
  readonly state: NodeState;
  /** Its arguments, as short text; none while they are not known. */
  readonly label?: string;
  readonly attempt?: number;
  readonly took?: number;
}

export interface NodePage {
  readonly nodes: readonly NodeLine[];
  /** How many there are in all. */
  readonly total: number;
}

export interface NodesWanted {
  /** Place of a task. */
  readonly task?: number;
  readonly state?: NodeState;
  /** What its id, task or arguments are to contain. */
  readonly text?: string;
  /** The first so many are left out. */
  readonly skip: number;
  readonly most: number;
}

export interface AttemptFacts {
  readonly attempt: number;
  readonly begun: number;
  /** None while it runs. */
  readonly ended?: number;
  /** Why it failed, if it did. */
  readonly failure?: { readonly code: string; readonly message: string; readonly trace: readonly string[] };
}

/** All that is known of a node. */
export interface NodeFacts extends NodeLine {
  /** What is long comes as text, cut. */
  readonly args?: Readonly<Record<string, unknown>>;
  /** Short text; `isCut`: there is more. */
  readonly result?: { readonly text: string; readonly isCut: boolean };
  readonly attempts: readonly AttemptFacts[];
  /** The result came from the cache, as this run and node had computed it, where that is known. */
  readonly reused?: { readonly run?: string; readonly node?: string };
  /** Digest of the task's implementation. */
  readonly code?: string;
  /** Why it is as it is, in words; lines below others are indented by two spaces. */
  readonly why: string;
  /** Numbers of nodes that it depends on, and that depend on it; 50 at most. */
  readonly parents: readonly NodeLine[];
  readonly children: readonly NodeLine[];
  /** The node of the workflow that it is inside of. */
  readonly inside?: NodeLine;
  /** Last lines of what it printed. */
  readonly log: string;
}

/** All nodes and edges that there are. */
export interface WholeGraph {
  readonly epoch: number;
  /** For each node the place of its task, and of its state in `nodeStates`. */
  readonly tasks: readonly number[];
  readonly states: readonly number[];
  /** From and to of each edge, one after the other. */
  readonly edges: readonly number[];
}

/** What may be asked of a run that goes on or, `resume` and `retry`, of one that nobody has. */
export type Control =
  | { readonly kind: "cancel" | "pause" | "unpause" }
  | { readonly kind: "resume" }
  | { readonly kind: "cancel-node"; readonly node: string }
  | { readonly kind: "retry"; readonly node: string };

/** `message`: a sentence for people. */
export interface Answered {
  readonly ok: boolean;
  readonly message: string;
}

/** Where runs come from. What throws a `NotThere` is answered with its sentence. */
export interface RunsSource {
  /** Newest first. */
  list(): Promise<readonly RunLine[]>;
  /** Makes a run again from its journal, and follows it until it is closed. */
  open(run: string): Promise<OpenRun>;
}

/** A run that somebody looks at. `at`: as it was after so many outcomes; as it is, where left out. */
export interface OpenRun {
  readonly facts: RunFacts;
  snapshot(at?: number): Promise<Snapshot>;
  /** Attempts that have ended, from a position on, in order; as many as it likes to give at once. */
  ended(from: number): readonly EndedAttempt[];
  /** Calls when something has changed, ten times a second at most; the answer ends that. */
  onChange(changed: () => void): () => void;
  nodes(wanted: NodesWanted, at?: number): Promise<NodePage>;
  node(id: string, at?: number): Promise<NodeFacts | undefined>;
  /** Why a rule is as it is, in words; lines below others are indented by two spaces. */
  whyRule(rule: number, at?: number): Promise<string>;
  wholeGraph(): WholeGraph;
  /** Numbers of the nodes that the run waited for, first to last. */
  criticalPath(): readonly number[];
  control(control: Control): Promise<Answered>;
  close(): Promise<void>;
}

/** There is no such run, or it cannot be made again: a sentence for people. */
export class NotThere extends Error {}
