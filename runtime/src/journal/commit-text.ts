import { writeObject } from "./object.ts";
import type { CommitParts } from "./order.ts";

/** The text of a commit, once the results that are too large for it lie in files of their own. Throws a `JournalError`. */
export function commitText(parts: CommitParts, stateDir: string): string {
  return parts.map((part, i) => (i % 2 === 0 ? part : JSON.stringify(writeObject(stateDir, part)))).join("");
}
