/** What an editor asks about places in a program: offsets in, plain data out. One feature a file. */
export { moduleGraph } from "./query/module-graph.ts";
export { everyPart, type Located, partsOf, pathAt } from "./query/path-at.ts";
export { findModule, type Place } from "./query/place.ts";
export type { NameUse } from "./query/name-use.ts";
export { everyUse, type Occurrence, occurrencesOf, referentsAt } from "./query/occurrences.ts";
export { isDeclared, type Referent, referentKey } from "./query/referent.ts";
