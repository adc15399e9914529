import type { RunView, Workflow } from "@adg/runtime";
import { FailureLines } from "./failure-lines.ts";
import { foldTasks } from "./folding.ts";
import { Progress, settledOf, type TaskProgress } from "./progress.ts";
import { runLines } from "./run-lines.ts";
import { argumentsText } from "./short-value.ts";
import { countsInWords, tasksInWords } from "./totals.ts";
import { VerboseLines } from "./verbose-lines.ts";
import type { Watch, WatchOptions } from "./watch.ts";
import { clockText } from "./words.ts";

/** How often (ms) the counts are printed: less and less, so that the log of a long run stays short. */
const pause = { first: 5000, growth: 1.5, most: 60_000 };
/** So many tasks have counts of their own in a line. */
const mostTasks = 8;
/** From so many ms on it is said how long a task's longest node has run. */
const longFor = 1000;

/** One line for each thing that matters, for a log: the start, a task's first start, failures, and the counts now and then. */
export function lineWatch(
  print: (line: string) => void,
  workflow: Workflow,
  { isVerbose, paint }: WatchOptions,
): Watch {
  const progress = new Progress(workflow);
  const failures = new FailureLines(workflow, paint);
  const all = new VerboseLines(workflow, paint);
  const begun = new Set<string>();
  const start = Date.now();
  let view: RunView | undefined;
  let wait = pause.first;
  let timer = setTimeout(tell, wait).unref();

  function tell(): void {
    const line = view === undefined ? undefined : countsLine(progress.tasks, view, start);
    if (line !== undefined) print(line);
    wait = Math.min(pause.most, wait * pause.growth);
    timer = setTimeout(tell, wait).unref();
  }

  return {
    see(event, current) {
      view = current;
      const started = progress.apply(event);
      runLines(event).forEach(print);
      if (event.kind === "run-started") print(`${event.workflow}: run ${event.run}`);
      else if (isVerbose) all.of(event, view, started).forEach(print);
      else if (event.kind === "node-started") {
        if (begun.has(event.task)) return;
        begun.add(event.task);
        print(`${event.task}: started`);
      } else if (event.kind !== "node-added") failures.of(event, view).forEach(print);
    },
    stopping: () => print("Stopping: what runs is cancelled. Ctrl-C once more ends adg at once."),
    close: () => clearTimeout(timer),
  };
}

/** `12 s  count: 997 waiting, 2 running (text: "a.md" for 12 s), 1 done · total: 1 waiting`; `undefined` where nothing is left to do. */
function countsLine(tasks: readonly TaskProgress[], view: RunView, start: number): string | undefined {
  const busy = tasks.filter((task) => task.added > settledOf(task));
  if (busy.length === 0) return undefined;
  const now = Date.now();
  const { shown, folded } = foldTasks(busy, mostTasks, now);
  const texts = shown.map((task) => `${task.task}: ${countsInWords([task])}${longestText(task, view, now)}`);
  if (folded.length > 0) texts.push(`and ${tasksInWords(folded)}`);
  return `${clockText(now - start)}  ${texts.join(" · ")}`;
}

function longestText({ running }: TaskProgress, view: RunView, now: number): string {
  const [node, since] = running.longest ?? [];
  if (node === undefined || since === undefined || now - since < longFor) return "";
  const args = argumentsText(view.argsOf(node));
  return ` (longest: ${clockText(now - since)}${args === "" ? "" : `, ${args}`})`;
}
