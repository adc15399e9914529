/** Whether a server of Redis keeps what it is told, as queues need it. */
import type { Redis } from "ioredis";

export interface Kept {
  /** Whether that outlasts its process. */
  readonly isWritten: boolean;
}

/** Rejects with a sentence for the user where the server throws away what it holds. */
export async function checkKeeps(redis: Redis, address: string): Promise<Kept> {
  const info = await redis.info();
  const policy = fieldOf(info, "maxmemory_policy");
  if (policy !== undefined && policy !== "noeviction")
    throw new Error(
      `Redis at ${address} would throw away what its queues hold when its memory is full (maxmemory-policy ${policy}); set it to noeviction`,
    );
  return { isWritten: fieldOf(info, "aof_enabled") !== "0" };
}

function fieldOf(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(\\S+)`, "m").exec(info)?.[1];
}
