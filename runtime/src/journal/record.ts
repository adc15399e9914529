/** What a journal holds: plain data, version 1. Everything else of a run is rebuilt by replaying its rules over these. */
import { hash } from "node:crypto";
import type { Failure, NodeCounts, Spawned } from "../event.ts";
import type { Value } from "../workflow.ts";

/** One record. Times are ms since the epoch. */
export type JournalRecord =
  | CreatedRecord
  | TaskRecord
  | BegunRecord
  | AllowedRecord
  | SucceededRecord
  | FailedRecord
  | ResumedRecord
  | EndedRecord;

/** The first record of every journal. */
/** What the command line said of where tasks run. */
export interface WhereTold {
  readonly profile?: string;
  /** `KIND=EXECUTOR`, as written. */
  readonly on?: readonly string[];
}

export interface CreatedRecord {
  readonly kind: "created";
  /** The run's id. */
  readonly run: string;
  /** Version of adg. */
  readonly adg: string;
  /** Name of the workflow. */
  readonly workflow: string;
  /** Absolute path of the program. */
  readonly source: string;
  /** Digest of the compiled program. */
  readonly program: string;
  /** By name, as they were checked. */
  readonly inputs: Readonly<Record<string, Value>>;
  readonly settings: { readonly failFast: boolean; readonly stub: boolean } & WhereTold;
  /** Present where each firing had to be allowed. */
  readonly asks?: true;
  /** Where the run began; unknown of older runs. */
  readonly environment?: Environment;
  readonly time: number;
}

/** What a run ran on. */
export interface Environment {
  /** Version of Node. */
  readonly node: string;
  /** Operating system and processor: `linux x64`. */
  readonly platform: string;
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
}

/** What a task's implementation was; before the first outcome of the task. */
export interface TaskRecord {
  readonly kind: "task";
  readonly task: string;
  /** Digest of the implementation. */
  readonly code: string;
}

/** An attempt was started. */
export interface BegunRecord {
  readonly kind: "begun";
  /** Id of the node. */
  readonly node: string;
  /** The node's place in the graph of this run. */
  readonly number: number;
  readonly task: string;
  readonly attempt: number;
  readonly time: number;
}

/** A rule was allowed to fire, in a process that asks for that. */
export interface AllowedRecord {
  readonly kind: "allowed";
  /** Id of the firing (see `firingId`). */
  readonly firing: string;
}

interface Outcome {
  /** Id of the node. */
  readonly node: string;
  /** The node's place in the graph of this run. */
  readonly number: number;
  readonly task: string;
  readonly attempt: number;
  readonly begun: number;
  readonly ended: number;
  /** See `argsTextOf`. */
  readonly args: string;
}

/** An attempt succeeded, and with it its node. */
export interface SucceededRecord extends Outcome {
  readonly kind: "succeeded";
  readonly result: StoredValue;
  /** What the running task appended below itself, in order. */
  readonly spawned?: readonly Spawned[];
  /** Present where the result was not computed. */
  readonly from?: "cache";
  /** The run and node that had computed it, where that is known. */
  readonly origin?: { readonly run: string; readonly node: string };
}

/** An attempt failed. */
export interface FailedRecord extends Outcome {
  readonly kind: "failed";
  readonly failure: StoredFailure;
  /** No further attempt can help. */
  readonly final: boolean;
}

/** The run goes on in another process. */
export interface ResumedRecord {
  readonly kind: "resumed";
  /** Digest of the compiled program as it is now. */
  readonly program: string;
  /** What is not as it was, a sentence each. */
  readonly why: readonly string[];
  /** Whether the program is the one that wrote what stands before. */
  readonly exact: boolean;
  /** Ids of nodes that run again, though something came of them before. */
  readonly dropped: readonly string[];
  /** Present where each firing had to be allowed from here on. */
  readonly asks?: true;
  /** Inputs that the program did not have before. */
  readonly inputs?: Readonly<Record<string, Value>>;
  readonly time: number;
}

/** The run came to an end. A later `resumed` takes it up again. */
export interface EndedRecord {
  readonly kind: "ended";
  readonly status: "succeeded" | "failed" | "interrupted";
  readonly time: number;
  /** ms that processes were at work on the run, all together. */
  readonly worked?: number;
  /** How many nodes there were at the end. */
  readonly nodes?: NodeCounts;
  /** By name; left out where their JSON is longer than `INLINE_LIMIT`. */
  readonly outputs?: Readonly<Record<string, Value>>;
}

/**
 * A result: itself or, where its JSON is longer than `INLINE_LIMIT`, the sha256 of that JSON in hex and its length in bytes. Whoever
 * writes gives the value; the store decides.
 */
export type StoredValue =
  | { readonly value: Value }
  | {
      readonly object: string;
      readonly size: number;
    };

/** A failure without what only the process that saw it can hold. */
export type StoredFailure = Omit<Failure, "cause">;

/** JSON text of so many characters stays in the journal; longer results become files of their own. */
export const INLINE_LIMIT = 64 * 1024;

/** Arguments as a record names them: their JSON text where that has at most 256 characters, else its digest, `sha256:` and hex. */
export function argsTextOf(json: string): string {
  return json.length <= 256 ? json : `sha256:${hash("sha256", json)}`;
}

/** Whether something is a record of a kind that version 1 knows. */
export function isRecord(data: unknown): data is JournalRecord {
  return typeof data === "object" && data !== null && "kind" in data && kinds.has(data.kind as JournalRecord["kind"]);
}

const kinds: ReadonlySet<JournalRecord["kind"]> = new Set([
  "created",
  "task",
  "begun",
  "allowed",
  "succeeded",
  "failed",
  "resumed",
  "ended",
]);
