import type { CacheWhy, WhyNode, WhyRule } from "@adg/runtime/asked";
import { cacheLines } from "./cache-lines.ts";
import { findTold, type PlaceOfRuns, type Told } from "./find-told.ts";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import { replayed } from "./replayed-run.ts";
import { clockText } from "./words.ts";

/** Options of `adg why`. */
export interface WhyOptions extends PlaceOfRuns {
  readonly json: boolean;
  /** The program's file, where that is not where it was. */
  readonly program?: string;
}

interface Answer {
  readonly text: string;
  readonly answers: readonly (WhyRule | WhyNode)[];
  /** What should be known of the answer. */
  readonly remarks: readonly string[];
}

/**
 * Tells why a rule or node of a run is as it is: a run that goes on is asked itself, any other is rebuilt from its journal. Answers the
 * exit code.
 */
export async function why(named: string | undefined, what: string | undefined, options: WhyOptions): Promise<number> {
  const run = await findTold(named === "last" ? undefined : named, options);
  const asked = (await askLive(run, what)) ?? (await askJournal(run, what, options));
  const { text, answers, remarks } = await withCache(asked, run);
  if (options.json) await print(JSON.stringify(answers));
  else {
    for (const remark of remarks) await print(remark, process.stderr);
    await print(text === "" ? "Every rule has fired or is done, and nothing waits." : text);
  }
  return 0;
}

/** With what the cache had to do with it, where it is asked about one node that the cache had to do with. */
async function withCache({ text, answers, remarks }: Answer, { stateDir, run, history }: Told): Promise<Answer> {
  const [node, ...others] = answers;
  if (node?.kind !== "why-node" || node.isCached !== true || others.length > 0) return { text, answers, remarks };
  const { cacheWhy } = await import("@adg/runtime/asked");
  const cache = cacheWhy(stateDir, history, node.node.id);
  if (cache === undefined) return { text, answers, remarks };
  const lines = cacheLines(cache, { run, task: node.node.task, node: node.node.id, now: Date.now() });
  const told: WhyNode & { readonly cache: CacheWhy } = { ...node, cache };
  return { text: [text, ...lines].join("\n"), answers: [told], remarks };
}

async function askLive(run: Told, what: string | undefined): Promise<Answer | undefined> {
  if (!run.isLive) return undefined;
  const { askRun } = await import("@adg/runtime/asked");
  const answer = await askRun(run.folder, what === undefined ? { kind: "why" } : { kind: "why", what });
  if (answer === undefined) return undefined;
  if (!answer.ok) throw new Refusal(answer.message);
  return { text: answer.message, answers: answer.why ?? [], remarks: [] };
}

async function askJournal(run: Told, what: string | undefined, { program }: WhyOptions): Promise<Answer> {
  const made = await replayed(run.stateDir, run.history, run.isLive, program === undefined ? {} : { program });
  const { askPast } = await import("@adg/runtime/asked");
  const { refusedText } = await import("./queue-runs.ts");
  const now = Date.now();
  const { history, isSame, isLive } = made;
  const asked = askPast(made, history, what, { now, isLive });
  if (asked.kind === "unclear") throw new Refusal(asked.message);
  const { ended } = history;
  const remarks = [
    ...(isSame ? [] : ["The program has changed since: this is what it says of the run now."]),
    ...(run.refused === undefined ? [] : [`${refusedText(run.run, run.refused)} As far as its journal goes:`]),
    ...(run.refused === undefined && ended === undefined && !isLive
      ? [`Run ${run.run} was cut off; as far as its journal goes:`]
      : []),
    ...(ended?.status === "interrupted"
      ? [`Run ${run.run} was interrupted ${clockText(now - ended.time)} ago; as it was then:`]
      : []),
  ];
  return { text: asked.text, answers: asked.answers, remarks };
}
