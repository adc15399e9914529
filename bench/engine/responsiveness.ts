/** How a process with a large run answers meanwhile. */
import { ask, type AskOptions } from "./ask.ts";
import type { Interruption, Turns } from "./request.ts";
import { requestFor } from "./rows.ts";
import type { Workload } from "./workload.ts";

export interface Responsiveness {
  readonly workload: string;
  readonly size: number;
  /** Absent where the run took too long. */
  readonly turns: Turns | undefined;
  readonly interruptions: readonly Answered[];
}

/** What follows a SIGINT in the middle of a run, in ms after it: the process hears it, and then the run has ended. */
export interface Answered {
  readonly heard: number;
  readonly ended: number;
}

interface Options {
  readonly folder: string;
  /** Seconds that one process may take. */
  readonly limit: number;
}

/** The turns of the event loop during a run. */
export async function measureTurns(workload: Workload, size: number, options: Options): Promise<Turns | undefined> {
  const answer = await ask<Turns>({ ...requestFor(workload, size, options.folder), measure: "turns" }, options);
  return answer.kind === "none" ? undefined : answer.value;
}

/** Interrupts runs, each after so many seconds. Those that were over by then are left out. */
export async function measureInterruptions(
  workload: Workload,
  size: number,
  options: Options & { readonly after: readonly number[] },
): Promise<readonly Answered[]> {
  const request = { ...requestFor(workload, size, options.folder), measure: "interrupt" } as const;
  const all: Answered[] = [];
  for (const seconds of options.after) {
    let sent = 0;
    const onLine: AskOptions["onLine"] = (child) =>
      void setTimeout(() => {
        sent = performance.timeOrigin + performance.now();
        child.kill("SIGINT");
      }, 1000 * seconds);
    const answer = await ask<Interruption>(request, { limit: options.limit, onLine });
    if (answer.kind === "none" || answer.value.status !== "interrupted") continue;
    const { heard, ended } = answer.value;
    if (heard !== undefined) all.push({ heard: heard - sent, ended: ended - sent });
  }
  return all;
}
