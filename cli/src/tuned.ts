import { setFlagsFromString } from "node:v8";

/**
 * Runs something with V8 as it suits a check. It optimises no WebAssembly: the lexer of the shell's grammar is one huge function,
 * which is soon found to be used much; to optimise it takes a second of a processor and 700 MB, far more than it then saves. And the
 * room for new objects does not grow: most of what a check makes stays until its end, and to get the memory for more room takes
 * longer than to collect garbage more often. For the same reason nothing is marked bit by bit, which slows down all else meanwhile.
 */
export async function tuned<T>(run: () => Promise<T>): Promise<T> {
  setFlagsFromString("--no-wasm-tier-up");
  setFlagsFromString("--no-wasm-dynamic-tiering");
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--no-incremental-marking");
  try {
    return await run();
  } finally {
    setFlagsFromString("--wasm-tier-up");
    setFlagsFromString("--wasm-dynamic-tiering");
    setFlagsFromString("--semi-space-growth-factor=2");
    setFlagsFromString("--incremental-marking");
  }
}
