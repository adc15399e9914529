/** A real server of RabbitMQ for tests: on ports and in a folder of its own. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "amqplib";
import { freePort } from "./redis.ts";

/** What Debian's command starts as another user, in folders of the system's. */
const server = "/usr/lib/rabbitmq/bin/rabbitmq-server";

/** Whether tests with a server can run here. Where they must, and cannot, that is an error. */
export function hasRabbit(): boolean {
  if (existsSync(server)) return true;
  const install = "there is no RabbitMQ: apt-get install rabbitmq-server";
  if (process.env["CI"] !== undefined || process.env["ADG_CI"] !== undefined) throw new Error(install);
  console.warn(`The tests with RabbitMQ are left out; ${install}`);
  return false;
}

export class RabbitProcess {
  readonly port: number;
  readonly #ports: { readonly distribution: number; readonly mapper: number };
  readonly #folder = mkdtempSync(join(tmpdir(), "adg-rabbit-"));
  #process: ChildProcess | undefined;

  private constructor(port: number, distribution: number, mapper: number) {
    this.port = port;
    this.#ports = { distribution, mapper };
  }

  static async start(): Promise<RabbitProcess> {
    const rabbit = new RabbitProcess(await freePort(), await freePort(), await freePort());
    await rabbit.start();
    return rabbit;
  }

  get url(): string {
    return `amqp://guest:guest@127.0.0.1:${this.port}/%2F`;
  }

  /** As Celery's workers write it. */
  get workersUrl(): string {
    return `amqp://guest:guest@127.0.0.1:${this.port}//`;
  }

  get #env(): NodeJS.ProcessEnv {
    const { distribution, mapper } = this.#ports;
    writeFileSync(join(this.#folder, "plugins"), "[].\n");
    return {
      PATH: process.env["PATH"],
      HOME: this.#folder,
      LANG: "C.UTF-8",
      ERL_EPMD_PORT: String(mapper),
      ERL_EPMD_ADDRESS: "127.0.0.1",
      RABBITMQ_NODENAME: `adg-${this.port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
      RABBITMQ_NODE_PORT: String(this.port),
      RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_MNESIA_BASE: join(this.#folder, "data"),
      RABBITMQ_LOG_BASE: join(this.#folder, "log"),
      RABBITMQ_CONF_ENV_FILE: join(this.#folder, "none"),
      RABBITMQ_CONFIG_FILE: join(this.#folder, "none"),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(this.#folder, "plugins"),
    };
  }

  /** Starts it, again where it was ended, with what it had written. */
  async start(): Promise<void> {
    this.#process = spawn(server, { cwd: this.#folder, env: this.#env, stdio: "ignore", detached: true });
    for (;;) {
      try {
        const connection = await connect(this.url);
        await connection.close();
        return;
      } catch {
        if (this.#process.exitCode !== null) throw new Error(`RabbitMQ did not start; see ${this.#folder}`);
        await new Promise((done) => setTimeout(done, 200));
      }
    }
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const { pid } = this.#process ?? {};
    const ended = new Promise((done) => this.#process?.once("exit", done));
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
    await ended;
  }

  /** Ends it for good, with the process that Erlang starts beside it. */
  async remove(): Promise<void> {
    await this.kill();
    const mapper = ["-port", String(this.#ports.mapper), "-kill"];
    // It refuses as long as it believes that the server runs.
    while (spawnSync("epmd", mapper, { encoding: "utf8" }).stdout.includes("not allowed"))
      await new Promise((d) => setTimeout(d, 50));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
