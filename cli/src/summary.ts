import { relative } from "node:path";
import { styleText } from "node:util";
import type { ErrorReport, NodeCounts, Report, RuleReport, Value } from "@adg/runtime";
import type { DeliveredOutput } from "./out-folder.ts";
import { counted, durationText, table } from "./words.ts";

/** What the summary tells beside the report. */
export interface SummaryFacts {
  readonly elapsed: number;
  /** Outputs that were copied to the folder the user named. */
  readonly delivered: readonly DeliveredOutput[];
  /** Why the graph or the outputs could not be written where the user wanted them. */
  readonly problem?: string;
}

type Style = Parameters<typeof styleText>[0];
// Whether the stream is a terminal that wants colours, styleText finds out by itself.
const paint = (style: Style, text: string) => styleText(style, text);

/** What a person reads when a run is over: counts per task, each rule's state, each failure, the outputs, and the end. */
export function summaryText(report: Report, facts: SummaryFacts): string {
  return [
    block("tasks", taskLines(report.nodes)),
    block("rules", report.rules.map(ruleLine)),
    block("errors", report.errors.flatMap(errorLines)),
    block("outputs", outputLines(report.outputs, facts.delivered)),
    endLine(report, facts.elapsed),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function block(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [paint("bold", title), ...lines.map((line) => `  ${line}`)].join("\n");
}

function taskLines(nodes: Report["nodes"]): readonly string[] {
  const columns = ["done", "failed", "skipped", "cancelled"] as const satisfies readonly (keyof NodeCounts)[];
  const used = Object.entries(nodes).filter(([, counts]) => columns.some((column) => (counts[column] ?? 0) > 0));
  const shown = columns.filter((column) => column === "done" || used.some(([, counts]) => (counts[column] ?? 0) > 0));
  if (used.length === 0) return [];
  const rows = used.map(([task, counts]) => [task, ...shown.map((column) => String(counts[column] || ""))]);
  const [head = "", ...lines] = table([["", ...shown], ...rows]);
  return [paint("dim", head), ...lines.map((line, i) => ((used[i]?.[1].failed ?? 0) > 0 ? paint("red", line) : line))];
}

function ruleLine(rule: RuleReport): string {
  const place = paint("dim", placeOf(rule.line, rule.file));
  switch (rule.state) {
    case "fired":
      return `${paint("green", "fired")}    ${rule.rule}  ${place}${rule.fired === 1 ? "" : `  ${rule.fired} times`}`;
    case "closed":
      return `${paint("dim", "closed")}   ${rule.rule}  ${place}${rule.reason === undefined ? "" : `  ${rule.reason}`}`;
    case "blocked":
      return `${paint("red", "blocked")}  ${rule.rule}  ${place}  by ${(rule.by ?? []).join(", ")}`;
  }
}

/** A line, and its file where that is not the one that was run. */
function placeOf(line: number, file: string | undefined): string {
  return file === undefined ? `line ${line}` : `${relative(process.cwd(), file) || file}, line ${line}`;
}

function errorLines(error: ErrorReport): readonly string[] {
  const line = error.line === undefined ? undefined : placeOf(error.line, error.file);
  const subject = error.task ?? (error.rule === undefined ? line : line ? `${error.rule} (${line})` : error.rule);
  const head = [error.code, subject, error.node === undefined ? undefined : `(${error.node})`];
  const { args, trace, tail, log } = error;
  return [
    paint("red", head.filter((part) => part !== undefined).join(" ")) + `: ${error.message}`,
    ...(args === undefined ? [] : Object.entries(args).map(([name, value]) => `    ${name}: ${valueText(value)}`)),
    ...(trace ?? []).map((frame) => `    at ${frame}`),
    ...(tail ?? []).map((line) => paint("dim", "    | ") + line),
    ...(log === undefined ? [] : [`    the whole log: ${log}`]),
  ];
}

function outputLines(outputs: Report["outputs"], delivered: readonly DeliveredOutput[]): readonly string[] {
  return Object.entries(outputs).map(([name, value]) => {
    const paths = delivered.find((each) => each.name === name)?.paths;
    if (paths === undefined) return `${name}: ${valueText(value)}`;
    return `${name}: ${paths.map((path) => relative(process.cwd(), path) || path).join(", ")}`;
  });
}

function endLine(report: Report, elapsed: number): string {
  const handled = report.handled > 0 ? `; ${counted(report.handled, "failure")} handled` : "";
  const end = `${report.status} in ${durationText(elapsed)}${handled}`;
  return paint(report.status === "succeeded" ? ["bold", "green"] : ["bold", "red"], end);
}

/** A value on one line, cut where it is long. */
function valueText(value: Value): string {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
