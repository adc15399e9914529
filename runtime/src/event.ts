/** What goes into `step`, what it decides, and what the engine tells the world. */
import type { Value } from "./workflow.ts";

/** Why a node, a rule or a scope failed. */
export interface Failure {
  /** `ADG7002` … `ADG7009`. */
  readonly code: string;
  /** One sentence. For a task: exit status or the exception's message. */
  readonly message: string;
  /** User's own places, innermost first (`file:line:column`), without frames of adg. */
  readonly trace?: readonly string[];
  /** Last lines of the task's output. */
  readonly tail?: readonly string[];
  /** Absolute path of the whole output. */
  readonly log?: string;
  /** What a rule's own code threw; its places are looked up when the run is reported. */
  readonly cause?: unknown;
}

/** A node that a running task asked for: `context.add.TASK(…args)`. */
export interface Spawned {
  readonly task: string;
  readonly args: readonly Value[];
}

/** What happened; everything `step` may know of the world. */
export type Event =
  /** The first event of a run. Inputs are checked already. */
  | { readonly kind: "started"; readonly inputs: Readonly<Record<string, Value>> }
  /** An attempt of a node succeeded; the result is checked and frozen. */
  | {
      readonly kind: "succeeded";
      readonly node: number;
      readonly result: Value;
      /** What the running task appended below itself, in order. */
      readonly spawned?: readonly Spawned[];
    }
  /** An attempt of a node failed. `final`: no retry can help (a cancelled attempt, a broken argument). */
  | { readonly kind: "failed"; readonly node: number; readonly failure: Failure; readonly final?: boolean }
  /** Go on with what is left to do (see the command `continue`). */
  | { readonly kind: "continued" }
  /** What was asked for last (see the command `ask`) may happen. */
  | { readonly kind: "allowed" }
  /** The user wants the run to end: nothing new starts, what runs is cancelled. `known`: outcomes that came before, and still count. */
  | { readonly kind: "interrupted"; readonly known?: readonly Event[] };

/** What `step` wants done. */
export type Command =
  /** Run an attempt of a node, not before `delay` ms have passed. The node's arguments are in the graph. */
  | { readonly kind: "submit"; readonly node: number; readonly attempt: number; readonly delay: number }
  /** Stop a node that was submitted; whatever its attempt still reports is ignored. */
  | { readonly kind: "cancel"; readonly node: number }
  /** There is more to do at once than fits into one step: let others have a turn, then send `continued`. */
  | { readonly kind: "continue" }
  /** Only where that was wanted (`StepOptions.asks`): nothing more happens before `allowed`, or `interrupted`, comes. */
  | { readonly kind: "ask"; readonly question: Question }
  /** Nothing more can happen. */
  | { readonly kind: "finish" };

/** What is to happen next, if it may: a rule fires, or the run ends. */
export type Question = { readonly kind: "extend"; readonly firing: PendingFiring } | { readonly kind: "finish" };

/** A rule that would fire next, and what would come of that. */
export interface PendingFiring {
  /** Names the firing; the same in every run of the program. */
  readonly id: string;
  /** The rule's place in the workflow's `rules`. */
  readonly rule: number;
  /** The rule's head. */
  readonly text: string;
  /** In the rule's file, from 1. */
  readonly line: number;
  /** The nodes that it fires on, in the order of its conditions. Sets that it waited for are not among them. */
  readonly nodes: readonly PendingNode[];
  /** For a rule inside rules: the nodes that those fired on, the innermost rule's first. */
  readonly around: readonly PendingNode[];
  /** The nodes that it would add, in order; 20 at most. */
  readonly adds: readonly PendingNode[];
  /** Nodes that it asks for and that are there already, with their keys; 20 at most. */
  readonly meets: readonly PendingNode[];
  /** Rules inside it that would begin to listen, by their places in the workflow's `rules`; 20 at most. */
  readonly rules: readonly number[];
  /** How many nodes it would add. */
  readonly count: number;
  /** Whether that is all. A body that adds very many is only looked into. */
  readonly isWhole: boolean;
  /** Why it would fail in the place of adding anything. */
  readonly failure?: { readonly code: string; readonly message: string };
}

/** A node in a question. */
export interface PendingNode {
  /** The same in every run of the program. */
  readonly id: string;
  readonly task: string;
  /** By name. One that is not known yet has the ids of the nodes it waits for in it. */
  readonly args: Readonly<Record<string, Value>>;
  readonly key?: Value;
}

