import { randomBytes } from "node:crypto";
import { serveUi, type RunsSource, type UiServer } from "@adg/ui";
import { findQueue } from "../config/find-queue.ts";
import { findRun } from "../find-run.ts";
import { interruption } from "../interruption.ts";
import { print } from "../print.ts";
import { queueOf } from "../queue-option.ts";
import { meant, openRuns } from "../queue-runs.ts";
import { Refusal } from "../refusal.ts";
import { stateDirOf } from "../state-dir.ts";
import { pageUrl } from "./page-url.ts";
import { runsOfFolder, runsOfQueue } from "./runs-source.ts";
import type { UiFlags } from "./ui-verbs.ts";

/** Serves the page of runs until it is told to end; answers the exit code. */
export async function ui(named: string | undefined, flags: UiFlags): Promise<number> {
  if (flags.beside === true) return besideRun(named, flags);
  const interrupted = interruption(() => {});
  const { source, close, find } = await sourceOf(flags);
  try {
    const run = named === undefined ? undefined : await find(named);
    const token = newToken();
    const server = await served(source, flags, token);
    await print(`Runs are shown at ${pageUrl(server.url, token, run)}`);
    await print("Whoever has this address can see them and stop them. Ctrl-C ends the page, and no run.");
    if (!interrupted.signal.aborted)
      await new Promise((end) => interrupted.signal.addEventListener("abort", end, { once: true }));
    await server.close();
    return 0;
  } finally {
    interrupted.close();
    await close();
  }
}

/** For a run that another process is about to begin, until that closes this one's input: it says where the page is first. */
async function besideRun(run: string | undefined, flags: UiFlags): Promise<number> {
  // Ctrl-C is for the run: its end is still to be shown.
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
  const { source, close } = await sourceOf(flags);
  const token = newToken();
  const server = await served(source, flags, token);
  await print(JSON.stringify({ url: pageUrl(server.url, token, run) }));
  await new Promise((end) => process.stdin.on("error", end).on("close", end).resume());
  await server.close();
  await close();
  return 0;
}

const newToken = (): string => randomBytes(24).toString("base64url");

interface FoundSource {
  readonly source: RunsSource;
  close(): Promise<void>;
  /** The id of a run, by how that begins. */
  find(named: string): Promise<string>;
}

async function sourceOf(flags: UiFlags): Promise<FoundSource> {
  const queue = queueOf(flags);
  if (queue === undefined)
    return {
      source: runsOfFolder(flags, flags.program),
      close: async () => {},
      find: async (named) => (await findRun(stateDirOf(flags.in), named)).run,
    };
  const runs = await openRuns(await findQueue("A queue", queue));
  return {
    source: runsOfQueue(runs, flags, flags.program),
    close: () => runs.close(),
    find: async (named) => meant(await runs.list(), named, queue.queue),
  };
}

function served(source: RunsSource, { host, port, name = [] }: UiFlags, token: string): Promise<UiServer> {
  return serveUi(source, { host, port, token, names: name }).catch((error: Error) => {
    throw new Refusal(error.message);
  });
}
