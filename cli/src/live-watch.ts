import type { RunEvent, RunView, Workflow } from "@adg/runtime";
import { FailureLines } from "./failure-lines.ts";
import type { frameLines } from "./frame.ts";
import { Progress } from "./progress.ts";
import { followRules } from "./rule-progress.ts";
import type { Screen } from "./screen.ts";
import { runLines } from "./run-lines.ts";
import { argumentsText } from "./short-value.ts";
import { VerboseLines } from "./verbose-lines.ts";
import type { Watch, WatchOptions } from "./watch.ts";

/** At most ten pictures a second. */
const interval = 100;
/** After a picture that took long, as one of ten thousand rules may, so many times as long passes before the next. */
const restFactor = 20;

/** Where pictures are drawn, and what they are. */
export interface Drawing {
  readonly screen: Screen;
  readonly frameLines: typeof frameLines;
}

/** How a run is shown on a terminal. */
export interface LiveOptions extends WatchOptions {
  /** Asked when the first picture is due. */
  open(): Promise<Drawing>;
  /** Prints a line where nothing is drawn. */
  print(line: string): void;
}

/** A table of the tasks and rules, drawn again in place while the run goes on; failures stay above it. */
export function liveWatch(workflow: Workflow, { isVerbose, paint, open, print }: LiveOptions): Watch {
  const progress = new Progress(workflow);
  const failures = new FailureLines(workflow, paint);
  const all = new VerboseLines(workflow, paint);
  const rulesNow = followRules(workflow.rules);
  const start = Date.now();
  let view: RunView | undefined;
  let above: string[] = [];
  let isStopping = false;
  /** What the last picture showed. */
  let shown = "";
  let isOver = false;
  let restUntil = 0;
  let drawing: Drawing | undefined;
  let opening: Promise<void> | undefined;

  const draw = (): void => {
    if (drawing !== undefined) return show(drawing);
    opening ??= open().then((opened) => {
      drawing = opened;
      if (isOver) drawing.screen.close();
      else show(drawing);
    });
  };

  const show = ({ screen, frameLines }: Drawing): void => {
    const { columns, rows } = screen.size;
    const begun = performance.now();
    const now = Date.now();
    const current = `${progress.changes} ${Math.floor((now - start) / 1000)} ${columns} ${rows} ${isStopping}`;
    if (above.length === 0 && ((current === shown && !screen.isHidden) || begun < restUntil)) return;
    shown = current;
    const lines = frameLines({
      progress,
      rules: view === undefined ? [] : rulesNow(view),
      start,
      now,
      isStopping,
      argumentsOf: (node) => (view === undefined ? "" : argumentsText(view.argsOf(node))),
      // What fills a line to its end makes some terminals begin another. A line below is for the cursor.
      width: columns - 1,
      height: rows - 1,
      paint,
    });
    screen.show(lines, above, { columns, rows });
    above = [];
    const end = performance.now();
    restUntil = end + restFactor * (end - begun);
  };

  const timer = setInterval(draw, interval);
  // The run keeps the process alive, not its picture.
  timer.unref();
  /** Ctrl-Z: the shell shall find the terminal as it was. */
  const suspend = (): void => {
    drawing?.screen.hide();
    process.kill(process.pid, "SIGSTOP");
  };
  process.on("SIGTSTP", suspend);

  return {
    see(event, current) {
      view = current;
      const started = progress.apply(event);
      above.push(...runLines(event));
      if (isVerbose) above.push(...all.of(event, view, started));
      else if (mayTell(event)) above.push(...failures.of(event, view));
    },
    stopping() {
      isStopping = true;
      above.push("Stopping: what runs is cancelled. Ctrl-C once more ends adg at once.");
      // Who presses a key is answered at once.
      draw();
      timer.refresh();
    },
    close() {
      if (isOver) return;
      isOver = true;
      clearInterval(timer);
      process.off("SIGTSTP", suspend);
      drawing?.screen.close();
      above.forEach(print);
    },
  };
}

const mayTell = ({ kind }: RunEvent): boolean => kind === "attempt-failed" || kind === "node-settled";