/** What a run that was taken up again took over. */
export interface Resumption {
  /** Outcomes that stand. */
  readonly recalled: number;
  /** What is not as it was, and how many nodes that concerns so far. */
  readonly again: Readonly<Partial<Record<Rejection, number>>>;
  /** What else runs again, a sentence each. */
  readonly dropped: readonly string[];
}

/** Why a node runs again of which something had come: its arguments are others, its task's code is, or its result is gone or of another type. */
export type Rejection = "arguments" | "code" | "result";

/** The engine's voice: reporters, pages and journals listen to these. `time` is ms since the epoch. */
export type RunEvent = { readonly time: number } & (
  | { readonly kind: "run-started"; readonly run: string; readonly workflow: string }
  /** The run goes on where it was: what was known has been taken over, and only what is left runs. */
  | ({ readonly kind: "run-resumed" } & Resumption)
  /** Nothing more starts until it goes on. */
  | { readonly kind: "run-paused" }
  | { readonly kind: "run-unpaused" }
  | { readonly kind: "node-added"; readonly node: number; readonly task: string }
  | { readonly kind: "node-started"; readonly node: number; readonly task: string; readonly attempt: number }
  /** Its result comes from the cache; it does not run. */
  | { readonly kind: "node-reused"; readonly node: number; readonly task: string }
  | {
      readonly kind: "attempt-failed";
      readonly node: number;
      readonly task: string;
      readonly attempt: number;
      readonly failure: Failure;
      /** Another attempt follows, unless the run ends before. */
      readonly again?: true;
    }
  | {
      readonly kind: "node-settled";
      readonly node: number;
      readonly task: string;
      readonly state: "done" | "failed" | "skipped" | "cancelled";
    }
  | { readonly kind: "rule-fired"; readonly rule: number; readonly added: number }
  | { readonly kind: "run-finished"; readonly status: "succeeded" | "failed" | "interrupted" }
);

/** What a listener may look up while the run goes on. Nothing is kept for it: an answer is made when it is asked for. */
export interface RunView {
  /** The node's id, which is the same in every run of the program. */
  idOf(node: number): string;
  /** The node's arguments by name. One that is not known yet has the ids of the nodes it waits for in it. */
  argsOf(node: number): Readonly<Record<string, Value>>;
  /** Why a node failed; `undefined` where it has not. */
  failureOf(node: number): Failure | undefined;
  /** How a rule (its place in the workflow's rules) stands. */
  ruleOf(rule: number): RuleStanding;
}

/** What a rule has come to so far, over all uses of its scope. */
export interface RuleStanding {
  readonly fired: number;
  readonly blocked: number;
  /** Whether it may fire yet. Of rules inside workflows that is known only when the run has ended. */
  readonly open: boolean;
}

/** The object that `adg run --json` prints (language.md §11). A run that failed has the outputs that it came to. */
export interface Report<Outputs = unknown> {
  readonly run: string;
  readonly status: "succeeded" | "failed" | "interrupted";
  readonly outputs: unknown extends Outputs
    ? Readonly<Record<string, Value>>
    : { readonly [Name in keyof Outputs]?: Outputs[Name] };
  readonly nodes: Readonly<Record<string, NodeCounts>>;
  readonly handled: number;
  readonly edges: Readonly<Record<string, number>>;
  readonly rules: readonly RuleReport[];
  readonly errors: readonly ErrorReport[];
}

export interface NodeCounts {
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  /** Present where the run ended before they could run. */
  readonly cancelled?: number;
}

export interface RuleReport {
  readonly rule: string;
  readonly line: number;
  /** The file that the line is in, where that is not the workflow's own. */
  readonly file?: string;
  readonly fired: number;
  readonly blocked: number;
  readonly state: "fired" | "closed" | "blocked";
  /** Nodes that block it. */
  readonly by?: readonly string[];
  /** Per task: nodes that met a condition of this join but are in no tuple that fired. */
  readonly unmatched?: Readonly<Record<string, number>>;
  /** Why a closed rule never fired. */
  readonly reason?: string;
}

export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  /** Id of the node. */
  readonly node?: string;
  readonly task?: string;
  readonly args?: Readonly<Record<string, Value>>;
  readonly rule?: string;
  readonly line?: number;
  /** The file that the line is in, where that is not the workflow's own. */
  readonly file?: string;
  readonly trace?: readonly string[];
  readonly tail?: readonly string[];
  readonly log?: string;
}
