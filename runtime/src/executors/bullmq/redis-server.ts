/** The server that a queue lies on, as its two ends reach it and speak of it. */
import type { Redis, RedisOptions } from "ioredis";
import { after } from "../../timer.ts";
import { thrownOf } from "../../thrown.ts";
import { loadLibraries, type Libraries } from "./libraries.ts";
import { prefix } from "./queue-names.ts";
import type { BullmqSettings } from "./settings.ts";

/** ms that a server has to answer when it is asked for the first time. */
const patience = 5_000;

const options = {
  // Commands wait until the server is back.
  maxRetriesPerRequest: null,
  retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 10), 1_000),
  connectTimeout: patience,
  keepAlive: 5_000,
} as const satisfies RedisOptions;

/** A server that has answered. */
export class RedisServer {
  /** Host and port; all that may be told of it. */
  readonly address: string;
  readonly libraries: Libraries;
  readonly #url: string;

  private constructor(url: string, libraries: Libraries) {
    this.#url = url;
    this.address = addressOf(url);
    this.libraries = libraries;
  }

  /** Rejects with a sentence for the user where there is none to be had. `who` needs it; `from`: see `loadLibraries`. */
  static async reach(settings: BullmqSettings, who: string, from: string | undefined): Promise<RedisServer> {
    const { url } = settings;
    if (url === undefined || url === "")
      throw new Error(`${who} has no "url"; is the variable of the environment set that it comes from?`);
    const server = new RedisServer(url, loadLibraries(who, from));
    const problem = await server.#problem();
    if (problem === undefined) return server;
    throw new Error(`${who} needs Redis at ${server.address}, which cannot be reached: ${problem}`);
  }

  /** How BullMQ reaches it. */
  get bullmqOptions() {
    return { connection: { ...options, url: this.#url }, prefix };
  }

  /** A connection that goes on by itself when the server was away. */
  connect(): Redis {
    const redis = new this.libraries.Redis(this.#url, options);
    // Whoever waits for an answer goes on waiting.
    redis.on("error", () => {});
    return redis;
  }

  /** Why it cannot be reached, if so. */
  async #problem(): Promise<string | undefined> {
    const redis = new this.libraries.Redis(this.#url, { ...options, lazyConnect: true, retryStrategy: () => null });
    let said: unknown;
    redis.on("error", (error) => (said = error));
    let calm = (): void => {};
    try {
      const late = new Promise<never>((_, reject) => {
        calm = after(patience, () => reject(new Error("it did not answer")));
      });
      await Promise.race([redis.connect().then(() => redis.ping()), late]);
      return undefined;
    } catch (error) {
      return this.#told(said ?? error);
    } finally {
      calm();
      redis.disconnect();
    }
  }

  /** The message of an error, without what is secret about the server. */
  #told(error: unknown): string {
    const { password, username } = new URL(this.#url);
    const secrets = [this.#url, password, decodeURIComponent(password), username].filter((text) => text !== "");
    return secrets.reduce((text, secret) => text.replaceAll(secret, "***"), thrownOf(error).message);
  }
}

function addressOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port === "" ? "6379" : port}`;
}
