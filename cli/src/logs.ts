import { createReadStream, existsSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { findNode, type FoundNode } from "./find-node.ts";
import { findTold, type PlaceOfRuns } from "./find-told.ts";
import { paintFor } from "./paint.ts";
import { print } from "./print.ts";

/** Options of `adg logs`. */
export interface LogsOptions extends PlaceOfRuns {
  readonly json: boolean;
  /** Go on until the node is over. */
  readonly follow: boolean;
}

/** What a node printed. */
interface Printed {
  /** Absolute path. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
}

/** Prints what a node printed; answers the exit code. */
export async function logs(named: string, text: string, options: LogsOptions): Promise<number> {
  const known = await findTold(named, options);
  const { run, folder, stateDir } = known;
  const found = await findNode(stateDir, known, text);
  const nodeFolder = join(folder, found.node);
  if (options.json) await print(JSON.stringify(await printedJson(run, found, nodeFolder), undefined, 2));
  else if (options.follow && mayGoOn(found, known.isLive)) {
    const { followNode } = await import("./follow-node.ts");
    const { followed } = await import("./followed.ts");
    const run = await followed(known, options);
    try {
      await followNode(run, found.node);
    } finally {
      await run.close();
    }
  } else await printAll(found, nodeFolder, known.isLive);
  return 0;
}

function mayGoOn({ story, state }: FoundNode, isLive: boolean): boolean {
  if (!isLive) return false;
  const now = story?.state ?? state;
  return now === undefined || now === "running" || now === "waiting" || now === "failed";
}

async function printAll(found: FoundNode, nodeFolder: string, isLive: boolean): Promise<void> {
  const log = printedIn(join(nodeFolder, "log"));
  const stdout = printedIn(join(nodeFolder, "stdout"));
  if (log === undefined && stdout === undefined) return print(silenceText(found, nodeFolder, isLive), process.stderr);
  const paint = paintFor(process.stdout);
  const isBoth = log !== undefined && stdout !== undefined;
  for (const [title, printed] of [["log", log] as const, ["stdout", stdout] as const]) {
    if (printed === undefined) continue;
    if (isBoth) await print(paint("dim", `── ${title} ──`));
    await pipeline(createReadStream(printed.file), process.stdout, { end: false });
  }
}

/** `undefined` where there is nothing in it. */
function printedIn(file: string): Printed | undefined {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return size === 0 ? undefined : { file, size };
}

/** Why there is nothing to see. */
export function silenceText({ node, story, state }: FoundNode, nodeFolder: string, isLive: boolean): string {
  if (story?.isReused === true)
    return `"${node}" took its result from the cache: nothing ran, and nothing was printed.`;
  if (story === undefined)
    return state === "skipped" || state === "cancelled"
      ? `"${node}" was ${state}: it never ran.`
      : `"${node}" has not begun${isLive ? " yet" : ""}.`;
  if (existsSync(nodeFolder) || story.failure?.log === undefined)
    return story.state === "running" ? `"${node}" has printed nothing yet.` : `"${node}" printed nothing.`;
  const { tail = [] } = story.failure;
  const gone = `What "${node}" printed is gone with its folder "${nodeFolder}"`;
  return tail.length === 0 ? `${gone}.` : [`${gone}; the journal has its end:`, ...tail].join("\n");
}

/** Of a longer text, its end. */
const mostText = 1024 * 1024;

async function printedJson(run: string, { node, task, story, state }: FoundNode, nodeFolder: string): Promise<unknown> {
  return {
    ...{ run, node, task, state: story?.state ?? state ?? null, attempt: story?.attempt ?? null },
    log: await textJson(join(nodeFolder, "log")),
    stdout: await textJson(join(nodeFolder, "stdout")),
  };
}

async function textJson(file: string): Promise<(Printed & { readonly text: string }) | null> {
  if (!existsSync(file)) return null;
  const opened = await open(file);
  try {
    const { size } = await opened.stat();
    const length = Math.min(size, mostText);
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(length), 0, length, size - length);
    return { file, size, text: buffer.toString("utf8", 0, bytesRead) };
  } finally {
    await opened.close();
  }
}
