/** What the pool and one of its threads say to each other. */
import type { MessagePort } from "node:worker_threads";
import type { Value, ValueType, Workflow } from "../workflow.ts";
import type { EnvironmentChange } from "./environment.ts";
import type { ModuleFunction } from "./run-module.ts";
import type { Places } from "./task-context.ts";

/** What a thread gets to begin with. */
export interface ThreadSession {
  /** What comes through it is a `ThreadOrder` as JSON, which crosses in a tenth of the time that the objects would take. */
  readonly port: MessagePort;
  /** The memory of its pages. */
  readonly pages: readonly SharedArrayBuffer[];
  /** The memory of the answer to `ask`: four bytes for its length, 0 as long as there is none, then JSON. */
  readonly answer: SharedArrayBuffer;
}

/** What a thread is told. `end`: there will be nothing more. */
export type ThreadOrder = { readonly kind: "batch"; readonly batch: SentBatch } | { readonly kind: "end" };

/** Calls to be run one after another. */
export interface SentBatch {
  /** Index of the page where what becomes of them is written. */
  readonly page: number;
  /** Number of the first; the others follow. */
  readonly first: number;
  /** Those that the thread does not know yet. */
  readonly types: readonly SentType[];
  readonly calls: readonly SentCall[];
}

/** What all calls of a task have in common. */
export interface SentType {
  readonly id: number;
  readonly callee: ModuleFunction;
  readonly result: ValueType;
  readonly types: Workflow["types"];
  /** Whether each parameter may be left out, where one may. */
  readonly optional?: readonly boolean[];
  /** Left out where it differs from call to call. */
  readonly environment?: EnvironmentChange;
}

/** Its type, the attempt, the arguments and what is not always there. */
export type SentCall = readonly [
  type: number,
  attempt: number,
  args: readonly Value[],
  more?: { readonly places?: Places; readonly environment?: EnvironmentChange },
];

/** What a thread tells. */
export type ThreadReport =
  | { readonly kind: "ready"; readonly thread: number }
  /** All calls of the page are over. */
  | { readonly kind: "over"; readonly page: number }
  /** An answer that is too long for the page, as JSON. */
  | { readonly kind: "answer"; readonly page: number; readonly slot: number; readonly text: string }
  /** A call of a type uses its places, which it was given. */
  | { readonly kind: "reads"; readonly type: number }
  /** The thread waits for the places of a call, by its number, as they were not sent with it. */
  | { readonly kind: "ask"; readonly call: number };
