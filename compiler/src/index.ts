/** From `.adg` text to a checked program. */
export type * as ast from "./ast.ts";
export { catalogue, type Code, diagnose, runTimeTitles, titles } from "./catalogue.ts";
export { check, type Checked, type CheckOptions } from "./check.ts";
export { type BashParser, loadBash } from "./check/shell.ts";
export type { Diagnostic, Edit, Fix, Severity } from "./diagnostic.ts";
export { applyEdits, meet } from "./fixes/apply-edits.ts";
export { emit, type EmitOptions } from "./emit/emit.ts";
export { format } from "./format.ts";
export type { FileContent, Host, ModuleExports } from "./host.ts";
export { nearest } from "./nearest.ts";
export type * from "./program.ts";
export { plain, render, type Style } from "./render.ts";
export { positionAt, sourceOf, type Position, type Source } from "./source.ts";
export { type Adding, type Firings, type TypeArrow, type TypeGraph, typeGraphOf } from "./type-graph.ts";
export type * from "./types.ts";
export type * from "./typescript.ts";
