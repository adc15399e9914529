import { setFlagsFromString } from "node:v8";
import { createConnection, IPCMessageReader, IPCMessageWriter, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "./start-server.ts";

/** Serves the one who started this process: over standard input and output, or over Node's own channel between processes. */
export function serve(transport: "stdio" | "ipc"): void {
  // The lexer of the shell's grammar is one huge function: to optimise it takes far more than it saves.
  setFlagsFromString("--no-wasm-tier-up");
  setFlagsFromString("--no-wasm-dynamic-tiering");
  // Each analysis leaves much behind that nobody needs: let it be collected soon, instead of taking more memory.
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=30");
  const all = ProposedFeatures.all;
  // Where the channel ends, nobody asks any more; the thread that reads TypeScript would keep the process alive.
  if (transport === "ipc") process.once("disconnect", () => process.exit(1));
  startServer(
    transport === "stdio"
      ? createConnection(all, process.stdin, process.stdout)
      : createConnection(all, new IPCMessageReader(process), new IPCMessageWriter(process)),
  );
}
