/** From `.adg` text to a checked program, and on to TypeScript. */
export * from "./checking.ts";
export { emit, type EmitOptions } from "./emit/emit.ts";
export { format, syntaxErrors } from "./format.ts";
export { type Adding, type Firings, type TypeArrow, type TypeGraph, typeGraphOf } from "./type-graph.ts";
