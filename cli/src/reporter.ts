import type { Report, RunEvent } from "@adg/runtime";
import type { Rejected } from "./translate.ts";
import type { Refusal } from "./refusal.ts";
import type { SummaryFacts } from "./summary.ts";

/** Tells someone about a run: a person, or a program. One of `refused`, `rejected` and `finished` comes last. */
export interface Reporter {
  see(event: RunEvent): void;
  /** The user wants the run to end; what runs is being stopped. */
  interrupted(): void;
  /** Nothing was run: the command line is wrong. */
  refused(refusal: Refusal): Promise<void>;
  /** Nothing was run: the program is wrong. */
  rejected(rejected: Rejected): Promise<void>;
  finished(report: Report, facts: SummaryFacts): Promise<void>;
  /** Leaves the screen in order, whatever happened. */
  close(): void;
}
