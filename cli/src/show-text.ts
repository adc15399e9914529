import { relative } from "node:path";
import type { FailureStory, GraphStory, RuleStory, TaskStory } from "@adg/runtime/asked";
import type { Value } from "@adg/runtime";
import { columns } from "./columns.ts";
import { paintFor, type Paint } from "./paint.ts";
import { placeOf } from "./place.ts";
import { plainText } from "./plain-text.ts";
import { ruleLine } from "./rule-line.ts";
import type { Shown } from "./show.ts";
import { stateStyles } from "./state-styles.ts";
import { durationText, numberText, timeText } from "./words.ts";

/** What a person reads of a run. */
export function showText(shown: Shown, paint = paintFor(process.stdout)): string {
  const { graph, inputs, outputs = {} } = shown;
  const blocks = [
    headLines(shown, paint),
    block("inputs", valueLines(inputs), paint),
    block("tasks", taskTable(rowsOf(shown), paint), paint),
    block("rules", "rules" in graph ? graph.rules.map((rule) => ruleText(rule, paint)) : [graph.unknown], paint),
    block("failures", failureLines(shown, paint), paint),
    block("outputs", valueLines(outputs), paint),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function headLines(
  { run, state, program, started, worked, ended, resumed, torn, problem }: Shown,
  paint: Paint,
): readonly string[] {
  const path = plainText(relative(process.cwd(), program) || program);
  const took =
    state === "running" || state === "paused" ? `for ${durationText(worked)}` : `after ${durationText(worked)}`;
  return [
    `${paint("bold", `run ${run}`)} of ${path}: ${paint(["bold", stateStyles[state]], state)} ${took}`,
    ...(problem === undefined ? [] : [`  ${plainText(problem)}`]),
    `  started ${timeText(started)}`,
    ...resumed.map(
      ({ time, why }) => `  resumed ${timeText(time)}${why.length === 0 ? "" : `: ${why.map(plainText).join("; ")}`}`,
    ),
    ...(ended === undefined ? [] : [`  ended   ${timeText(ended)}`]),
    ...(torn === undefined ? [] : [paint("yellow", `  The end of the journal is lost: ${torn}.`)]),
  ];
}

/** Lines under a title; none where there are none. */
export function block(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : [paint("bold", title), ...lines.map((line) => `  ${line}`)];
}

interface Row {
  readonly task: string;
  readonly counts: Readonly<Partial<Record<Column, number>>>;
  readonly story: TaskStory | undefined;
}

const columnNames = [
  "waiting",
  "ready",
  "running",
  "cut off",
  "done",
  "from cache",
  "failed",
  "skipped",
  "cancelled",
] as const;
type Column = (typeof columnNames)[number];

/** A table of tasks: a head, and a line each. */
export function taskTable(rows: readonly Row[], paint: Paint): readonly string[] {
  if (rows.length === 0) return ["none has begun yet"];
  const used = columnNames.filter((name) => name === "done" || rows.some(({ counts }) => (counts[name] ?? 0) > 0));
  const isTimed = rows.some(({ story }) => story !== undefined);
  const cells = rows.map(({ task, counts, story }) => [
    plainText(task),
    ...used.map((name) => (counts[name] ? numberText(counts[name]) : "")),
    ...(isTimed ? timesOf(story) : []),
  ]);
  const head = ["", ...used, ...(isTimed ? ["took", "slowest"] : [])];
  const [first = "", ...lines] = columns([head, ...cells], `l${used.map(() => "r").join("")}rl`);
  return [paint("dim", first), ...lines.map((line, i) => (rows[i]?.counts.failed ? paint("red", line) : line))];
}

function timesOf(story: TaskStory | undefined): readonly [string, string] {
  if (story === undefined) return ["", ""];
  const { took, slowest, done, failed, running, cutOff } = story;
  const isOneOfMany = done + failed + running + cutOff > 1;
  return [
    durationText(took),
    slowest === undefined || !isOneOfMany ? "" : `${durationText(slowest.took)}  ${slowest.node}`,
  ];
}

/** The program knows all tasks in its order; the journal those of which something was heard. */
function rowsOf({ tasks, graph }: Shown): readonly Row[] {
  if ("tasks" in graph) return countRows(graph.tasks, tasks);
  return tasks.map((story) => {
    const { task, running, cutOff, done, failed, reused } = story;
    return { task, story, counts: { running, "cut off": cutOff, done, failed, "from cache": reused } };
  });
}

export function countRows(tasks: GraphStory["tasks"], stories: readonly TaskStory[] = []): readonly Row[] {
  const known = new Map(stories.map((story) => [story.task, story]));
  return tasks.map(({ task, cutOff, ...counts }) => {
    const story = known.get(task);
    return { task, story, counts: { ...counts, "cut off": cutOff, "from cache": story?.reused ?? 0 } };
  });
}

/** How a rule stands, on a line. */
export function ruleText(rule: RuleStory, paint: Paint): string {
  if (rule.state !== "open") return ruleLine({ ...rule, state: rule.state }, paint);
  const times =
    rule.fired === 0 ? "" : `  fired ${rule.fired === 1 ? "once" : `${numberText(rule.fired)} times`} so far`;
  return `${paint("cyan", "open")}     ${rule.rule}  ${paint("dim", placeOf(rule.line, rule.file))}${times}`;
}

/** So many failures are told; of the others, how many there are. */
const mostFailures = 20;

function failureLines({ failures, state }: Shown, paint: Paint): readonly string[] {
  const rest = failures.length - mostFailures;
  const again = state === "running" || state === "paused" ? "will be tried again" : "is tried again if the run goes on";
  return [
    ...failures.slice(0, mostFailures).flatMap((failure) => failureText(failure, again, paint)),
    ...(rest > 0 ? [`… and ${numberText(rest)} more; --json tells them all`] : []),
  ];
}

function failureText(story: FailureStory, again: string, paint: Paint): readonly string[] {
  const { node, task, attempt, args, failure } = story;
  const [message = "", ...more] = failure.message.split("\n").map(plainText);
  const given = args.startsWith("sha256:") ? "" : plainText(args.slice(1, -1));
  const call = `${plainText(task)}${given === "" ? "" : `(${given})`}`;
  const which = [node, ...(attempt === 1 ? [] : [`attempt ${attempt}`]), ...(story.again === true ? [again] : [])];
  return [
    `${paint("red", `${failure.code} ${call}`)} ${paint("dim", `(${which.join(", ")})`)}: ${message}`,
    ...more.map((line) => `    ${line}`),
    ...(failure.trace ?? []).map((frame) => `    at ${plainText(frame)}`),
    ...(failure.tail ?? []).map((line) => paint("dim", "    | ") + plainText(line)),
    ...(failure.log === undefined ? [] : [`    the whole log: ${plainText(failure.log)}`]),
  ];
}

function valueLines(values: Readonly<Record<string, Value>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => {
    const text = JSON.stringify(value);
    return plainText(`${name}: ${text.length > 200 ? `${text.slice(0, 199)}…` : text}`);
  });
}
