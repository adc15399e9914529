import { setTimeout as setTimeoutPromise } from "node:timers/promises";
import { watch, type FSWatcher } from "node:fs";
import { dirname, join } from "node:path";

/** An editor writes a file in several steps. */
const quiet = 60;

/**
 * Does `check`, and does it again whenever one of `named` or of the files that it answers (absolute paths) has changed, until
 * SIGINT or SIGTERM. Folders are watched, not files: many editors replace a file by another of its name.
 */
export async function recheck(named: readonly string[], check: () => Promise<readonly string[]>): Promise<void> {
  const watchers = new Map<string, FSWatcher>();
  let files = new Set(named);
  /** What has changed since the last check began. */
  const changed = new Set<string>();
  let wake = (): void => {};
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const end = (): void => {
    ended = true;
    wake();
  };
  process.on("SIGINT", end).on("SIGTERM", end);

  function listen(folder: string): void {
    if (watchers.has(folder)) return;
    try {
      const watcher = watch(folder, (_, name) => {
        if (name === null) return;
        changed.add(join(folder, name));
        clearTimeout(timer);
        timer = setTimeout(() => wake(), quiet);
      });
      watcher.on("error", () => watchers.delete(folder));
      watchers.set(folder, watcher);
    } catch {
      // A folder that is not there: what is imported from it is reported as missing.
    }
  }

  for (const file of named) listen(dirname(file));
  while (!ended) {
    changed.clear();
    files = new Set([...named, ...(await check())]);
    for (const file of files) listen(dirname(file));
    for (;;) {
      const woken = new Promise<void>((done) => (wake = done));
      if (ended || [...changed].some((file) => files.has(file))) break;
      await woken;
    }
    // Events that came while it was checked may be the first of several.
    if (!ended) await setTimeoutPromise(quiet);
  }
  clearTimeout(timer);
  for (const watcher of watchers.values()) watcher.close();
  process.off("SIGINT", end).off("SIGTERM", end);
}
