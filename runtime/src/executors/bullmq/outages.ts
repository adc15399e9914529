import type { Redis } from "ioredis";

/** Tells when a server goes away, and when it is back: once each, however often it is tried in between. The answer ends that. */
export function tellOutages(redis: Redis, tell: (isThere: boolean) => void): () => void {
  let isThere = true;
  const change = (now: boolean): void => {
    if (now === isThere) return;
    isThere = now;
    tell(now);
  };
  const onClose = (): void => change(false);
  const onReady = (): void => change(true);
  redis.on("close", onClose).on("ready", onReady);
  return () => void redis.off("close", onClose).off("ready", onReady);
}
