/** What goes between the one who writes a journal and the thread that makes its commits. */
import type { JournalEnd } from "./journal-end.ts";
import type { JournalTrouble } from "./journal-error.ts";

/** What the thread starts with. */
export interface ThreadStart {
  /** The journal. It is there when the first commit is ordered. */
  readonly file: string;
  readonly stateDir: string;
}

export type ThreadOrder =
  /** Go on behind this commit, which is durable. The first order, unless there is nothing to do. */
  | { readonly kind: "open"; readonly after: JournalEnd }
  | { readonly kind: "commit"; readonly parts: CommitParts }
  | { readonly kind: "close" };

/** Pieces of a commit's text. Each second one is a result's JSON of its own, in whose place it is told where that is stored. */
export type CommitParts = readonly string[];

export type ThreadReport =
  /** It takes orders. The first report. */
  | { readonly kind: "ready" }
  /** The commit is durable. */
  | { readonly kind: "durable" }
  /** Nothing will be durable any more. */
  | { readonly kind: "failed"; readonly trouble: JournalTrouble; readonly file: string; readonly message: string };
