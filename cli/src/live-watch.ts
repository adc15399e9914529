import { styleText } from "node:util";
import { createLogUpdate } from "log-update";
import { Progress, type TaskProgress } from "./progress.ts";
import type { Watch } from "./watch.ts";
import { table } from "./words.ts";

/** At most ten pictures a second. */
const interval = 100;

/** A table of the tasks, drawn again in place while the run goes on. For a terminal. */
export function liveWatch(stream: NodeJS.WriteStream): Watch {
  const progress = new Progress();
  const draw = createLogUpdate(stream);
  let timer: NodeJS.Timeout | undefined;

  const show = () => {
    timer = undefined;
    draw(tableText([...progress.tasks], stream.rows ?? 24));
  };
  return {
    see(event) {
      progress.apply(event);
      timer ??= setTimeout(show, interval);
    },
    say(line) {
      draw.persist(line);
      timer ??= setTimeout(show, interval);
    },
    close() {
      clearTimeout(timer);
      draw.clear();
      draw.done();
    },
  };
}

function tableText(tasks: readonly TaskProgress[], height: number): string {
  const head = ["task", "waiting", "running", "done", "failed"];
  const rows = tasks.map(({ task, waiting, running, done, failed, skipped }) => [
    task,
    blank(waiting),
    blank(running),
    blank(done),
    blank(failed) + (skipped > 0 ? ` (${skipped} skipped)` : ""),
  ]);
  const [first = "", ...lines] = table([head, ...rows]);
  // A table taller than the terminal could not be drawn over.
  const shown = lines.slice(0, Math.max(1, height - 3));
  const hidden = lines.length - shown.length;
  return [
    styleText("dim", first),
    ...shown.map((line, i) => ((tasks[i]?.failed ?? 0) > 0 ? styleText("red", line) : line)),
    ...(hidden > 0 ? [styleText("dim", `and ${hidden} more`)] : []),
  ].join("\n");
}

function blank(n: number): string {
  return n === 0 ? "" : String(n);
}
