/** Why a node of a task with `cache` ran, or from where its result was taken. Reads what is kept; no code of the user. */
import { join } from "node:path";
import { keyDifferences, sharedParts, type KeyDifference, type Keyed } from "../cache/key-differences.ts";
import type { Origin } from "../cache/entry.ts";
import { keptResults, type KeptEntry, type KeptResult } from "../cache/kept-results.ts";
import { notedKey } from "../cache/noted-key.ts";
import type { History } from "../journal/history.ts";
import { runFolderOf } from "../journal/run-files.ts";

/**
 * `reused`: it did not run. `ran`: nothing was kept under its key, with the nearest of what was kept of its task before and what tells
 * them apart (nothing: it was kept and could not be used). `unknown`: it ran, and what its key was is not known, or not any more.
 */
export type CacheWhy =
  | { readonly kind: "reused"; readonly made?: Origin }
  | {
      readonly kind: "ran";
      readonly key: string;
      readonly nearest?: KeptResult & { readonly differs: readonly KeyDifference[] };
    }
  | { readonly kind: "unknown" };

/** `undefined` where nothing has come of the node yet. `node`: its id. */
export function cacheWhy(stateDir: string, { created, outcomes }: History, node: string): CacheWhy | undefined {
  const record = outcomes.findLast(({ record: each }) => each.node === node)?.record;
  if (record === undefined) return undefined;
  if (record.kind === "succeeded" && record.from === "cache")
    return record.origin === undefined ? { kind: "reused" } : { kind: "reused", made: record.origin };
  const { run } = created;
  const kept = keptResults(join(stateDir, "cache"), record.task);
  const own = kept.find(({ made }) => made?.run === run && made.node === node);
  const keyed =
    own !== undefined
      ? { key: own.key, ...own.entry }
      : record.kind === "failed"
        ? notedKey(join(runFolderOf(stateDir, run), node))
        : undefined;
  if (keyed === undefined) return { kind: "unknown" };
  // What the same run has made of other nodes says nothing of what was changed.
  const earlier = kept.filter((each) => each.kept < record.begun && each.made?.run !== run);
  const nearest = nearestOf(earlier, keyed, node);
  const { key } = keyed;
  if (nearest === undefined) return { kind: "ran", key };
  const { entry, ...which } = nearest;
  return { kind: "ran", key, nearest: { ...which, differs: keyDifferences(entry, keyed) } };
}

/** That of the same node before those of others, then the one that has most in common, then the newest. */
function nearestOf(earlier: readonly KeptEntry[], now: Keyed, node: string): KeptEntry | undefined {
  const ranked = earlier.map((each) => ({
    each,
    rank: [each.made?.node === node ? 1 : 0, sharedParts(each.entry, now), each.kept] as const,
  }));
  const [first] = ranked.sort(({ rank: a }, { rank: b }) => b[0] - a[0] || b[1] - a[1] || b[2] - a[2]);
  return first?.each;
}
