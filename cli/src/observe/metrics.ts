/** How the nodes of a run stand, for who scrapes it in the format of Prometheus. */
import type { Workflow } from "@adg/runtime";
import { Metrics } from "@adg/runtime/metrics";
import { Progress, waitingOf } from "../progress.ts";
import { Refusal } from "../refusal.ts";
import type { RunListener } from "./listener.ts";

/** Where it listens; port 0: one that is free. */
export interface MetricsPlace {
  readonly host: string;
  readonly port: number;
}

/** `from`: a file of the project that has the library. `tell` is told where it listens. */
export async function metricsOf(
  place: MetricsPlace,
  workflow: Workflow,
  from: string,
  tell: (line: string) => unknown,
): Promise<RunListener> {
  const progress = new Progress(workflow);
  const server = await Metrics.load("--metrics", from)
    .then((metrics) => {
      metrics.run(() =>
        progress.tasks.map((each) => {
          const { task, running, done, failed, skipped, cancelled } = each;
          const counts = { waiting: waitingOf(each), running: running.size, done, failed, skipped, cancelled };
          return { task, counts };
        }),
      );
      return metrics.serve(place);
    })
    .catch((error: Error) => {
      throw new Refusal(`${error.message}.`);
    });
  tell(`Tells how it is at ${server.url}.`);
  return {
    see: (event) => void progress.apply(event),
    close: () => server.close(),
  };
}
