import { exceptionText } from "./fault.ts";
import { printOut } from "./print-out.ts";
import type { Reporter } from "./reporter.ts";
import type { Watch } from "./watch.ts";

/** Shows progress on standard error, in place where that is a terminal, and prints a summary on standard output. */
export async function personReporter(): Promise<Reporter> {
  const watch = await watchFor(process.stderr);
  return {
    see: (event) => watch.see(event),
    interrupted: () => watch.say("stopping: what runs is cancelled (Ctrl-C once more ends adg at once)"),
    close: () => watch.close(),
    async refused(refusal) {
      console.error(exceptionText(refusal, false));
    },
    async rejected({ checked }) {
      const { diagnosticsText } = await import("./diagnostics-text.ts");
      console.error(diagnosticsText([checked], process.stderr));
    },
    async finished(report, facts) {
      watch.close();
      const { summaryText } = await import("./summary.ts");
      await printOut(summaryText(report, facts));
    },
  };
}

async function watchFor(stream: NodeJS.WriteStream): Promise<Watch> {
  if (stream.isTTY) return (await import("./live-watch.ts")).liveWatch(stream);
  return (await import("./line-watch.ts")).lineWatch((line) => stream.write(`${line}\n`));
}
