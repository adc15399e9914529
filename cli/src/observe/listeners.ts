/** All who hear of a run beside the terminal. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Observer, Workflow } from "@adg/runtime";
import { checkFile } from "../check-writable.ts";
import { Refusal } from "../refusal.ts";
import type { RunListener } from "./listener.ts";
import type { MetricsPlace } from "./metrics.ts";
import type { Track } from "./track.ts";

/** What the command line says of them. */
export interface ListenerOptions {
  /** File for all that happens. */
  readonly events?: string;
  /** `FORM=FILE`, as written. */
  readonly track?: readonly string[];
  /** s between two snapshots. */
  readonly trackEvery?: number;
  /** Where the run tells how it is, in the format of Prometheus. */
  readonly metrics?: MetricsPlace;
}

export interface Listeners {
  readonly observers: readonly Observer[];
  /** Answers what could not be written, in sentences. */
  close(): Promise<readonly string[]>;
}

/** `tell` gets what a person should know, in a line. */
export async function listenersFor(
  workflow: Workflow,
  options: ListenerOptions,
  tell: (line: string) => unknown,
): Promise<Listeners> {
  const { events, track: tracked = [], trackEvery = 2 } = options;
  const tracks = tracked.map(trackOf);
  for (const file of [...(events === undefined ? [] : [events]), ...tracks.map(({ file }) => file)]) checkFile(file);
  const listeners: RunListener[] = [];
  if (events !== undefined) listeners.push((await import("./event-file.ts")).eventFile(events, workflow));
  if (tracks.length > 0) listeners.push((await import("./track.ts")).track(tracks, 1000 * trackEvery, workflow));
  if (options.metrics !== undefined) {
    const { metricsOf } = await import("./metrics.ts");
    listeners.push(await metricsOf(options.metrics, workflow, fileURLToPath(workflow.source), tell));
  }
  const { spans } = await import("./open-telemetry.ts");
  const traced = await spans(dirname(fileURLToPath(workflow.source)), workflow);
  if (traced !== undefined) listeners.push(traced);
  return {
    observers: listeners.map(({ see }) => see),
    async close() {
      const ends = await Promise.allSettled(listeners.map((each) => each.close()));
      return ends.flatMap((end) => (end.status === "rejected" ? [`${(end.reason as Error).message}.`] : []));
    },
  };
}

function trackOf(text: string): Track {
  const [, form, file] = /^(json|text)=(.+)$/s.exec(text) ?? [];
  if (form === undefined || file === undefined)
    throw new Refusal(`--track is json=FILE or text=FILE, and not "${text}".`);
  return { form: form as Track["form"], file };
}
