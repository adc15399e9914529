/** The client of Redis, which only those install who use it. */
import { createRequire } from "node:module";
import type * as bullmqModule from "bullmq";
import type * as ioredisModule from "ioredis";

export interface Libraries {
  readonly bullmq: typeof bullmqModule;
  readonly Redis: typeof ioredisModule.Redis;
}

const install = "npm install bullmq@6.7.0 ioredis@5.11.1";

/**
 * Loads them as a file of the user's would or else from beside adg. Rejects with a sentence for the user where they are not there.
 * `from`: absolute path of that file; `who`: what needs them.
 */
export function loadLibraries(who: string, from: string | undefined): Libraries {
  const bullmq = load("bullmq", from) as Libraries["bullmq"] | undefined;
  const ioredis = load("ioredis", from) as typeof ioredisModule | undefined;
  if (bullmq !== undefined && ioredis !== undefined) return { bullmq, Redis: ioredis.Redis };
  const missing = bullmq === undefined ? "bullmq" : "ioredis";
  throw new Error(`${who} needs the package "${missing}", which is not installed: ${install}`);
}

function load(name: string, from: string | undefined): unknown {
  for (const place of [...(from === undefined ? [] : [from]), import.meta.url]) {
    const require = createRequire(place);
    const path = pathOf(name, require);
    if (path !== undefined) return require(path);
  }
  return undefined;
}

function pathOf(name: string, require: NodeJS.Require): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
