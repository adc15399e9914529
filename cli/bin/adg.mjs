#!/usr/bin/env node
// Starts adg. Plain JavaScript that an old Node can run: where the Node that runs this is older than adg needs, the command
// goes on under the one that is installed beside it.
import * as module from "node:module";

// Loaded so, Node's own modules take a tenth of the time.
const require = module.createRequire(import.meta.url);
const { existsSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { fileURLToPath, pathToFileURL } = require("node:url");

const needed = 24;
const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, "..", "dist", "main.js");

if (Number.parseInt(process.versions.node, 10) < needed) await startUnderNewerNode();
else await start();

async function start() {
  if (!existsSync(main)) fail('adg is not built yet: run "npm run build" in its folder.');
  if (process.argv[2] === "lsp") startAsServer();
  // At the end, Node waits for the threads that compile. One that compiles Sparkplug's code may have to wait for the main thread to
  // collect garbage, which does nothing more then: neither would ever end.
  require("node:v8").setFlagsFromString("--no-concurrent-sparkplug");
  module.enableCompileCache();
  const { findBundle } = require("./builds.cjs");
  const { bundle, stale } = findBundle();
  if (stale) fail('adg is not built yet as it is compiled now: run "npm run build" in its folder.');
  const { main: run } = await import(pathToFileURL(bundle ?? main).href);
  await run(process.argv.slice(2));
}

/**
 * A server lives long, and compilers in threads of their own keep 20 MB: Node can be told to have none only when it starts. Where a
 * process can become another, this one does; elsewhere the server takes that memory.
 */
function startAsServer() {
  const flag = "--no-concurrent-recompilation";
  if (process.execve === undefined || process.platform === "win32" || process.execArgv.includes(flag)) return;
  const args = [...process.execArgv, flag, fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  process.execve(process.execPath, [process.execPath, ...args], process.env);
}

async function startUnderNewerNode() {
  const node = findNode();
  if (node === undefined)
    fail(
      `adg needs Node ${needed} or newer, and this is Node ${process.versions.node}: install it, or run "npm install" where adg is a dependency.`,
    );
  const { spawn } = await import("node:child_process");
  // Told who started it, it ends its run when this process is no more.
  const env = { ...process.env, ADG_LAUNCHER: String(process.pid) };
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`"${node}" could not be started: ${error.message}`));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** The binary of the npm package `node`, in the nearest node_modules that has it. */
function findNode() {
  const file = process.platform === "win32" ? "node.exe" : "node";
  for (let folder = here; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", "node", "bin", file);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
