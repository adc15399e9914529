import type { Report, Workflow } from "@adg/runtime";
import { isLiveTerminal } from "./live-terminal.ts";
import type { Drawing } from "./live-watch.ts";
import { paintFor } from "./paint.ts";
import { print } from "./print.ts";
import type { Reporter } from "./reporter.ts";
import type { SummaryFacts } from "./summary.ts";
import type { Watch, WatchOptions } from "./watch.ts";

/**
 * Shows progress on standard error, in place where that is a terminal, and prints a summary on standard output. `print`: where lines go
 * instead, one by one.
 */
export function personReporter({
  isVerbose,
  print: printLine,
}: Pick<WatchOptions, "isVerbose"> & { print?(line: string): void }): Reporter {
  let watch: Watch | undefined;
  // A terminal that is gone must not end the run before what runs has been stopped.
  process.stderr.on("error", () => {});
  return {
    async watch(workflow) {
      const shown = (watch = await watchFor(process.stderr, workflow, { isVerbose, printLine }));
      return (event, view) => shown.see(event, view);
    },
    remark: (text) => print(text, process.stderr),
    interrupted: () => watch?.stopping(),
    close: () => watch?.close(),
    refused: (refusal) => print(refusal.message, process.stderr),
    rejected,
    async finished(report, facts) {
      watch?.close();
      const { summaryText } = await import("./summary.ts");
      await print(summaryText(report, facts));
      await printProblem(facts);
    },
  };
}

/** Prints, on standard error, what went wrong; nothing where nothing did. */
export function quietReporter(): Reporter {
  return {
    watch: () => Promise.resolve(undefined),
    remark: () => Promise.resolve(),
    interrupted: () =>
      void process.stderr.write("Stopping: what runs is cancelled. Ctrl-C once more ends adg at once.\n"),
    close() {},
    refused: (refusal) => print(refusal.message, process.stderr),
    rejected,
    async finished(report, facts) {
      if (report.status !== "succeeded") await printTrouble(report, facts);
      await printProblem(facts);
    },
  };
}

const rejected: Reporter["rejected"] = async ({ checked }) => {
  const { diagnosticsText } = await import("./diagnostics-text.ts");
  await print(diagnosticsText([checked], process.stderr), process.stderr);
};

async function printTrouble(report: Report, facts: SummaryFacts): Promise<void> {
  const { troubleText } = await import("./summary.ts");
  await print(troubleText(report, facts, paintFor(process.stderr)), process.stderr);
}

async function printProblem({ problem }: SummaryFacts): Promise<void> {
  if (problem !== undefined) await print(problem, process.stderr);
}

interface WatchFor {
  readonly isVerbose: boolean;
  readonly printLine: ((line: string) => void) | undefined;
}

async function watchFor(
  stream: NodeJS.WriteStream,
  workflow: Workflow,
  { isVerbose, printLine }: WatchFor,
): Promise<Watch> {
  const options = { isVerbose, paint: paintFor(stream) };
  const print = printLine ?? ((line: string): void => void stream.write(`${line}\n`));
  if (printLine !== undefined || !isLiveTerminal(stream, process.env)) {
    const { lineWatch } = await import("./line-watch.ts");
    return lineWatch(print, workflow, options);
  }
  const { liveWatch } = await import("./live-watch.ts");
  const open = async (): Promise<Drawing> => {
    const { Screen, frameLines } = await import("./drawing.ts");
    return { screen: new Screen(stream, process.stdout.isTTY ? [process.stdout] : []), frameLines };
  };
  return liveWatch(workflow, { ...options, open, print });
}
