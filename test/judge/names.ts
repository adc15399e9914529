/** What compiling a random program keeps of names and of rules under construction. */
import type {
  Appender,
  NodeEvent,
  NodeRef,
  RuleId,
  Site,
  Source,
  TaskHandle,
  ValueType,
} from "../../runtime/src/workflow.ts";
import type { Binding, ProgramCondition, ProgramRule } from "./program.ts";

/** adg would refuse the program. */
export class Refused extends Error {}

/** Told of every firing before its body runs: the rule, the name of the firing around it, the nodes. Answers the firing's name. */
export type FiringListener = (rule: RuleId, around: string, nodes: readonly NodeRef[]) => string;

/** Key of the name under which a nested rule knows the firing that made it. */
export const AROUND = "around";
/** Key of the name for the fuel that is left. */
export const FUEL = "fuel";

export const json: ValueType = { kind: "json" };
export const nameOf = (binding: Binding): string => `n${binding}`;
export const handle = (task: number): TaskHandle<unknown[], unknown> => ({ task });

/** What a name stands for. */
export type Known =
  | {
      readonly kind: "condition";
      readonly rule: RuleId;
      readonly condition: number;
      readonly task: number;
      readonly event: NodeEvent;
    }
  | {
      readonly kind: "list";
      readonly task: number;
      readonly event: "done" | "settled";
      readonly under: Binding | undefined;
    }
  | { readonly kind: "made"; readonly rule: RuleId; readonly site: number; readonly task: number };

/** The names in sight. */
export type Scope = ReadonlyMap<Binding, Known>;

/** A rule under construction. */
export interface Draft {
  readonly id: RuleId;
  readonly parent: Draft | undefined;
  readonly conditions: readonly ProgramCondition[];
  readonly sites: Site[];
  readonly nested: RuleId[];
  /** What is waited for, here or around. */
  readonly waits: readonly { readonly task: number; readonly under: Binding | undefined }[];
  /** Bindings of the nodes that the rule fired on, as far as they give edges. */
  readonly firedOn: readonly Binding[];
  /** Names that the rule reads. */
  readonly used: Set<Binding>;
  /** Compiles a rule that stands in the body of this one. */
  readonly compileNested: (rule: ProgramRule, parent: Draft, around: Scope) => RuleId;
}

/** A compiled statement. `call` counts what the body has asked for. */
export type Run = (to: Appender, names: Record<string, unknown>, call: { count: number }) => void;

/** Where an edge from the named thing comes from. */
export function sourceOf(known: Known, names: Scope | undefined): Source {
  switch (known.kind) {
    case "condition":
      return { kind: "bound", rule: known.rule, condition: known.condition };
    case "made":
      return { kind: "made", rule: known.rule, site: known.site };
    case "list": {
      const anchor = known.under === undefined ? undefined : names?.get(known.under);
      const below =
        anchor === undefined || anchor.kind === "list" || known.under === undefined
          ? {}
          : { under: { name: nameOf(known.under), task: anchor.task } };
      return { kind: "gather", task: known.task, ...below };
    }
  }
}
