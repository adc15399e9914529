import type { Redis } from "ioredis";

/** What servers say to a password that they do not ask for. */
const needsNone = /no password is set|without any password configured for the default user/;

/**
 * A connection that says nothing where the server asks for no password and gets one: ioredis goes on without, and would print a warning with
 * each connection. To be called before it is made, which takes a turn of the event loop.
 */
export function quiet(redis: Redis): Redis {
  type Told = (error: Error | null, ...answer: unknown[]) => void;
  const auth = redis.auth.bind(redis) as (...args: unknown[]) => Promise<"OK">;
  const quietly = (...args: unknown[]): Promise<"OK"> => {
    const told = args.at(-1);
    if (typeof told !== "function") return auth(...args);
    const tell: Told = (error, ...answer) =>
      (told as Told)(error !== null && needsNone.test(error.message) ? null : error, ...answer);
    return auth(...args.slice(0, -1), tell);
  };
  return Object.assign(redis, { auth: quietly });
}
