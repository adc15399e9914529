/** The client of the queue, which only those install who use it. */
import type * as bullmqModule from "bullmq";
import type { RedisOptions } from "ioredis";
import { quiet } from "../quiet-redis.ts";
import { loadLibrary, loadRedis, missingLibrary, type RedisClass } from "../load-library.ts";

export interface Libraries {
  readonly bullmq: typeof bullmqModule;
  readonly Redis: RedisClass;
}

/**
 * Loads them as a file of the user's would or else from beside adg. Rejects with a sentence for the user where they are not there.
 * `from`: absolute path of that file; `who`: what needs them.
 */
export function loadLibraries(who: string, from: string | undefined): Libraries {
  const bullmq = loadLibrary("bullmq", from) as Libraries["bullmq"] | undefined;
  const Redis = loadRedis(from);
  if (bullmq !== undefined && Redis !== undefined) {
    // As BullMQ would make them itself.
    bullmq.RedisConnection.clientFactory ??= ({ url, ...options }: RedisOptions & { readonly url?: string }) =>
      bullmq.createIORedisClient(quiet(url === undefined ? new Redis(options) : new Redis(url, options)));
    return { bullmq, Redis };
  }
  throw missingLibrary(who, bullmq === undefined ? "bullmq" : "ioredis", "bullmq@6.7.0 ioredis@5.11.1");
}
