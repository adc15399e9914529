/** Whether a server of Redis keeps what it is told, as runs need it. */
import type { Redis } from "ioredis";
import { warn } from "../warn.ts";

/** Rejects with a sentence for the user where the server throws away what it holds; warns where it does not outlast its process. */
export async function checkKeeps(redis: Redis, address: string): Promise<void> {
  const info = await redis.info();
  const policy = fieldOf(info, "maxmemory_policy");
  if (policy !== undefined && policy !== "noeviction")
    throw new Error(
      `Redis at ${address} would throw journals away when its memory is full (maxmemory-policy ${policy}); set it to noeviction`,
    );
  if (fieldOf(info, "aof_enabled") === "0")
    warn(
      `Redis at ${address} does not write down what it is told at once (appendonly no): runs are lost, or go back, when it ends`,
    );
}

function fieldOf(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(\\S+)`, "m").exec(info)?.[1];
}
