import type { RunLine, Snapshot } from "../../contract.ts";
import { countOf } from "../words.ts";

/** The line of a run as its head has it, which knows more of the run that is looked at, and sooner. `run`: that is looked at. */
export function asInHead(line: RunLine, run: string | undefined, head: Snapshot | undefined): RunLine {
  if (line.run !== run || head === undefined || line.trouble !== undefined) return line;
  const { state, worked, tasks } = head;
  const sum = (of: "done" | "failed"): number => tasks.reduce((all, counts) => all + countOf(counts, of), 0);
  return { ...line, state, worked, done: sum("done"), failed: sum("failed") };
}
