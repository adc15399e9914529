/**
 * Random programs as plain data: small enough to print, rich enough to hold what the language can say about growth. Every task
 * takes `f` (fuel, which bounds growth), `s` (a small number) and `xs` (whatever nodes are handed to it).
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
    };

/** A number: a constant, or read from a node that a condition binds. */
export type Datum =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "read"; readonly of: Binding; readonly member: "s" | "result" };

/** `where a == b`; with `table`, between two `each` conditions, told to the engine as a join. */
export interface Guard {
  readonly left: Datum;
  readonly right: Datum;
  readonly table: boolean;
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
  | { readonly kind: "rule"; readonly rule: ProgramRule };

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
  | { readonly kind: "node"; readonly of: Binding }
  | { readonly kind: "gather"; readonly mode: GatherMode; readonly task: number; readonly under?: Binding };

/** Keys are taken modulo this, so that they meet. */
export const KEYS = 3;

/** What a node of a task does: a function of the program and its arguments, never of the order. */
export function outcomeOf(
  program: Program,
  task: number,
  f: number,
  s: number,
): { readonly ok: true; readonly value: number } | { readonly ok: false; readonly error: string } {
  let mixed = (program.salt * 31 + task) * 31 + f * 7 + s;
  for (let round = 0; round < 3; round += 1) mixed = (Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 0) + round;
  const failing = program.tasks[task]?.failing ?? 0;
  if ((mixed >>> 8) % 100 < failing) return { ok: false, error: `t${task} failed for ${s}` };
  return { ok: true, value: (mixed >>> 4) % 3 };
}
