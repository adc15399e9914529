/** A real server of Redis for tests: on a port and in a folder of its own, with a password. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const password = "s3cret-of-redis";

/** Whether tests with a server can run here. Where they must, and cannot, that is an error. */
export function hasRedis(): boolean {
  if (spawnSync("redis-server", ["--version"]).status === 0) return true;
  const install = 'there is no "redis-server": apt-get install redis-server';
  if (process.env["CI"] !== undefined || process.env["ADG_CI"] !== undefined) throw new Error(install);
  console.warn(`The tests with Redis are left out; ${install}`);
  return false;
}

export class RedisProcess {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), "adg-redis-"));
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<RedisProcess> {
    const redis = new RedisProcess(await freePort());
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://:${password}@127.0.0.1:${this.port}`;
  }

  /** Starts it, again where it was ended, with what it had written. */
  async start(): Promise<void> {
    const options = { port: this.port, bind: "127.0.0.1", dir: this.#folder, appendonly: "yes", appendfsync: "always" };
    const args = Object.entries({ ...options, save: "", requirepass: password, loglevel: "warning" });
    this.#process = spawn(
      "redis-server",
      args.flatMap(([name, value]) => [`--${name}`, String(value)]),
      {
        stdio: "ignore",
      },
    );
    // It answers with an error as long as it loads what it had.
    while (this.command("ping") !== "PONG") await new Promise((done) => setTimeout(done, 50));
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const ended = new Promise((done) => this.#process?.once("exit", done));
    this.#process?.kill("SIGKILL");
    await ended;
  }

  /** Ends it for good. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What it answers, as text. */
  command(...args: readonly string[]): string {
    const env = { ...process.env, REDISCLI_AUTH: password };
    return spawnSync("redis-cli", ["-p", String(this.port), ...args], { env, encoding: "utf8" }).stdout.trim();
  }
}

/** A port that nobody has. */
export function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}
