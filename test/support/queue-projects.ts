/** Projects whose tasks run on workers that take them from a queue in a real Redis. */
import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { Project, type CommandOptions, type Ended } from "./command.ts";
import { corpus, expectedOf, type ExpectedRun } from "./corpus-case.ts";
import { RedisProcess } from "./redis.ts";

const adg = fileURLToPath(new URL("../../cli/bin/adg.mjs", import.meta.url));

const config = `
import type { Config } from "@adg/runtime";
export default {
  executors: { bullmq: { kind: "bullmq", url: process.env["TEST_REDIS"], queue: "tests" } },
  concurrency: 4,
} satisfies Config;
`;

/** What sends all tasks there. */
export const there = ["--on", "ts=bullmq", "--on", "sh=bullmq"];

/** For the tests of one file: a server for all of them, and for each a project of its own and the workers that it starts. */
export class QueueProjects {
  #redis: RedisProcess | undefined;
  #project: Project | undefined;
  readonly #workers = new Set<ChildProcess>();
  readonly #said = new WeakMap<ChildProcess, string>();
  readonly #projects: Project[] = [];

  constructor() {
    beforeAll(async () => {
      this.#redis = await RedisProcess.start();
    });
    afterAll(async () => {
      await this.#redis?.remove();
      for (const { folder } of this.#projects) rmSync(folder, { recursive: true, force: true });
    });
    beforeEach(() => {
      this.#project = new Project({ "adg.config.ts": config });
      this.#projects.push(this.#project);
    });
    afterEach(async () => {
      await Promise.all([...this.#workers].map((worker) => this.end(worker, "SIGKILL")));
      this.redis.command("flushall");
    });
  }

  get redis(): RedisProcess {
    return this.#redis as RedisProcess;
  }

  get project(): Project {
    return this.#project as Project;
  }

  get env(): NonNullable<CommandOptions["env"]> {
    return { TEST_REDIS: this.redis.url };
  }

  run(
    program: string,
    { args = [], ...options }: CommandOptions & { readonly args?: readonly string[] } = {},
  ): Promise<Ended> {
    this.project.write("main.adg", program);
    return this.project.adg(["run", "main.adg", "--json", ...there, ...args], { env: this.env, ...options });
  }

  /** What a case of the corpus comes to there, and what it should. */
  async corpusCase(name: string): Promise<{
    readonly found: Readonly<Record<string, unknown>>;
    readonly expected: ExpectedRun | undefined;
  }> {
    cpSync(join(corpus, name), this.project.folder, { recursive: true });
    await this.worker();
    const found = reportOf(await this.project.adg(["run", "main.adg", "--json", ...there], { env: this.env }));
    return { found, expected: expectedOf(corpus, name).run };
  }

  /** A worker that takes tasks. */
  worker(...args: readonly string[]): Promise<ChildProcess> {
    return this.#start(["worker", "--queue", "tests", ...args], "Takes tasks");
  }

  /** An orchestrator that takes runs. */
  serve(...args: readonly string[]): Promise<ChildProcess> {
    return this.#start(["serve", "--queue", "tests", ...args], "Takes runs");
  }

  async #start(args: readonly string[], ready: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, [adg, ...args], {
      cwd: this.project.folder,
      env: { ...process.env, ...this.env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#workers.add(child);
    child.once("exit", () => this.#workers.delete(child));
    await new Promise<void>((isReady, failed) => {
      child.once("exit", (exit) => failed(new Error(`"adg ${args.join(" ")}" ended with ${exit}`)));
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        this.#said.set(child, this.said(child) + text);
        if (this.said(child).includes(ready)) isReady();
      });
    });
    return child;
  }

  /** What it has printed. */
  said(child: ChildProcess): string {
    return this.#said.get(child) ?? "";
  }

  async end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
    const exit = new Promise<number | null>((done) => child.once("exit", done));
    child.kill(signal);
    return exit;
  }

  path(name: string): string {
    return join(this.project.folder, name);
  }

  /** The attempts that are in the queue, or run. */
  jobs(): string {
    return this.redis.command("keys", "adg:tests:*-*-*");
  }
}

export function reportOf({ out, err }: Ended): Readonly<Record<string, unknown>> {
  if (out === "") throw new Error(err);
  return JSON.parse(out) as Readonly<Record<string, unknown>>;
}

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 20));
}
