#!/usr/bin/env node
/** The server as a process of its own: with `--node-ipc` over Node's channel, else over standard input and output. */
import module from "node:module";

// What was compiled once need not be again: loading is most of what starting takes.
module.enableCompileCache();
const { serve } = await import("./serve.ts");
serve(process.argv.includes("--node-ipc") ? "ipc" : "stdio");
