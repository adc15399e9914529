import { relative } from "node:path";
import type { ErrorReport, NodeCounts, Report, Value } from "@adg/runtime";
import type { DeliveredOutput } from "./out-folder.ts";
import { paintFor, type Paint } from "./paint.ts";
import { placeOf } from "./place.ts";
import { plainText } from "./plain-text.ts";
import { ruleLine } from "./rule-line.ts";
import { counted, durationText, table } from "./words.ts";

/** What the summary tells beside the report. */
export interface SummaryFacts {
  readonly elapsed: number;
  /** Outputs that were copied to the folder the user named. */
  readonly delivered: readonly DeliveredOutput[];
  /** Why the graph or the outputs could not be written where the user wanted them. */
  readonly problem?: string;
}

/** What a person reads when a run is over: counts per task, each rule's state, each failure, the outputs, and the end. */
export function summaryText(report: Report, facts: SummaryFacts, paint = paintFor(process.stdout)): string {
  return joined([
    block("tasks", taskLines(report.nodes, paint), paint),
    block(
      "rules",
      report.rules.map((rule) => ruleLine(rule, paint)),
      paint,
    ),
    errorsBlock(report, paint),
    block("outputs", outputLines(report.outputs, facts.delivered), paint),
    endLine(report, facts.elapsed, paint),
  ]);
}

/** The part of it that somebody must read who wants to hear of nothing but what went wrong. */
export function troubleText(report: Report, facts: SummaryFacts, paint: Paint): string {
  return joined([errorsBlock(report, paint), endLine(report, facts.elapsed, paint)]);
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

function errorsBlock({ errors }: Report, paint: Paint): string {
  return block(
    "errors",
    errors.flatMap((error) => errorLines(error, paint)),
    paint,
  );
}

function block(title: string, lines: readonly string[], paint: Paint): string {
  return lines.length === 0 ? "" : [paint("bold", title), ...lines.map((line) => `  ${line}`)].join("\n");
}

function taskLines(nodes: Report["nodes"], paint: Paint): readonly string[] {
  const columns = ["done", "failed", "skipped", "cancelled"] as const satisfies readonly (keyof NodeCounts)[];
  const used = Object.entries(nodes).filter(([, counts]) => columns.some((column) => (counts[column] ?? 0) > 0));
  const shown = columns.filter((column) => column === "done" || used.some(([, counts]) => (counts[column] ?? 0) > 0));
  if (used.length === 0) return [];
  const rows = used.map(([task, counts]) => [task, ...shown.map((column) => String(counts[column] || ""))]);
  const [head = "", ...lines] = table([["", ...shown], ...rows]);
  return [paint("dim", head), ...lines.map((line, i) => ((used[i]?.[1].failed ?? 0) > 0 ? paint("red", line) : line))];
}

function errorLines(error: ErrorReport, paint: Paint): readonly string[] {
  const line = error.line === undefined ? undefined : placeOf(error.line, error.file);
  const subject = error.task ?? (error.rule === undefined ? line : line ? `${error.rule} (${line})` : error.rule);
  const head = [error.code, subject, error.node === undefined ? undefined : `(${error.node})`];
  const { args, trace, tail, log } = error;
  return [
    paint("red", head.filter((part) => part !== undefined).join(" ")) + `: ${linesText(error.message)}`,
    ...(args === undefined ? [] : Object.entries(args).map(([name, value]) => `    ${name}: ${valueText(value)}`)),
    ...(trace ?? []).map((frame) => `    at ${plainText(frame)}`),
    ...(tail ?? []).map((line) => paint("dim", "    | ") + plainText(line)),
    ...(log === undefined ? [] : [`    the whole log: ${plainText(log)}`]),
  ];
}

function outputLines(outputs: Report["outputs"], delivered: readonly DeliveredOutput[]): readonly string[] {
  return Object.entries(outputs).map(([name, value]) => {
    const paths = delivered.find((each) => each.name === name)?.paths;
    if (paths === undefined) return `${name}: ${valueText(value)}`;
    return `${name}: ${paths.map((path) => plainText(relative(process.cwd(), path) || path)).join(", ")}`;
  });
}

function endLine(report: Report, elapsed: number, paint: Paint): string {
  const handled = report.handled > 0 ? `; ${counted(report.handled, "failure")} handled` : "";
  const end = `${report.status} in ${durationText(elapsed)}${handled}`;
  return paint(report.status === "succeeded" ? ["bold", "green"] : ["bold", "red"], end);
}

/** Lines of a user's, as they are. */
const linesText = (text: string): string => text.split("\n").map(plainText).join("\n");

/** A value on one line, cut where it is long. */
function valueText(value: Value): string {
  const text = plainText(JSON.stringify(value));
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
