/**
 * Answers to "why": plain data, fit for JSON. An answer is a tree, from what was asked about down to the nodes that run and the
 * failures that block. Nothing in it grows with the run: of many things there are some examples and a count of the rest.
 */
import type { Failure } from "../event.ts";
import type { NodeState, RuleId } from "../workflow.ts";

/** Some of a number of things, and how many more there are. */
export interface Some<T> {
  readonly shown: readonly T[];
  readonly more: number;
}

/** A node in the user's words. */
export interface NodeLabel {
  /** Its number in the run, and its id, which is the same in every run. */
  readonly node: number;
  readonly id: string;
  readonly task: string;
  readonly state: NodeState;
  /** Its key, or its plain arguments, as short text: `"three"`. Absent where it has none. */
  readonly label?: string;
  /** Whether others of its task in its scope have no label either, so that only the id tells them apart. */
  readonly isOneOfMany?: true;
}

export interface RuleLabel {
  /** Its place in the workflow's rules. */
  readonly rule: RuleId;
  /** The head as written: `when no more pdf`. */
  readonly text: string;
  readonly name?: string;
  /** 1-based. */
  readonly line: number;
  /** The file that the line is in, where that is not the workflow's own. */
  readonly file?: string;
  /** The `workflow` that it stands in, where it is not the module. */
  readonly workflow?: string;
}

/** The rule, and the nodes of the firing, around a nested rule, innermost first. `ordinal`: which of those that the firing made. */
export interface Around {
  readonly rule: RuleLabel;
  readonly on: readonly NodeLabel[];
  readonly ordinal: number;
}

/**
 * What keeps a thing from happening. `cut`: there is more to say, further than the limits of this answer; `soon`: nothing keeps it any
 * more, and it is decided as soon as all that has happened is taken in.
 */
export type Reason =
  | ConditionReason
  | TuplesReason
  | RuleReason
  | TaskReason
  | SpawnReason
  | ElsewhereReason
  | NodesReason
  | UseReason
  | MoreUses
  | AgainReason
  | { readonly kind: "cut" }
  | { readonly kind: "soon" };

/** A condition of a rule, and why it does not hold. */
export interface ConditionReason {
  readonly kind: "condition";
  /** In the words of the language: `no more pdf under s`. */
  readonly text: string;
  /**
   * `holds`; `waits`; `never`: it cannot hold any more; `blocked`: failures kept nodes away; `unsure`: no more can come, but whether
   * failures kept some away depends on what has not ended yet.
   */
  readonly verdict: "holds" | "waits" | "never" | "blocked" | "unsure";
  /** Where nodes are counted: how many there are, and, of a number that was asked for, how many. */
  readonly have?: number;
  readonly want?: number;
  /** With `under x`: that node. */
  readonly under?: NodeLabel;
  /** Of a set: whether no more nodes can come to it. */
  readonly isClosed?: boolean;
  /** Failures because of which it never holds, or by which it is blocked. */
  readonly failures?: Some<NodeFailure>;
  /** What it waits for. */
  readonly reasons: readonly Reason[];
}

/** Tuples of nodes that a rule waits with. */
export interface TuplesReason {
  readonly kind: "tuples";
  readonly rule: RuleLabel;
  readonly tuples: Some<TupleReason>;
}

/** Nodes on which a rule could fire, once all else holds. */
export interface TupleReason {
  readonly kind: "tuple";
  readonly rule: RuleLabel;
  /** Without the conditions that bind no node. */
  readonly on: readonly NodeLabel[];
  readonly around: readonly Around[];
  /** The use of a workflow that it is in. */
  readonly inside?: NodeLabel;
  /** `ready`: it fires next; `held`: a nested rule whose named nodes have yet to end. */
  readonly state: "ready" | "waiting" | "held" | "blocked" | "closed";
  readonly conditions: readonly ConditionReason[];
}

/** A rule that may still add a node of a task (or, without `adds`, may still fire and so make a rule that is nested in it). */
export interface RuleReason {
  readonly kind: "rule";
  readonly rule: RuleLabel;
  readonly adds?: string;
  readonly reasons: readonly Reason[];
}

