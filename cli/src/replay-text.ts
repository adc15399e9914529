import { paintFor } from "./paint.ts";
import type { ReplayTold } from "./replay.ts";
import { block, countRows, ruleText, taskTable } from "./show-text.ts";
import { counted } from "./words.ts";

/** What a person reads of a replay. */
export function replayText(told: ReplayTold, paint = paintFor(process.stdout)): string {
  const { run, taken, of, isSame, tasks, rules, edges } = told;
  const head = [
    `${paint("bold", `run ${run}`)} after ${taken === of ? counted(of, "outcome") : `${taken} of ${counted(of, "outcome")}`}`,
    ...(isSame
      ? []
      : [paint("yellow", "  The program has changed since; --check tells where it parts from the journal.")]),
  ];
  const blocks = [
    head,
    block("tasks", taskTable(countRows(tasks), paint), paint),
    block(
      "rules",
      rules.map((rule) => ruleText(rule, paint)),
      paint,
    ),
    [paint("dim", counted(edges, "edge"))],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}
