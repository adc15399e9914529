import { waitingOf, type TaskProgress } from "./progress.ts";
import { counted, numberText } from "./words.ts";

/** Nodes of several tasks by what became of them. */
interface Counts {
  readonly waiting: number;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
}

/** `1,000 nodes: 997 waiting, 2 running, 1 done`. */
export function totalOf(tasks: readonly TaskProgress[]): string {
  const added = tasks.reduce((sum, task) => sum + task.added, 0);
  if (added === 0) return "no nodes yet";
  return `${counted(added, "node")}: ${countsInWords(tasks)}`;
}

/** `997 waiting, 2 running, 1 done`; what there is none of is not named. */
export function countsInWords(tasks: readonly TaskProgress[]): string {
  return Object.entries(sumOf(tasks))
    .flatMap(([word, n]) => (n > 0 ? [`${numberText(n)} ${word}`] : []))
    .join(", ");
}

/** Of some tasks that are not shown each for itself: how many they are, and what became of their nodes. */
export function tasksInWords(tasks: readonly TaskProgress[]): string {
  const empty = tasks.filter(({ added }) => added === 0).length;
  const counts = countsInWords(tasks);
  const parts = [...(counts === "" ? [] : [counts]), ...(empty === 0 ? [] : [`${numberText(empty)} without nodes`])];
  return `${counted(tasks.length, "more task")}: ${parts.join("; ")}`;
}

function sumOf(tasks: readonly TaskProgress[]): Counts {
  const sum = { waiting: 0, running: 0, done: 0, failed: 0, skipped: 0, cancelled: 0 };
  for (const task of tasks) {
    sum.waiting += waitingOf(task);
    sum.running += task.running.size;
    sum.done += task.done;
    sum.failed += task.failed;
    sum.skipped += task.skipped;
    sum.cancelled += task.cancelled;
  }
  return sum;
}
