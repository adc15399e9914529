/** What checking a program takes, and telling what is wrong with it; apart from the rest, since who checks shall not load that. */
export type * as ast from "./ast.ts";
export { catalogue, type Code, diagnose, runTimeTitles, titles } from "./catalogue.ts";
export { analyse, type Analysis, type CheckOptions } from "./analyse.ts";
export { check, type Checked } from "./check.ts";
export { type BashParser, loadBash } from "./check/shell.ts";
export { asksForGrammar } from "./check/shell-texts.ts";
export type { Diagnostic, Edit, Fix, Severity } from "./diagnostic.ts";
export { applyEdits, meet } from "./fixes/apply-edits.ts";
export { mostUrgent } from "./fixes/most-urgent.ts";
export type { FileContent, Host, ModuleExports } from "./host.ts";
export { Memory } from "./memory.ts";
export { type ModuleFile, moduleFiles } from "./module-file.ts";
export type * from "./program.ts";
export { plain, render, type Style } from "./render.ts";
export { offsetAt, positionAt, sourceOf, type Position, type Source } from "./source.ts";
export type * from "./types.ts";
export type * from "./typescript.ts";
