/** Other systems on workloads of the same kind, each at a size that it can do in some seconds. */
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ask } from "./ask.ts";
import type { Time } from "./request.ts";
import { requestFor } from "./rows.ts";
import { findWorkload } from "./workloads.ts";

/** Another system, as it did on a workload, and adg right after it. */
export interface PeerRow {
  readonly peer: string;
  readonly workload: string;
  readonly size: number;
  readonly nodes: number;
  readonly seconds: number;
  /** Of adg. */
  readonly own: number;
}

interface Peer {
  readonly name: string;
  /** Why it cannot run here, where it cannot. */
  readonly missing: () => string | undefined;
  readonly runs: readonly (readonly [workload: string, size: number])[];
  /** Seconds that it takes. */
  readonly time: (workload: string, size: number, folder: string) => number;
}

const file = (name: string): string => fileURLToPath(new URL(`peers/${name}`, import.meta.url));
/** Debian's own Python is the one that Debian's packages are for. */
const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
const adageSource = process.env["ADAGE_SRC"] ?? "";
const adageEnvironment = {
  PYTHONPATH: [adageSource, join(adageSource, "src")].join(":"),
  PYTHONDONTWRITEBYTECODE: "1",
};

const adage: Peer = {
  name: "adage, in process",
  missing: () =>
    adageSource === ""
      ? '"ADAGE_SRC" names no checkout of it'
      : failureOf(python, ["-c", "import adage"], adageEnvironment),
  runs: [
    ["W1", 10_000],
    ["W2", 100],
    ["W2", 200],
    ["W3", 1000],
  ],
  time: (workload, size) => answerOf(python, [file("adage_peer.py"), workload, String(size)], adageEnvironment),
};

const dask: Peer = {
  name: "dask, threads",
  missing: () => failureOf(python, ["-c", "import distributed"]),
  runs: [
    ["W1", 1000],
    ["W2", 100],
    ["W3", 1000],
  ],
  time: (workload, size) => answerOf(python, [file("dask_peer.py"), workload, String(size)]),
};

const snakemake: Peer = {
  name: "snakemake, a checkpoint",
  missing: () => failureOf("snakemake", ["--version"]),
  runs: [["shell", 100]],
  // What it takes for a single job is its own start.
  time: (_, size, folder) => snakemakeRun(size, folder) - snakemakeRun(1, folder),
};

const peers: readonly Peer[] = [adage, dask, snakemake];

/** Why peers cannot be measured, a line each. */
export function missingPeers(): readonly string[] {
  return peers.flatMap(({ name, missing }) => {
    const why = missing();
    return why === undefined ? [] : [`Without ${name}: ${why}.`];
  });
}

/** Measures the peers that are there on the workloads with these names. */
export async function measurePeers(
  names: readonly string[],
  options: { readonly folder: string; readonly limit: number; readonly max: number },
): Promise<readonly PeerRow[]> {
  const rows: PeerRow[] = [];
  for (const peer of peers.filter(({ missing }) => missing() === undefined)) {
    for (const [name, size] of peer.runs) {
      const workload = findWorkload(name);
      if (workload === undefined || !names.includes(name) || size > options.max) continue;
      const seconds = peer.time(name, size, mkdtempSync(join(options.folder, "peer-")));
      const answer = await ask<Time>({ ...requestFor(workload, size, options.folder), measure: "run" }, options);
      if (answer.kind === "none") continue;
      rows.push({
        peer: peer.name,
        workload: name,
        size,
        seconds,
        own: answer.value.seconds,
        nodes: answer.value.nodes,
      });
    }
  }
  return rows;
}

/** What a peer's program says of its time. */
function answerOf(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): number {
  const { stdout } = succeeded(command, start(command, args, { environment }));
  return (JSON.parse(stdout) as { readonly seconds: number }).seconds;
}

/** Seconds. */
function snakemakeRun(n: number, folder: string): number {
  const cwd = mkdtempSync(join(folder, "snakemake-"));
  const args = ["-s", file("Snakefile"), "--quiet", "all", "-j", String(availableParallelism()), "--config", `n=${n}`];
  const before = performance.now();
  succeeded("snakemake", start("snakemake", args, { cwd }));
  return (performance.now() - before) / 1000;
}

function failureOf(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): string | undefined {
  const { error, status, stderr } = start(command, args, { environment });
  if (error !== undefined) return `"${command}" is not installed`;
  return status === 0 ? undefined : (stderr.trim().split("\n").at(-1) ?? `"${command}" fails`);
}

function start(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly environment?: NodeJS.ProcessEnv },
): SpawnSyncReturns<string> {
  const env = { ...process.env, ...options.environment };
  return spawnSync(command, args, {
    encoding: "utf8",
    env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
}

function succeeded(command: string, done: SpawnSyncReturns<string>): SpawnSyncReturns<string> {
  if (done.status !== 0) throw new Error(`"${command}" failed: ${done.stderr.trim()}`);
  return done;
}
