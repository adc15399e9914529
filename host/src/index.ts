/** The compiler's Host on Node: what it reads of files, TypeScript modules and the shell's grammar. */
export { bashParser } from "./bash.ts";
export { contentOf, type FileHost, fileHost, fingerprintOf } from "./file-host.ts";
export { mistakesIn, readModuleExports } from "./module-exports.ts";
export { systemErrorText } from "./system-error-text.ts";
export { writeWhole } from "./write-whole.ts";
