/**
 * Random programs as plain data: small enough to print, rich enough to hold what the language can say about growth. Every task
 * takes `f` (fuel, which bounds growth), `s` (a small number) and up to three more, for the nodes that are handed to it.
 */
import type { GatherMode, NodeEvent } from "../../runtime/src/workflow.ts";

/** Number of the condition, list or `let` that binds a name; unique in its program. */
export type Binding = number;

export interface Program {
  /** Fuel of what `start` adds. */
  readonly fuel: number;
  /** Changes which nodes fail and what the others result in. */
  readonly salt: number;
  readonly tasks: readonly ProgramTask[];
  /** The module, then the workflows. */
  readonly scopes: readonly ProgramScope[];
}

export interface ProgramTask {
  readonly kind: "work" | "pure" | "scope";
  /** Of a `scope` task: which of the program's scopes it is. */
  readonly scope: number;
  /** How many of a hundred nodes fail. */
  readonly failing: number;
  /** Further tries of a `work` task after one that failed. */
  readonly retries: number;
  /** Tasks of which a running node of a `work` task may append nodes below itself. */
  readonly spawns: readonly number[];
}

export interface ProgramScope {
  readonly start: readonly Statement[];
  readonly rules: readonly ProgramRule[];
  readonly outputs: readonly ProgramOutput[];
}

export interface ProgramOutput {
  readonly mode: "one" | GatherMode;
  readonly task: number;
}

export interface ProgramRule {
  readonly conditions: readonly ProgramCondition[];
  readonly where?: Guard;
  readonly body: readonly Statement[];
}

export type ProgramCondition =
  | { readonly kind: "each"; readonly binds: Binding; readonly task: number; readonly event: NodeEvent }
  | {
      readonly kind: "held";
      readonly binds: Binding;
      readonly of: Binding;
      readonly event: Exclude<NodeEvent, "added">;
    }
  | {
      readonly kind: "keyed";
      readonly binds: Binding;
      readonly task: number;
      readonly event: NodeEvent;
      readonly key: Datum;
    }
  | { readonly kind: "no-more"; readonly task: number; readonly under?: Binding; readonly despite: boolean }
  | {
      readonly kind: "all";
      readonly binds: Binding;
      readonly task: number;
      readonly under?: Binding;
      readonly event: "done" | "settled";
    }
  /** `all xs done`, of a list that a name around the rule holds. */
  | { readonly kind: "all-held"; readonly binds: Binding; readonly of: Binding; readonly event: "done" | "settled" }
  | {
      readonly kind: "at-least";
      readonly binds: Binding;
      readonly of: ProgramSet;
      readonly count: number;
      readonly event: "added" | "done";
    }
  | { readonly kind: "every"; readonly binds: Binding; readonly of: ProgramSet; readonly count: number };

/** What is counted: all of a task (under a node), or a list that a name around the rule holds. */
export type ProgramSet =
  | { readonly kind: "task"; readonly task: number; readonly under?: Binding }
  | { readonly kind: "held"; readonly list: Binding };

/** A number: a constant, or read from a node that a condition binds. */
export type Datum =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "read"; readonly of: Binding; readonly member: "s" | "result" };

/** `where a == b`. */
export interface Guard {
  readonly left: Datum;
  readonly right: Datum;
}

export type Statement =
  | Addition
  /** `for i in range(count): …` */
  | { readonly kind: "repeat"; readonly count: Datum; readonly body: readonly Statement[] }
  /** `if datum is even: … else: …` */
  | {
      readonly kind: "if";
      readonly datum: Datum;
      readonly then: readonly Statement[];
      readonly else: readonly Statement[];
    }
  /** `let NAME = [t(…) for i in range(count)]`. */
  | { readonly kind: "list"; readonly binds: Binding; readonly count: Datum; readonly add: Addition }
  /** `for NAME in LIST: …`, over nodes. */
  | { readonly kind: "each-of"; readonly binds: Binding; readonly list: Binding; readonly body: readonly Statement[] }
  | { readonly kind: "rule"; readonly rule: ProgramRule }
  | { readonly kind: "fail" };

/** `let NAME = task(f, s, [args]) key … after …`. A keyed node's arguments follow from its key alone. */
export interface Addition {
  readonly kind: "add";
  readonly binds: Binding;
  readonly task: number;
  readonly s: Datum;
  readonly args: readonly ProgramArgument[];
  readonly after: readonly Binding[];
  readonly keyed: boolean;
}

export type ProgramArgument =
  /** A node, or a list of nodes. */
  | { readonly kind: "node"; readonly of: Binding }
  | { readonly kind: "gather"; readonly mode: GatherMode; readonly task: number; readonly under?: Binding };

/** Keys are taken modulo this, so that they meet. */
export const KEYS = 3;

export type ProgramOutcome =
  { readonly ok: true; readonly value: number } | { readonly ok: false; readonly error: string };

/** What a node of a task comes to: a function of the program and its arguments, never of the order. */
export function outcomeOf(program: Program, task: number, f: number, s: number): ProgramOutcome {
  const mixed = mix(program, task, f, s);
  const failing = program.tasks[task]?.failing ?? 0;
  if ((mixed >>> 8) % 100 < failing) return { ok: false, error: `t${task} failed for ${s}` };
  return { ok: true, value: (mixed >>> 4) % 3 };
}

/** How many attempts of a node fail before the one that counts. */
export function failedAttempts(program: Program, task: number, f: number, s: number): number {
  const retries = program.tasks[task]?.retries ?? 0;
  if (!outcomeOf(program, task, f, s).ok) return retries;
  return retries === 0 ? 0 : (mix(program, task, f, s) >>> 12) % (retries + 1);
}

/** What a node that succeeds appends below itself. */
export function spawnedBy(
  program: Program,
  task: number,
  f: number,
  s: number,
): readonly { readonly task: number; readonly f: number; readonly s: number }[] {
  const spawns = program.tasks[task]?.spawns ?? [];
  const mixed = mix(program, task, f, s);
  if (f <= 1) return [];
  return spawns.flatMap((spawned, index) =>
    Array.from({ length: (mixed >>> (2 * index)) % 3 }, (_, at) => ({ task: spawned, f: f - 1, s: (s + at) % 3 })),
  );
}

function mix({ salt }: Program, task: number, f: number, s: number): number {
  let mixed = (salt * 31 + task) * 31 + f * 7 + s;
  for (let round = 0; round < 3; round += 1) mixed = (Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 0) + round;
  return mixed >>> 0;
}
