/** The server that a queue lies on, as its two ends reach it and speak of it. */
import type { Redis } from "ioredis";
import { RedisLink, redisOptions } from "../redis-link.ts";
import { givenUrl } from "../server-url.ts";
import { checkKeeps, type Kept } from "./kept-server.ts";
import { loadLibraries, type Libraries } from "./libraries.ts";
import { prefix } from "./queue-names.ts";
import type { BullmqSettings } from "./settings.ts";

/** A server that has answered. */
export class RedisServer {
  readonly libraries: Libraries;
  readonly #url: string;
  readonly #link: RedisLink;

  private constructor(url: string, libraries: Libraries) {
    this.#url = url;
    this.#link = new RedisLink(url, libraries.Redis);
    this.libraries = libraries;
  }

  /** Rejects with a sentence for the user where there is none to be had. `who` needs it; `from`: see `loadLibraries`. */
  static async reach(settings: BullmqSettings, who: string, from: string | undefined): Promise<RedisServer> {
    const url = givenUrl(settings.url, who);
    const server = new RedisServer(url, loadLibraries(who, from));
    await server.#link.check(who);
    return server;
  }

  /** Whether it keeps what it is told; asked before BullMQ is, which would say of it what it thinks on its own. See `checkKeeps`. */
  async keeps(): Promise<Kept> {
    const redis = this.connect();
    try {
      return await checkKeeps(redis, this.address);
    } finally {
      redis.disconnect();
    }
  }

  /** Host and port; all that may be told of it. */
  get address(): string {
    return this.#link.address;
  }

  /** How BullMQ reaches it. */
  get bullmqOptions() {
    return { connection: { ...redisOptions, url: this.#url }, prefix };
  }

  /** A connection that goes on by itself when the server was away. */
  connect(): Redis {
    return this.#link.connect();
  }
}
