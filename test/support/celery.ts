/** Real workers of Celery for tests, with what they need. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { hasRedis } from "./redis.ts";

/** Debian's packages are Debian's Python's. */
const python = "/usr/bin/python3";

/** Folder of the task that adg ships. */
export const shipped = fileURLToPath(new URL("../../runtime/python", import.meta.url));

/** Whether tests with workers can run here. Where they must, and cannot, that is an error. */
export function hasCelery(): boolean {
  if (!hasRedis()) return false;
  if (spawnSync(python, ["-c", "import celery, redis"]).status === 0) return true;
  const install = "there is no Celery: apt-get install python3-celery python3-redis";
  if (process.env["CI"] !== undefined || process.env["ADG_CI"] !== undefined) throw new Error(install);
  console.warn(`The tests with Celery are left out; ${install}`);
  return false;
}

/** Ends an app: its workers say on a line of their own when they have acknowledged a task, which Celery does not. */
const noted = `
import sys
from kombu.message import Message

def noted(ack):
    def ack_noted(self, *args, **kwargs):
        ack(self, *args, **kwargs)
        if "task" in (self.headers or {}):
            print("Task acknowledged", file=sys.__stderr__, flush=True)
    return ack_noted

Message.ack = noted(Message.ack)
`;

/** How a worker works. */
export interface WorkerOptions {
  readonly concurrency?: number;
  readonly pool?: "prefork" | "solo" | "threads";
  /** Told apart from others by it. */
  readonly name?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Folder with an app whose tasks workers know, and all that the tests have of them. */
export class CeleryApp {
  readonly folder = mkdtempSync(join(tmpdir(), "adg-celery-"));
  /** How many tasks workers have taken. */
  received = 0;
  /** How many of them workers have acknowledged. Those that are acknowledged as they begin may have begun before that. */
  acknowledged = 0;
  readonly #workers = new Set<ChildProcess>();
  readonly #env: Readonly<Record<string, string>>;

  /** `text`: of the module `app`, in which `app` is made. */
  constructor(text: string, env: Readonly<Record<string, string>>) {
    this.#env = env;
    writeFileSync(join(this.folder, "app.py"), text + noted);
  }

  /** Settles when the worker takes tasks. */
  async start({ concurrency = 2, pool = "prefork", name = "w", env = {} }: WorkerOptions = {}): Promise<ChildProcess> {
    const options = ["--include=adg_celery", `--concurrency=${concurrency}`, `--pool=${pool}`, "--loglevel=INFO"];
    const quick = ["--without-gossip", "--without-heartbeat"];
    const child = spawn(
      python,
      ["-m", "celery", "-A", "app", "worker", `--hostname=${name}@test`, ...options, ...quick],
      {
        cwd: this.folder,
        // A group of its own: a pool outlives a worker that is killed.
        detached: true,
        env: { ...process.env, PYTHONPATH: `${this.folder}:${shipped}`, C_FORCE_ROOT: "1", ...this.#env, ...env },
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    this.#workers.add(child);
    let said = "";
    await new Promise<void>((ready, failed) => {
      child.once("exit", () => failed(new Error(`the worker did not start:\n${said}`)));
      createInterface(child.stderr).on("line", (line) => {
        said = `${said}${line}\n`.slice(-20_000);
        if (line.endsWith(" received")) this.received += 1;
        if (line.endsWith("Task acknowledged")) this.acknowledged += 1;
        if (line.includes("@test ready.")) ready();
        if (process.env["ADG_WORKER_LOG"] !== undefined) process.stderr.write(`${line}\n`);
      });
    });
    return child;
  }

  /** A process that runs a program beside the app; to be ended by who started it. */
  python(text: string): ChildProcess {
    const env = { ...process.env, ...this.#env };
    return spawn(python, ["-c", text], { cwd: this.folder, env, stdio: "ignore" });
  }

  /** Ends a worker alone, as one that is killed: what it runs may go on. */
  async end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    await ended;
  }

  /** Ends it with all that it runs, as a machine that goes down. It has said all when that settles. */
  async crash(child: ChildProcess): Promise<void> {
    const isSilent = child.stderr?.closed === false ? once(child.stderr, "close") : undefined;
    killGroup(child.pid);
    await this.end(child);
    // What a task has left running may still have it.
    await Promise.race([isSilent, setTimeout(5_000, undefined, { ref: false })]);
  }

  /** What `celery control revoke` does, with terminate. */
  revoke(id: string): void {
    this.#control(`revoke("${id}", terminate=True)`);
  }

  /** Returns when a worker has answered by way of the broker, so that the broker has heard all that the worker told it before. */
  ping(): void {
    this.#control("ping(limit=1, timeout=60)");
  }

  #control(call: string): void {
    const { status, stderr } = spawnSync(python, ["-c", `from app import app; app.control.${call}`], {
      cwd: this.folder,
      env: { ...process.env, ...this.#env },
    });
    if (status !== 0) throw new Error(String(stderr));
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#workers].map((each) => this.crash(each)));
    this.#workers.clear();
  }

  async remove(): Promise<void> {
    await this.endAll();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing of it is left.
  }
}
