/**
 * How long `adg check` takes on large programs. `npm run bench:check`, or `node bench/check.ts [RUNS [cold]]` after a build; with
 * `cold` nothing but that of the largest one, in a process of its own.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { check, type Host, loadBash } from "@adg/compiler";
import { largeProgram } from "./large-program.ts";
import { passShares } from "./pass-shares.ts";

const RUNS = Number(process.argv[2] ?? 11);
const isColdAlone = process.argv[3] === "cold";
const SIZES = isColdAlone ? [10_000] : [1000, 10_000];
const adg = fileURLToPath(new URL("../cli/bin/adg.mjs", import.meta.url));

/** How Node starts the command: as people do, and from what is compiled, without the bundle. */
const starts = {
  bundled: [adg],
  unbundled: [
    "--input-type=module",
    "--eval",
    `import { enableCompileCache } from "node:module";
enableCompileCache();
const { main } = await import(${JSON.stringify(new URL("../cli/dist/main.js", import.meta.url).href)});
await main(process.argv.slice(1));`,
  ],
} as const;

const { findBundle } = createRequire(import.meta.url)("../cli/bin/builds.cjs") as {
  findBundle(): { readonly bundle: string | undefined };
};

/** The compiler's functions that are one pass each. */
const passes = new Map([
  ["moduleFiles", "parse"],
  ["bind", "bind"],
  ["link", "link"],
  ["resolve", "resolve"],
  ["load", "load"],
  ["checkModule", "check"],
  ["findSites", "sources"],
  ["checkShellTexts", "shell"],
  ["checkUses", "uses"],
  ["prove", "proofs"],
  ["programOf", "program"],
  ["diagnosticsText", "tell"],
]);

const folder = mkdtempSync(join(tmpdir(), "adg-bench-"));
try {
  const programs = SIZES.map((size) => {
    const text = largeProgram(size);
    const file = join(folder, `program-${size}.adg`);
    writeFileSync(file, text);
    return { file, text, lines: text.split("\n").length - 1 };
  });
  console.log(`Node ${process.versions.node} on ${availableParallelism()} processors; ${RUNS} runs of each, in turns.`);
  console.log(
    'Cold is all of "adg check", from the start of its process to the end; warm, the check in a process that did it before.',
  );
  if (findBundle().bundle === undefined) console.log('There is no current bundle: "npm run build" makes one.');
  const warm = [];
  for (const program of programs) {
    console.log(`\n${program.lines} lines`);
    if (isColdAlone) {
      const [cold = []] = repeat(() => coldRun(starts.bundled, program.file));
      console.log(`  cold:                     ${spread(cold)}`);
      console.log(`  load of the machine:      ${loadavg()[0]?.toFixed(1)} in the last minute`);
      continue;
    }
    const [bundled = [], unbundled = []] = repeat(
      () => coldRun(starts.bundled, program.file),
      () => coldRun(starts.unbundled, program.file),
    );
    console.log(`  cold:                     ${spread(bundled)}`);
    console.log(`  cold, without the bundle: ${spread(unbundled)}`);
    const [times = []] = repeat(await warmRun(program.text));
    console.log(`  warm:                     ${spread(times)}`);
    console.log(`  load of the machine:      ${loadavg()[0]?.toFixed(1)} in the last minute`);
    warm.push({ lines: program.lines, time: Math.min(...times) });
  }
  const [small, large] = warm;
  if (small !== undefined && large !== undefined)
    console.log(
      `\nwarm growth: ${(large.time / small.time).toFixed(1)} times the time for ${(large.lines / small.lines).toFixed(1)} times the lines`,
    );
  if (!isColdAlone) printShares(programs.at(-1)?.file ?? "");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function coldRun(start: readonly string[], file: string): void {
  const { status, stderr } = spawnSync(process.execPath, [...start, "check", file], { encoding: "utf8" });
  if (status !== 0) throw new Error(`"adg check" ended with ${status}: ${stderr}`);
}

/** A function that checks the text once, all code having been used before. */
async function warmRun(text: string): Promise<() => void> {
  const require = createRequire(new URL("../host/package.json", import.meta.url));
  const wasm = (path: string): Buffer => readFileSync(require.resolve(path));
  const bash = await loadBash({
    engine: wasm("web-tree-sitter/web-tree-sitter.wasm"),
    grammar: wasm("tree-sitter-bash/tree-sitter-bash.wasm"),
  });
  const host: Host = {
    readFile: () => ({ kind: "missing" }),
    resolve: (_, path) => path,
    moduleExports: () => ({ kind: "unknown" }),
  };
  const run = (): void => {
    if (check("program.adg", text, host, { bash }).program === undefined) throw new Error("the program has errors");
  };
  for (let times = 0; times < 20; times += 1) run();
  return run;
}

/** Milliseconds of the runs of each function. They take turns: what else the machine does then slows down all of them. */
function repeat(...runs: readonly (() => void)[]): readonly (readonly number[])[] {
  const rounds = Array.from({ length: RUNS }, () =>
    runs.map((run) => {
      const before = performance.now();
      run();
      return performance.now() - before;
    }),
  );
  return runs.map((_, at) => rounds.map((round) => round[at] ?? 0));
}

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const ms = (time: number | undefined): string => `${(time ?? 0).toFixed(0)} ms`;
  return `${ms(sorted[Math.floor(sorted.length / 2)])} (median of ${sorted.length}; ${ms(sorted[0])} at least)`;
}

function printShares(file: string): void {
  // In the bundle, functions of one name get several.
  const shares = passShares([...starts.unbundled, "check", file], passes);
  const total = [...shares.values()].reduce((sum, time) => sum + time, 0);
  console.log("\nof a cold run without the bundle (under a profiler, which makes all of it slower):");
  for (const [name, time] of [...shares].toSorted(([, a], [, b]) => b - a))
    console.log(`  ${`${((100 * time) / total).toFixed(1)} %`.padStart(7)}  ${name}`);
}
