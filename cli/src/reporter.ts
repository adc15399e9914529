import type { Observer, Report, Workflow } from "@adg/runtime";
import type { Rejected } from "./translate.ts";
import type { Refusal } from "./refusal.ts";
import type { SummaryFacts } from "./summary.ts";

/** Tells someone about a run: a person, or a program. One of `refused`, `rejected` and `finished` comes last. */
export interface Reporter {
  /** Answers who follows the run; `undefined` where nobody does, which is cheaper. */
  watch(workflow: Workflow): Promise<Observer | undefined>;
  /** What a person should know before the run begins, in a line. */
  remark(text: string): Promise<void>;
  /** The user wants the run to end; what runs is being stopped. */
  interrupted(): void;
  /** Nothing was run, because the command line is wrong; or the run was cut off. */
  refused(refusal: Refusal): Promise<void>;
  /** Nothing was run: the program is wrong. */
  rejected(rejected: Rejected): Promise<void>;
  finished(report: Report, facts: SummaryFacts): Promise<void>;
  /** Leaves the screen in order, whatever happened. */
  close(): void;
}
