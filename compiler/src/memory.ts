import { Recent } from "./recent.ts";
import type { LineTree } from "./line-tree.ts";
import type { ShellVerdict } from "./check/shell.ts";

/**
 * What one analysis leaves for the next: parts that depend on a piece of text alone, found again by that piece. For whoever analyses a
 * program again and again while it is written; what is said of the program is the same with and without.
 */
export class Memory {
  /** Trees of logical lines, by their shape. */
  readonly lines = new Recent<LineTree>();
  /** What is known of shell texts. */
  readonly shell = new Recent<ShellVerdict>();

  /** An analysis begins. */
  turn(): void {
    this.lines.turn();
    this.shell.turn();
  }
}
