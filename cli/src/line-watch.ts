import { Progress, type TaskProgress } from "./progress.ts";
import type { Watch } from "./watch.ts";

/** How often the counts are printed while they change. */
const interval = 5000;

/** One line for each change that matters, for a log: a task's first start, attempts that fail, and the counts now and then. */
export function lineWatch(print: (line: string) => void, start = Date.now()): Watch {
  const progress = new Progress();
  const started = new Set<string>();
  let last = start;

  return {
    see(event) {
      progress.apply(event);
      if (event.kind === "node-started" && !started.has(event.task)) {
        started.add(event.task);
        print(`${event.task}: started`);
      }
      if (event.kind === "attempt-failed")
        print(`${event.task}: attempt ${event.attempt} failed: ${firstLine(event.failure.message)}`);
      if (event.time - last < interval) return;
      last = event.time;
      const busy = [...progress.tasks].filter((each) => each.waiting + each.running > 0);
      if (busy.length > 0) print(busy.map(countsText).join(" · "));
    },
    say: print,
    close() {},
  };
}

function countsText({ task, waiting, running, done, failed }: TaskProgress): string {
  const counts = [
    [waiting, "waiting"],
    [running, "running"],
    [done, "done"],
    [failed, "failed"],
  ] as const;
  return `${task}: ${counts.flatMap(([n, word]) => (n > 0 ? [`${n} ${word}`] : [])).join(", ")}`;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
