/** How a process with a large run answers meanwhile. */
import { ask, type AskOptions } from "./ask.ts";
import { requestFor } from "./rows.ts";
import type { Interruption, Turns } from "./request.ts";
import type { Workload } from "./workload.ts";

/** Times in ms. */
export interface Responsiveness {
  readonly workload: string;
  readonly size: number;
  /** Turns of the event loop; absent where the run took too long. */
  readonly turns?: Turns;
  /** After SIGINT at several moments of the run: until the process heard it, and until the run had ended. */
  readonly interruptions: readonly { readonly heard: number; readonly ended: number }[];
}

/** `seconds`: how long the run takes when it is left alone. */
export async function measureResponsiveness(
  workload: Workload,
  size: number,
  options: { readonly seconds: number; readonly folder: string; readonly limit: number },
): Promise<Responsiveness> {
  const request = requestFor(workload, size, options.folder);
  const turns = await ask<Turns>({ ...request, measure: "turns" }, options);
  const interruptions = [];
  for (const moment of MOMENTS) {
    let sent = 0;
    const onLine: AskOptions["onLine"] = (child) =>
      void setTimeout(
        () => {
          sent = performance.timeOrigin + performance.now();
          child.kill("SIGINT");
        },
        1000 * moment * options.seconds,
      );
    const answer = await ask<Interruption>({ ...request, measure: "interrupt" }, { ...options, onLine });
    // The run may have been over before.
    if (answer.kind === "none" || answer.value.heard === undefined) continue;
    interruptions.push({ heard: answer.value.heard - sent, ended: answer.value.ended - sent });
  }
  return { workload: workload.name, size, interruptions, ...(turns.kind === "none" ? {} : { turns: turns.value }) };
}

/** Shares of the run that have passed. */
const MOMENTS = [0.2, 0.4, 0.6, 0.8];
