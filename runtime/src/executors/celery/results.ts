/** The Redis in which Celery's workers keep results: how it is heard and read. */
import type { Redis } from "ioredis";
import type { RedisLink } from "../redis-link.ts";
import { runPrefix } from "./message.ts";
import { stateKey } from "./task-state.ts";

export class Results {
  readonly address: string;
  readonly redis: Redis;
  readonly #ears: Redis;
  readonly #runs = new Map<string, Promise<unknown>>();

  /** `hear` gets each state that a worker tells of a task; it may miss some. */
  constructor(link: RedisLink, hear: (id: string, state: string) => void) {
    this.address = link.address;
    this.redis = link.connect();
    this.#ears = link.connect();
    const start = stateKey("").length;
    this.#ears.on("pmessage", (_, channel: string, text: string) => hear(channel.slice(start), text));
  }

  get isAway(): boolean {
    return this.redis.status !== "ready";
  }

  /** Settles when the states of a run's tasks are heard; to be called before they are sent. */
  listen(run: string): Promise<unknown> {
    let heard = this.#runs.get(run);
    if (heard === undefined) {
      heard = this.#ears.psubscribe(stateKey(`${runPrefix(run)}*`));
      this.#runs.set(run, heard);
    }
    return heard;
  }

  /** The last states; `null` where there is none, or none any more. */
  async statesOf(ids: readonly string[]): Promise<readonly (string | null)[]> {
    return ids.length === 0 ? [] : this.redis.mget(ids.map(stateKey));
  }

  /** Nobody will ask for them any more. */
  async forget(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.redis.unlink(ids.map(stateKey));
  }

  close(): void {
    this.#ears.disconnect();
    this.redis.disconnect();
  }
}