/** Nodes of a task may still be added. */
export interface TaskReason {
  readonly kind: "task";
  readonly task: string;
  readonly reasons: readonly Reason[];
}

/** Running nodes of a task may append nodes of another below themselves. */
export interface SpawnReason {
  readonly kind: "spawns";
  readonly task: string;
  readonly adds: string;
  readonly reasons: readonly Reason[];
}

/** Of what is under a node: what happens elsewhere may still put nodes there. */
export interface ElsewhereReason {
  readonly kind: "elsewhere";
  readonly rule: RuleLabel;
  readonly reasons: readonly Reason[];
}

/** Unsettled nodes of a task. */
export interface NodesReason {
  readonly kind: "nodes";
  readonly task: string;
  readonly running: number;
  /** They could run, and wait for their turn, for another attempt or until the run goes on. */
  readonly ready: number;
  /** They wait for other nodes. */
  readonly waiting: number;
  readonly nodes: Some<NodeReason>;
}

/** A use of a workflow that has not ended. */
export interface UseReason {
  readonly kind: "use";
  readonly workflow: string;
  readonly node: NodeLabel;
  readonly reasons: readonly Reason[];
}

/** Further uses of a workflow in which it is likewise. */
export interface MoreUses {
  readonly kind: "more-uses";
  readonly workflow: string;
  readonly more: number;
}

/** It stands elsewhere in this answer already: kinds of node and rules can lead to each other in a circle. */
export interface AgainReason {
  readonly kind: "again";
  readonly rule?: RuleLabel;
  readonly task?: string;
}

/** A node that has not settled. */
export interface NodeReason {
  readonly kind: "node";
  readonly node: NodeLabel;
  /** The attempt that runs or comes next; from 1. */
  readonly attempt?: number;
  /** ms since the attempt began. */
  readonly runningFor?: number;
  /** It could run, but has to wait for its turn. */
  readonly turn?: Turn;
  /** Nodes that it waits for. */
  readonly waitsFor?: Some<NodeReason>;
  /** Of a workflow: what has not ended inside. */
  readonly inside?: readonly Reason[];
}

/** Why a node that could run does not, as whoever starts attempts knows it. Times are in ms. */
export type Turn =
  | { readonly kind: "concurrency"; readonly most: number }
  | { readonly kind: "cpus"; readonly needs: number; readonly free: number }
  /** Bytes. */
  | { readonly kind: "memory"; readonly needs: number; readonly free: number }
  | { readonly kind: "limit"; readonly most: number }
  | { readonly kind: "rate"; readonly startsIn: number }
  | { readonly kind: "retry"; readonly startsIn: number }
  | { readonly kind: "cache" }
  /** The user lets nothing start. */
  | { readonly kind: "paused" }
  /** The user has not yet said whether it may start. */
  | { readonly kind: "asked" }
  /** No process runs it any more. */
  | { readonly kind: "cut-off" }
  | { readonly kind: "queued" };

/** What is known of the attempt of a node that was submitted. */
export type AttemptSeen =
  /** `since`: ms since the epoch. */
  | { readonly kind: "running"; readonly attempt: number; readonly since: number }
  | { readonly kind: "not-begun"; readonly attempt: number; readonly turn: Turn };

/** What the core does not know: the time, and how attempts go. */
export interface Surroundings {
  /** ms since the epoch. */
  readonly now: number;
  attemptOf(node: number): AttemptSeen | undefined;
}

/** How much an answer may say. */
export interface Limits {
  /** Examples of a kind. */
  readonly examples: number;
  /** How far down reasons have reasons. */
  readonly depth: number;
  /** How often what waits, and is in the way of something else, is asked in turn what it waits for. */
  readonly inTurn: number;
  /** Nodes and rules that are named altogether. */
  readonly size: number;
}

export interface NodeFailure {
  readonly node: NodeLabel;
  readonly code: string;
  readonly message: string;
}

/** One firing, and the first of the nodes that it added. */
export interface FiringLabel {
  readonly on: readonly NodeLabel[];
  readonly around: readonly Around[];
  readonly added: Some<NodeLabel>;
}

