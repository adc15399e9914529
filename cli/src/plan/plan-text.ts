import { columns } from "../columns.ts";
import { paintFor, type Paint } from "../paint.ts";
import { plainText } from "../plain-text.ts";
import { block } from "../show-text.ts";
import { counted, durationText, numberText } from "../words.ts";
import type { Plan, PlannedTask } from "./plan-of.ts";

/** What a person reads of a plan. */
export function planText(plan: Plan, paint = paintFor(process.stdout)): string {
  const { file, nodes, edges, isWhole } = plan;
  const head = `${paint("bold", plainText(file))} would grow ${counted(nodes, "node")} and ${counted(edges, "edge")}, as assumed; no task has run`;
  const stopped = paint(
    "yellow",
    "There would be more: the plan was stopped there. A larger --at-most shows it; rounds that end by a result need one that ends them, by --assume TASK=RESULT or a stub.",
  );
  const blocks = [
    [head, ...fromLines(plan), ...emptyLines(plan), ...(isWhole ? [] : [stopped])],
    block("tasks", taskLines(plan.tasks, paint), paint),
    block("failures", failureLines(plan), paint),
    block("the run would wait for", pathLines(plan), paint),
    block("cost", costLines(plan), paint),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function fromLines({ from, nodes }: Plan): readonly string[] {
  if (from === undefined) return [];
  return [
    `${counted(from.taken, "result")} of run ${from.run} still ${from.taken === 1 ? "fits" : "fit"}, of ${counted(nodes, "node")}; what else there is is assumed`,
  ];
}

function emptyLines({ empty, tasks }: Plan): readonly string[] {
  return empty
    .filter((name) => (tasks.find(({ task }) => task === name)?.nodes ?? 0) > 0)
    .map(
      (name) =>
        `${plainText(name)} is assumed to give an empty list; say how many elements with --assume ${plainText(name)}=N`,
    );
}

function taskLines(tasks: readonly PlannedTask[], paint: Paint): readonly string[] {
  const rows = tasks.map(({ task, nodes, skipped, failed, least, most }) => [
    plainText(task),
    numberText(nodes),
    skipped === 0 ? "" : numberText(skipped),
    failed === 0 ? "" : numberText(failed),
    boundsText(least, most),
  ]);
  const names = ["", "nodes", "skipped", "failed", "in any run"];
  const used = names.map((_, column) => column < 2 || column === 4 || rows.some((row) => row[column] !== ""));
  const shown = [names, ...rows].map((row) => row.filter((_, column) => used[column]));
  const [first = "", ...lines] = columns(shown, "l".padEnd(shown[0]?.length ?? 1, "r"));
  return [paint("dim", first), ...lines];
}

function boundsText(least: number, most: number | undefined): string {
  if (most === least) return numberText(least);
  return `${least}..${most === undefined ? "n" : numberText(most)}`;
}

const mostShown = 10;

function failureLines({ failures }: Plan): readonly string[] {
  const rest = failures.length - mostShown;
  return [
    ...failures.slice(0, mostShown).map(({ node, call, message }) => `${call} (${node}): ${plainText(message)}`),
    ...(rest > 0 ? [`… and ${numberText(rest)} more`] : []),
  ];
}

function pathLines({ path, length }: Plan): readonly string[] {
  if (path.length === 0) return [];
  const rest = path.length - 2 * mostShown;
  const line = ({ call, took }: Plan["path"][number]): string => (took === 0 ? call : `${call}  ${durationText(took)}`);
  const shown =
    rest <= 0
      ? path.map(line)
      : [...path.slice(0, mostShown).map(line), `… ${numberText(rest)} more`, ...path.slice(-mostShown).map(line)];
  const whole = length === 0 ? "" : `, ${durationText(length)} with no waiting for a turn`;
  return [`${counted(path.length, "node")}, one after the other${whole}`, ...shown.map((each) => `  ${each}`)];
}

function costLines({ cost }: Plan): readonly string[] {
  return cost === 0 ? [] : [`${durationText(cost)} of a cpu`];
}
