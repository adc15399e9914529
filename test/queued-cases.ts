/**
 * Runs each case of a folder that runs something with all its tasks on a worker that takes them from a queue, in a Redis of its own.
 * Usage: node test/queued-cases.ts FOLDER, which has a `run.mjs` that runs cases. Closes with "N passed, N failed".
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { casesIn, expectedOf } from "./support/corpus-case.ts";
import { RedisProcess } from "./support/redis.ts";

const cases = resolve(process.argv[2] ?? ".");
const names = casesIn(cases).filter((name) => expectedOf(cases, name).run !== undefined);
const root = fileURLToPath(new URL("..", import.meta.url));
const adg = join(root, "cli", "bin", "adg.mjs");

// The cases are copied into it: so the configuration is theirs.
const folder = mkdtempSync(join(tmpdir(), "adg-queued-"));
writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
writeFileSync(
  join(folder, "adg.config.ts"),
  `export default { executors: { bullmq: { kind: "bullmq", url: process.env["TEST_REDIS"], queue: "cases" } } };\n`,
);
const redis = await RedisProcess.start();
const env = { ...process.env, TEST_REDIS: redis.url };
const worker = spawn(process.execPath, [adg, "worker"], {
  cwd: folder,
  env,
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  await ready(worker);
  const run = spawn(process.execPath, [join(cases, "run.mjs"), ...names], {
    cwd: root,
    env: { ...env, TMPDIR: folder, ADG_RUN_FLAGS: "--on ts=bullmq --on sh=bullmq" },
    stdio: "inherit",
  });
  const [status] = (await once(run, "exit")) as [number | null];
  process.exitCode = status ?? 1;
} finally {
  worker.kill("SIGKILL");
  await redis.remove();
  rmSync(folder, { recursive: true, force: true });
}

/** Settles once the worker takes tasks. */
async function ready(child: ChildProcess): Promise<void> {
  await new Promise<void>((taken, failed) => {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => text.includes("Takes tasks") && taken());
    child.once("exit", (code) => failed(new Error(`the worker has ended with ${code}`)));
  });
}
