#!/usr/bin/env node
/** The server as a process of its own: with `--node-ipc` over Node's channel, else over standard input and output. */
import { serve } from "./serve.ts";

serve(process.argv.includes("--node-ipc") ? "ipc" : "stdio");
