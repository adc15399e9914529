import { setFlagsFromString } from "node:v8";

/**
 * Runs something during which V8 optimises no WebAssembly. The lexer of the shell's grammar is one huge function, which is soon
 * found to be used much: to optimise it takes a second of a processor and 700 MB, far more than it then saves.
 */
export async function unoptimised<T>(run: () => Promise<T>): Promise<T> {
  setFlagsFromString("--no-wasm-tier-up");
  setFlagsFromString("--no-wasm-dynamic-tiering");
  try {
    return await run();
  } finally {
    setFlagsFromString("--wasm-tier-up");
    setFlagsFromString("--wasm-dynamic-tiering");
  }
}
