/** Loads what only those install who use it. */
import { createRequire } from "node:module";
import type * as ioredisModule from "ioredis";

/** The client of Redis. */
export type RedisClass = typeof ioredisModule.Redis;

/**
 * A package, as a file of the user's would load it or else from beside adg; `undefined` where it is not installed. `from`: absolute path
 * of that file.
 */
export function loadLibrary(name: string, from: string | undefined): unknown {
  for (const place of [...(from === undefined ? [] : [from]), import.meta.url]) {
    const require = createRequire(place);
    const path = pathOf(name, require);
    if (path !== undefined) return require(path);
  }
  return undefined;
}

/** The client of Redis, where it is installed. */
export function loadRedis(from: string | undefined): RedisClass | undefined {
  return (loadLibrary("ioredis", from) as typeof ioredisModule | undefined)?.Redis;
}

/** What is said where one is missing that `who` needs. `install`: the packages, with their versions. */
export function missingLibrary(who: string, name: string, install: string): Error {
  return new Error(`${who} needs the package "${name}", which is not installed: npm install ${install}`);
}

function pathOf(name: string, require: NodeJS.Require): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
