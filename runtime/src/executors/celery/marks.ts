/** What is noted in Redis of tasks that were sent, so that a run that is taken up again knows of those of the process before. */
import type { Redis } from "ioredis";

/** What was done with a task. `stopped`: workers that were there drop a task of this id, should it be sent once more. */
export type Mark = "sent" | "stopped";

/** Seconds for which it is remembered: as long as Celery, by default, keeps results. */
export const keptFor = 24 * 60 * 60;

export const markKey = (id: string): string => `adg:celery:${id}`;

export class Marks {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async of(id: string): Promise<Mark | undefined> {
    return ((await this.#redis.get(markKey(id))) as Mark | null) ?? undefined;
  }

  /** Notes that a task is about to be sent, unless something is noted; what was. */
  async sent(id: string): Promise<Mark | undefined> {
    const done = await this.#redis.set(markKey(id), "sent" satisfies Mark, "EX", keptFor, "NX");
    return done === null ? this.of(id) : undefined;
  }

  async stopped(id: string): Promise<void> {
    await this.#redis.set(markKey(id), "stopped" satisfies Mark, "EX", keptFor);
  }

  /** To be called only for those of which no worker remembers that they were stopped. */
  async forget(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#redis.unlink(ids.map(markKey));
  }

  /** Its connection is its own, where it was made for it. */
  close(): void {
    this.#redis.disconnect();
  }
}