/** Why a rule has or has not fired. */
export interface WhyRule {
  readonly kind: "why-rule";
  readonly rule: RuleLabel;
  /** As in the report of a run; `waiting`: it has not fired yet. */
  readonly state: "fired" | "blocked" | "closed" | "waiting";
  /** Whether it may fire yet. */
  readonly isOpen: boolean;
  /** How often, over all uses of its scope. */
  readonly fired: number;
  readonly blocked: number;
  /** Uses of its scope, and those of them that have not ended. */
  readonly uses: { readonly all: number; readonly open: number };
  /** Candidates that its `where` turned down, with examples. */
  readonly rejected: { readonly count: number; readonly examples: readonly (readonly NodeLabel[])[] };
  /** Of a join, by task: nodes that met a condition of it and are in no firing. */
  readonly unmatched: Readonly<Record<string, number>>;
  /** Those that added something, as far as they are shown. */
  readonly firings: readonly FiringLabel[];
  /** Tuples that are blocked. */
  readonly blockedTuples: Some<TupleReason>;
  /** What it waits for. */
  readonly waits: readonly Reason[];
  /** Why it never fired and cannot any more. */
  readonly closed: readonly ClosedReason[];
}

/** Why nothing can come any more of a rule. */
export type ClosedReason =
  /** Its own code failed, and ended its scope. */
  | { readonly kind: "error"; readonly failure: Pick<Failure, "code" | "message"> }
  /** The run, or the use of the workflow that it stands in, ended before its time. */
  | { readonly kind: "stopped"; readonly of: "run" | "workflow"; readonly message: string }
  /** A node that it holds ended otherwise than it waits for, or a member of a set did not succeed. */
  | { readonly kind: "ended-otherwise"; readonly of: "held" | "member"; readonly nodes: Some<NodeFailure> }
  | { readonly kind: "rejected"; readonly count: number }
  | { readonly kind: "too-few"; readonly text: string; readonly have: number; readonly want: number }
  /** A predicate written in TypeScript never held. */
  | { readonly kind: "predicate" }
  /** No node ever met this condition; `there`: how the nodes of its task ended. */
  | {
      readonly kind: "unmet";
      readonly text: string;
      readonly task: string;
      readonly there: { readonly done: number; readonly failed: number; readonly skipped: number };
      /** Where there are none: rules that could have added one. */
      readonly adders: Some<Adder>;
    }
  /** A join whose sides did not come together: nodes per condition. */
  | { readonly kind: "unmatched"; readonly met: readonly { readonly text: string; readonly count: number }[] }
  /** The rule around it never made it. */
  | { readonly kind: "never-made"; readonly around: Adder }
  /** Its workflow was never used. */
  | { readonly kind: "never-used"; readonly workflow: string; readonly adders: Some<Adder> };

/** A rule on which it depended, with why that never fired, where it did not. */
export interface Adder {
  readonly rule: RuleLabel;
  readonly fired: number;
  readonly blocked: number;
  readonly closed: readonly ClosedReason[];
}

/** Why a node is as it is. */
export interface WhyNode {
  readonly kind: "why-node";
  readonly node: NodeLabel;
  /** Where it has not settled: what it waits for, or how it runs. */
  readonly now?: NodeReason;
  /** The workflow node that it is inside of. */
  readonly inside?: NodeLabel;
  readonly addedBy:
    | {
        readonly kind: "rule";
        readonly rule: RuleLabel;
        readonly on: readonly NodeLabel[];
        readonly around: readonly Around[];
      }
    | { readonly kind: "spawned"; readonly by: NodeLabel };
  /** Whether results of its task are kept for later. */
  readonly isCached?: true;
  /** Attempts that were made, where it is known. */
  readonly attempts?: number;
  /** Why it failed. */
  readonly failure?: Pick<Failure, "code" | "message">;
  /** Whether the failure was taken in by a rule or gather, and the rules that fired on it. */
  readonly handled?: { readonly by: readonly RuleLabel[] };
  /** The failures for which it was skipped. */
  readonly skippedFor?: Some<NodeFailure>;
  /** Why it was cancelled. */
  readonly cancelledBy?: string;
}
