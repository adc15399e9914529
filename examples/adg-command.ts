import { execFile } from "node:child_process";
import { join } from "node:path";

const folder = import.meta.dirname;
const command = join(folder, "..", "node_modules", ".bin", "adg");

/** What the command answered. */
export interface Answer {
  readonly exit: number | string;
  /** Standard output, which is one JSON value. */
  readonly json: unknown;
}

/** The parts of a run's report that the tests look at. */
export interface RunReport {
  readonly status: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly nodes: Readonly<
    Record<string, { readonly done: number; readonly failed: number; readonly skipped: number }>
  >;
  readonly handled: number;
  readonly edges: Readonly<Record<string, number>>;
  readonly rules: readonly { readonly rule: string; readonly state: string; readonly fired: number }[];
  readonly errors: readonly unknown[];
}

/** Runs `adg … --json`. */
export function adg(...args: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, maxBuffer: 1 << 26 };
    execFile(command, [...args, "--json"], options, (error, stdout, stderr) => {
      const exit = error === null ? 0 : (error.code ?? error.signal ?? "unknown");
      try {
        resolve({ exit, json: JSON.parse(stdout) });
      } catch {
        reject(new Error(`adg ${args.join(" ")}: no JSON on standard output (exit ${exit}): ${stdout}${stderr}`));
      }
    });
  });
}

/** Runs a workflow that must succeed. */
export async function runOf(file: string, ...args: readonly string[]): Promise<RunReport> {
  const { exit, json } = await adg("run", file, ...args);
  const report = json as RunReport;
  if (exit !== 0) throw new Error(`${file}: exit ${exit}, ${JSON.stringify(report.errors)}`);
  return report;
}
