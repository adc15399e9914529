import { readFileSync } from "node:fs";
import { type BashParser, loadBash } from "../../compiler/src/check/shell.ts";

/** The shell's grammar, as the command line gives it to the compiler. */
export function loadGrammar(): Promise<BashParser> {
  const wasm = (path: string): Uint8Array => readFileSync(new URL(import.meta.resolve(path)));
  return loadBash({
    engine: wasm("web-tree-sitter/web-tree-sitter.wasm"),
    grammar: wasm("tree-sitter-bash/tree-sitter-bash.wasm"),
  });
}
