import { plainText } from "./plain-text.ts";
import type { Paint } from "./paint.ts";
import type { Progress } from "./progress.ts";
import type { RuleProgress } from "./rule-progress.ts";
import { foldRules, foldTasks, rulesInWords } from "./folding.ts";
import { taskTable } from "./task-table.ts";
import { clockText, counted } from "./words.ts";
import { tasksInWords, totalOf } from "./totals.ts";
import { cutText, padText, widthOf } from "./text-width.ts";

/** What there is to be shown of a run, and how much room there is for it. */
export interface Picture {
  readonly progress: Progress;
  readonly rules: readonly RuleProgress[];
  /** ms since the epoch. */
  readonly start: number;
  readonly now: number;
  readonly isStopping: boolean;
  /** A node's arguments in a few words. */
  argumentsOf(node: number): string;
  /** Columns, and lines. */
  readonly width: number;
  readonly height: number;
  readonly paint: Paint;
}

/** More rules than so many, even where there is room, would only hide the tasks. */
const mostRules = 12;

/**
 * The lines that show a run: tasks, rules, and a last one for the whole. Never more or wider than there is room for. What changes most
 * stands last, and a column's width changes only when a count needs another digit, so that little has to be drawn again.
 */
export function frameLines(picture: Picture): readonly string[] {
  const { rules, height, width } = picture;
  if (height < 1 || width < 1) return [];
  const room = height - 1;
  const forRules = rules.length === 0 || room < 5 ? 0 : 1;
  const tasks = taskLines(picture, room - forRules);
  return [...tasks, ...ruleLines(picture, room - tasks.length), lastLine(picture)];
}

function taskLines(picture: Picture, room: number): readonly string[] {
  const { progress, now, paint, width } = picture;
  if (room < 2 || progress.tasks.length === 0) return [];
  const { shown, folded } = foldTasks(progress.tasks, room - 1, now);
  const rows = taskTable(shown, { ...picture, all: progress.tasks });
  return folded.length === 0 ? rows : [...rows, paint("dim", cutText(`and ${tasksInWords(folded)}`, width))];
}

function ruleLines({ rules, paint, width }: Picture, room: number): readonly string[] {
  if (room < 1 || rules.length === 0) return [];
  if (room < Math.min(3, rules.length + 1)) return [paint("dim", cutText(`rules: ${rulesInWords(rules)}`, width))];
  const { shown, folded } = foldRules(rules, Math.min(room - 1, mostRules));
  const more = cutText(`and ${counted(folded.length, "more rule")}: ${rulesInWords(folded)}`, width);
  return [
    paint("dim", cutText("rules", width)),
    ...shown.map((rule) => ruleLine(rule, paint, width)),
    ...(folded.length === 0 ? [] : [paint("dim", more)]),
  ];
}

const colours = { open: "yellow", fired: "green", closed: "dim", blocked: "red" } as const;

/** `fired    when find done as found  line 16  3 times`; where there is little room it is the rule's text that is cut. */
function ruleLine({ text, place, fired, state }: RuleProgress, paint: Paint, width: number): string {
  const so = state === "open" && fired > 0 ? "fired " : "";
  const times = fired > 1 || so !== "" ? `  ${so}${counted(fired, "time")}` : "";
  const head = cutText(padText(state, 9, "left"), width);
  const tail = `  ${place}${times}`;
  const left = width - widthOf(head);
  const rest = left - widthOf(tail) >= 12 ? tail : times;
  const body = cutText(plainText(text), Math.max(0, left - widthOf(rest)));
  const end = cutText(rest, left - widthOf(body));
  return `${paint(colours[state], head)}${body}${paint("dim", end)}`.trimEnd();
}

function lastLine({ progress, start, now, isStopping, paint, width }: Picture): string {
  const time = clockText(Math.max(0, now - start));
  const text = `${isStopping ? "stopping  " : ""}${time}  ${totalOf(progress.tasks)}`;
  return paint(isStopping ? ["bold", "yellow"] : "bold", cutText(text, width));
}
