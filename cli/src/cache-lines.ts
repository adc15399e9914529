/** What the cache had to do with a node, in words. */
import type { CacheWhy, KeyDifference } from "@adg/runtime/asked";
import { plainText } from "./plain-text.ts";
import { valueText } from "./short-value.ts";
import { clockText } from "./words.ts";

interface About {
  readonly run: string;
  readonly task: string;
  /** Its id. */
  readonly node: string;
  /** ms since the epoch. */
  readonly now: number;
}

/** Lines that stand below what is told of the node. */
export function cacheLines(cache: CacheWhy, { run, task, node, now }: About): readonly string[] {
  if (cache.kind === "unknown") return ["  it ran; what is kept does not tell why"];
  if (cache.kind === "reused") {
    const { made } = cache;
    if (made === undefined) return ["  its result was taken from the cache; which run computed it is not known"];
    const which = made.node === node ? "" : `${made.node} of `;
    return [
      `  its result was taken from the cache: ${which}${made.run === run ? "this run" : `run ${made.run}`} computed it`,
    ];
  }
  const { nearest } = cache;
  if (nearest === undefined) return [`  it ran: nothing had been kept of ${task} before`];
  const { made, kept, differs } = nearest;
  const age = `kept ${clockText(Math.max(0, now - kept))} ago`;
  const where = made === undefined ? "" : `${made.node === node ? "" : `${made.node} of `}run ${made.run}, `;
  if (differs.length === 0)
    return [`  it ran: what was kept of it (${where}${age}) was not whole any more, and could not be used`];
  const told = differs.map((each) => plainText(differenceText(each)));
  const head = `the nearest that was kept (${where}${age}) differs in`;
  return told.length === 1
    ? ["  it ran, for no result was kept of it", `    ${head} ${told[0]}`]
    : ["  it ran, for no result was kept of it", `    ${head}`, ...told.map((each) => `      ${each}`)];
}

function differenceText(difference: KeyDifference): string {
  switch (difference.kind) {
    case "argument": {
      const { name } = difference;
      if (difference.change === "content")
        return `argument ${name}: the file is called the same and holds something else`;
      const { before, now } = difference;
      const was = before === undefined ? "not there before" : `${valueText(before)} before`;
      return `argument ${name}: ${was}, ${now === undefined ? "not there now" : `${valueText(now)} now`}`;
    }
    case "script":
      return `the text of its sh command${following(difference)}`;
    case "env":
      return `env ${difference.name}${following(difference)}`;
    case "out":
      return `what it declares as out${following(difference)}`;
    case "result-type":
      return "the type of its result";
    case "function":
      return `the function that it calls: ${valueText(difference.before ?? null)} before, ${valueText(difference.now ?? null)} now`;
    case "module": {
      const { changed, added, removed } = difference;
      const told = [
        ...changed.map((file) => `${file} has changed`),
        ...added.map((file) => `${file} has come to it`),
        ...removed.map((file) => `${file} belongs to it no more`),
      ];
      return `the text of its module, or of what that imports${told.length === 0 ? "" : `: ${listed(told)}`}`;
    }
  }
}

const following = ({ follows }: { readonly follows: boolean }): string => (follows ? ", as that makes it" : "");

/** The first few. */
function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, 5).join(", ");
  return texts.length > 5 ? `${shown} and ${texts.length - 5} more` : shown;
}
