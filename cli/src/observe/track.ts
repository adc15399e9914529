/** How a run stands, written to a file every few seconds: for a page, a script or a person who looks now and then. */
import { systemErrorText, writeWhole } from "@adg/host";
import type { RunView, Workflow } from "@adg/runtime";
import { frameLines } from "../frame.ts";
import { Progress, waitingOf } from "../progress.ts";
import { followRules, type RuleProgress } from "../rule-progress.ts";
import { argumentsText } from "../short-value.ts";
import type { RunListener } from "./listener.ts";

/** Form, and where to write it. */
export interface Track {
  readonly form: "json" | "text";
  readonly file: string;
}

/** Writes them at once, every so many ms, and when the run is over. A reader never sees half of one. */
export function track(tracks: readonly Track[], every: number, workflow: Workflow): RunListener {
  const progress = new Progress(workflow);
  const rulesNow = followRules(workflow.rules);
  const start = Date.now();
  let run = "";
  let status = "running";
  let view: RunView | undefined;
  let problem: string | undefined;
  const write = (): void => {
    const rules = view === undefined ? [] : rulesNow(view);
    const now = Date.now();
    for (const { form, file } of tracks) {
      const text =
        form === "json"
          ? JSON.stringify(snapshotOf({ run, status, start, now, progress, rules }), undefined, 2)
          : textOf({ run, status, start, now, progress, rules, view });
      try {
        writeWhole(file, `${text}\n`);
      } catch (error) {
        problem ??= `"${file}" could not be written: ${systemErrorText(error)}`;
      }
    }
  };
  const timer = setInterval(write, every);
  timer.unref();
  return {
    see(event, current) {
      view = current;
      if (event.kind === "run-started") ({ run } = event);
      if (event.kind === "run-finished") ({ status } = event);
      progress.apply(event);
      if (event.kind === "run-started") write();
    },
    close() {
      clearInterval(timer);
      write();
      return problem === undefined ? Promise.resolve() : Promise.reject(new Error(problem));
    },
  };
}

interface Standing {
  readonly run: string;
  readonly status: string;
  readonly start: number;
  readonly now: number;
  readonly progress: Progress;
  readonly rules: readonly RuleProgress[];
}

/** Times in ms, `time` since the epoch. */
function snapshotOf({ run, status, start, now, progress, rules }: Standing): object {
  return {
    ...{ run, status, time: now, elapsed: now - start },
    tasks: progress.tasks.map((each) => {
      const { task, running, done, failed, skipped, cancelled, reused } = each;
      return { task, waiting: waitingOf(each), running: running.size, done, failed, skipped, cancelled, reused };
    }),
    rules: rules.map(({ text, place, state, fired }) => ({ rule: text, place, state, fired })),
  };
}

/** A file has room for as many lines as are wanted. */
const page = { width: 160, height: 400 };

function textOf({ run, status, view, ...standing }: Standing & { readonly view: RunView | undefined }): string {
  const lines = frameLines({
    ...standing,
    ...page,
    isStopping: false,
    argumentsOf: (node) => (view === undefined ? "" : argumentsText(view.argsOf(node))),
    paint: (_, text) => text,
  });
  return [`run ${run}: ${status}`, ...lines].join("\n");
}
