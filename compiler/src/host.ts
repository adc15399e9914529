/**
 * What the compiler asks of the world. The compiler itself reads nothing: the command line, the editor and the tests each
 * bring a Host. Paths are absolute and in the Host's own form.
 */
export interface Host {
  readFile(path: string): FileContent;
  /** The path that a file means by a (relative) path in its text. */
  resolve(fromFile: string, path: string): string;
  /** What a TypeScript or JavaScript module exports. */
  moduleExports(path: string): ModuleExports;
  /** The names of the files that lie, or would lie, beside a file. A Host that cannot tell leaves it out. */
  filesBeside?(path: string): readonly string[];
}

export type FileContent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "not-utf8" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** `unknown`: the module is there, but what it exports could not be found out; then nothing is said about its names. */
export type ModuleExports =
  | { readonly kind: "missing" }
  /** `reason` is a clause: `it is a folder`. */
  | { readonly kind: "unreadable"; readonly reason: string }
  | { readonly kind: "exports"; readonly names: readonly string[] }
  | { readonly kind: "unknown" };
