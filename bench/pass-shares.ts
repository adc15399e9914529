import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What V8 writes with `--cpu-prof`. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds between the samples. */
  readonly timeDeltas: readonly number[];
}

/** Milliseconds by what they were spent on. */
export type Shares = ReadonlyMap<string, number>;

/**
 * Runs a Node program once under V8's sampling profiler, and adds up the time of its main thread: that of each of `functions` with
 * all that it calls (the innermost of them counts), of collecting garbage, and of all else.
 */
export function passShares(args: readonly string[], functions: ReadonlyMap<string, string>): Shares {
  const folder = mkdtempSync(join(tmpdir(), "adg-bench-"));
  try {
    spawnSync(process.execPath, ["--cpu-prof", "--cpu-prof-interval", "250", "--cpu-prof-dir", folder, ...args]);
    const [file] = readdirSync(folder);
    if (file === undefined) throw new Error("no profile was written");
    return sharesOf(JSON.parse(readFileSync(join(folder, file), "utf8")) as Profile, functions);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sharesOf({ nodes, samples, timeDeltas }: Profile, functions: ReadonlyMap<string, string>): Shares {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const shares = new Map([...functions.values()].map((name) => [name, 0]));
  for (const [place, sample] of samples.entries()) {
    let share: string | undefined;
    for (let id: number | undefined = sample; id !== undefined && share === undefined; id = parents.get(id)) {
      const { functionName = "", url = "" } = byId.get(id)?.callFrame ?? {};
      // Node has functions of such names, too.
      if (url.startsWith("file:")) share = functions.get(functionName);
      else if (functionName === "(garbage collector)") share = "collecting garbage";
    }
    share ??= "starting, loading, all else";
    shares.set(share, (shares.get(share) ?? 0) + (timeDeltas[place] ?? 0) / 1000);
  }
  return shares;
}
