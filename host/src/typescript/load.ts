import { createRequire } from "node:module";
import type * as morph from "ts-morph";

let loaded: typeof morph | undefined;

/** TypeScript, which takes a third of a second to load: it is loaded when the first module is read, and not at all where none is. */
export function typescript(): typeof morph {
  loaded ??= createRequire(import.meta.url)("ts-morph") as typeof morph;
  return loaded;
}
