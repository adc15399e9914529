/** Reads users' TypeScript modules. */
export { type KeepingReader, typescriptReader } from "./typescript/reader.ts";
