import type { Paint } from "./paint.ts";
import { plainText } from "./plain-text.ts";
import { waitingOf, type TaskProgress } from "./progress.ts";
import { clockText, numberText } from "./words.ts";
import { cutText, padText, widthOf } from "./text-width.ts";

/** How to show tasks. */
export interface TableOptions {
  /** Also those that are not shown: the columns do not depend on which ones are. */
  readonly all: readonly TaskProgress[];
  /** ms since the epoch. */
  readonly now: number;
  /** A node's arguments in a few words. */
  argumentsOf(node: number): string;
  readonly width: number;
  readonly paint: Paint;
}

interface Column {
  readonly head: string;
  /** Where there is little room. */
  readonly short: string;
  readonly style: Parameters<Paint>[0] | undefined;
  of(task: TaskProgress): number;
}

const always: readonly Column[] = [
  { head: "waiting", short: "wait", style: undefined, of: waitingOf },
  { head: "running", short: "run", style: "cyan", of: ({ running }) => running.size },
  { head: "done", short: "done", style: undefined, of: ({ done }) => done },
  { head: "failed", short: "fail", style: "red", of: ({ failed }) => failed },
];
/** Shown from when there is something in them, and where there is room. */
const sometimes: readonly Column[] = [
  { head: "skipped", short: "skip", style: "yellow", of: ({ skipped }) => skipped },
  { head: "cancelled", short: "canc", style: "yellow", of: ({ cancelled }) => cancelled },
  { head: "reused", short: "reus", style: undefined, of: ({ reused }) => reused },
];

/** A name may have so much room, and needs so much to be told from others. */
const nameWidth = { most: 40, least: 12 };
const between = "  ";
/** From so many ms on it is said how long a task's longest node has run. */
const longFor = 1000;
/** Columns for that. */
const longestWidth = 24;

/** A table of the tasks: a head, and a line each. */
export function taskTable(tasks: readonly TaskProgress[], options: TableOptions): readonly string[] {
  const { all, width, paint } = options;
  const layout = layoutOf(all, width);
  const { name, columns, rest } = layout;
  const head = [
    padText(cutText("task", name), name, "left"),
    ...columns.map((column) => padText(headOf(column, layout), widthIn(column, layout), "right")),
    ...(rest < longestWidth ? [] : ["longest"]),
  ];
  const rows = tasks.map((task) => {
    const label = cutText(plainText(task.task), name);
    if (task.added === 0) return paint("dim", label);
    const cells = columns.map((column) => countText(column, task, layout, paint));
    return ([padText(label, name, "left"), ...cells].join(between) + longestText(task, layout, options)).trimEnd();
  });
  return [paint("dim", head.join(between).trimEnd()), ...rows];
}

interface Layout {
  readonly isShort: boolean;
  readonly name: number;
  readonly columns: readonly Column[];
  /** Of the largest count. */
  readonly digits: number;
  /** What is left beside the counts. */
  readonly rest: number;
}

const headOf = ({ head, short }: Column, { isShort }: Pick<Layout, "isShort">): string => (isShort ? short : head);

const widthIn = (column: Column, layout: Pick<Layout, "isShort" | "digits">): number =>
  Math.max(headOf(column, layout).length, layout.digits);

/** Follows from the program and from the largest count, which only grows: so columns do not jump. */
function layoutOf(all: readonly TaskProgress[], width: number): Layout {
  const most = all.reduce((sum, { added }) => Math.max(sum, added), 0);
  const wanted = all.reduce((sum, { task }) => Math.max(sum, widthOf(plainText(task))), "task".length);
  const name = Math.min(wanted, nameWidth.most);
  const extra = sometimes.filter((column) => all.some((task) => column.of(task) > 0));
  const wide = { isShort: false, digits: numberText(most).length };
  const narrow = { isShort: true, digits: String(most).length };
  const tries = [
    { ...wide, columns: [...always, ...extra] },
    { ...wide, columns: always },
    { ...narrow, columns: always },
    // What waits and what is done can be seen from the last line, not so what runs and has failed.
    { ...narrow, columns: always.filter(({ short }) => short === "run" || short === "fail") },
  ];
  const roomBeside = (each: Omit<Layout, "name" | "rest">): number =>
    each.columns.reduce((left, column) => left - between.length - widthIn(column, each), width);
  const least = Math.min(name, nameWidth.least);
  const chosen = tries.find((each) => roomBeside(each) >= least) ?? { ...narrow, columns: [] };
  const left = roomBeside(chosen);
  return { ...chosen, name: Math.min(name, left), rest: Math.max(0, left - name) };
}

function countText(column: Column, task: TaskProgress, layout: Layout, paint: Paint): string {
  const count = column.of(task);
  const text = padText(
    count === 0 ? "" : layout.isShort ? String(count) : numberText(count),
    widthIn(column, layout),
    "right",
  );
  return count === 0 || column.style === undefined ? text : paint(column.style, text);
}

/** How long the task's longest node has run so far, and which that is. */
function longestText(task: TaskProgress, { rest }: Layout, { now, argumentsOf, paint }: TableOptions): string {
  const { longest } = task.running;
  if (longest === undefined || rest < longestWidth) return "";
  const [node, start] = longest;
  if (now - start < longFor) return "";
  const text = `${clockText(now - start)}  ${plainText(argumentsOf(node))}`.trimEnd();
  return between + paint("dim", cutText(text, rest - between.length));
}
