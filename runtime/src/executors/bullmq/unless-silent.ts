import type { Redis } from "ioredis";

/** ms between two looks at whether the server has answered. */
const beat = 250;

/**
 * Waits for something that needs the server, but not for one that says nothing: answers whether it has settled, before the server was
 * silent for `ms`. Beats are counted, rather than time: that this process stood still is no silence of the server.
 */
export async function unlessSilent(act: Promise<unknown>, redis: Pick<Redis, "ping">, ms: number): Promise<boolean> {
  const { promise: silent, resolve } = Promise.withResolvers<false>();
  let missed = 0;
  let isAsked = false;
  const look = (): void => {
    if (++missed * beat >= ms) resolve(false);
    if (isAsked) return;
    isAsked = true;
    const heard = (): void => void ((missed = 0), (isAsked = false));
    // Where it is away, the question waits until it is back. A server that is busy or loads has answered, too.
    redis.ping().then(heard, (error: unknown) => {
      if (error instanceof Error && error.name === "ReplyError") heard();
      else isAsked = false;
    });
  };
  const beats = setInterval(look, beat);
  try {
    return await Promise.race([act.then(() => true), silent]);
  } finally {
    clearInterval(beats);
  }
}
