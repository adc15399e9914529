import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { BashParser } from "@adg/compiler/checking";

const require = createRequire(import.meta.url);

let loaded: Promise<BashParser> | undefined;

/** The shell's grammar, which takes a moment to load. It is loaded once and for all: loaded twice at a time, it breaks. */
export function bashParser(): Promise<BashParser> {
  return (loaded ??= load());
}

async function load(): Promise<BashParser> {
  // Who runs a program that is compiled already needs nothing of the compiler.
  const { loadBash } = await import("@adg/compiler/checking");
  return loadBash({
    engine: readFileSync(require.resolve("web-tree-sitter/web-tree-sitter.wasm")),
    grammar: readFileSync(require.resolve("tree-sitter-bash/tree-sitter-bash.wasm")),
  });
}
