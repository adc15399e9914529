import type { Analysis } from "../../analyse.ts";
import type { Edit } from "../../diagnostic.ts";
import type { CheckedModule } from "../../program-of.ts";
import type { CursorScope } from "../cursor-scope.ts";
import type { CursorTree } from "../cursor-tree.ts";
import type { Wanted } from "../expected-type.ts";
import type { Surroundings } from "./completion.ts";

/** What those who make offers know of the cursor. */
export interface Cursor extends CursorScope {
  readonly tree: CursorTree;
  readonly analysis: Analysis;
  readonly checked: CheckedModule;
  readonly surroundings: Surroundings;
  /** Of a value: what is wanted there. */
  readonly wanted: Wanted | undefined;
  /** Whether arguments in brackets stand behind the cursor already. */
  readonly hasArguments: boolean;
  /** Edits of the text that was analysed as edits of the one that is being written; `undefined` where they do not fit. */
  readonly shifted: (edits: readonly Edit[]) => readonly Edit[] | undefined;
}
