/** A server of Redis, as executors reach it and speak of it. */
import type { Redis, RedisOptions } from "ioredis";
import { thrownOf } from "../thrown.ts";
import { after } from "../timer.ts";
import type { RedisClass } from "./load-library.ts";
import { quiet } from "./quiet-redis.ts";
import { redisProblem } from "./server-problem.ts";
import { addressOf } from "./server-url.ts";

/** ms that a server has to answer when it is asked for the first time. */
export const patience = 5_000;

/** For connections that outlast a server that goes away: commands wait until it is back. */
export const redisOptions = {
  maxRetriesPerRequest: null,
  retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 10), 1_000),
  connectTimeout: patience,
  keepAlive: 5_000,
} as const satisfies RedisOptions;

export class RedisLink {
  /** Host and port; all that may be told of it. */
  readonly address: string;
  readonly #url: string;
  readonly #Redis: RedisClass;

  constructor(url: string, Redis: RedisClass) {
    this.#url = url;
    this.#Redis = Redis;
    this.address = addressOf(url);
  }

  /** Number of the database. */
  get database(): number {
    return Number(new URL(this.#url).pathname.slice(1)) || 0;
  }

  /** A connection that goes on by itself when the server was away. */
  connect(): Redis {
    const redis = quiet(new this.#Redis(this.#url, redisOptions));
    // Whoever waits for an answer goes on waiting.
    redis.on("error", () => {});
    return redis;
  }

  /** Rejects with a sentence for the user where it cannot be reached or refuses. `who` needs it. */
  async check(who: string): Promise<void> {
    const problem = await this.#problem();
    if (problem !== undefined) throw new Error(`${who} needs Redis at ${this.address}, ${problem}`);
  }

  /** Why it cannot be used, if so: a clause that follows its address. */
  async #problem(): Promise<string | undefined> {
    const redis = quiet(new this.#Redis(this.#url, { ...redisOptions, lazyConnect: true, retryStrategy: () => null }));
    let said: unknown;
    redis.on("error", (error) => (said = error));
    let calm = (): void => {};
    try {
      const late = new Promise<never>((_, reject) => {
        calm = after(patience, () => reject(new Error("it did not answer")));
      });
      await Promise.race([redis.connect().then(() => redis.ping()), late]);
      // A database that is not there is told of by the way, and commands would go to another.
      return said === undefined ? undefined : redisProblem(thrownOf(said).message, this.#url);
    } catch (error) {
      return redisProblem(thrownOf(said ?? error).message, this.#url);
    } finally {
      calm();
      redis.disconnect();
    }
  }
}
