import { print } from "./print.ts";
import type { Reporter } from "./reporter.ts";
import type { Watch } from "./watch.ts";

/** Shows progress on standard error, in place where that is a terminal, and prints a summary on standard output. */
export async function personReporter(): Promise<Reporter> {
  const watch = await watchFor(process.stderr);
  return {
    see: (event) => watch.see(event),
    interrupted: () => watch.say("stopping: what runs is cancelled (Ctrl-C once more ends adg at once)"),
    close: () => watch.close(),
    refused: (refusal) => print(refusal.message, process.stderr),
    async rejected({ checked }) {
      const { diagnosticsText } = await import("./diagnostics-text.ts");
      await print(diagnosticsText([checked], process.stderr), process.stderr);
    },
    async finished(report, facts) {
      watch.close();
      const { summaryText } = await import("./summary.ts");
      await print(summaryText(report, facts));
      if (facts.problem !== undefined) await print(facts.problem, process.stderr);
    },
  };
}

async function watchFor(stream: NodeJS.WriteStream): Promise<Watch> {
  if (stream.isTTY && stream.columns > 0) return (await import("./live-watch.ts")).liveWatch(stream);
  return (await import("./line-watch.ts")).lineWatch((line) => stream.write(`${line}\n`));
}
