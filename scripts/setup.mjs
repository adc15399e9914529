// Makes a clone ready: installs the dependencies when the lock file changed, then builds what changed.
// Plain JavaScript that Node 20 can run, because it runs before Node 24 is there.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
const stamp = join(root, "node_modules", ".adg-setup");

install();
build();

/** Installs exactly what the lock file says, unless that is what lies in node_modules already. */
function install() {
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .update(`${process.platform} ${process.arch}`)
    .digest("hex");
  if (existsSync(stamp) && existsSync(node) && readFileSync(stamp, "utf8") === wanted) return;

  say("installing the dependencies (this happens once, and when the lock file changes)");
  // An error says enough; the warnings of the first install speak of the old Node that the install itself replaces.
  const { status } = npm(["ci", "--loglevel=error", "--no-audit", "--no-fund"]);
  if (status !== 0)
    fail(
      "the dependencies could not be installed; what npm said stands above. Is the npm registry within reach, and is the disk full?",
    );
  // A person's own setting may keep packages from running their install scripts; Node 24 is needed all the same.
  if (!existsSync(node)) run(process.execPath, ["installArchSpecificPackage.js"], join(root, "node_modules", "node"));
  if (!existsSync(node)) fail(`Node 24 was not installed for this machine (${process.platform} ${process.arch}).`);
  writeFileSync(stamp, wanted);
}

/** Compiles the packages whose sources changed, and bundles them. */
function build() {
  say("compiling what changed");
  const { status } = run(
    node,
    [
      join("node_modules", "typescript", "bin", "tsc"),
      "-b",
      "runtime",
      "compiler",
      "host",
      "lsp",
      "pictures",
      "ui",
      "cli",
    ],
    root,
  );
  if (status !== 0) fail("the packages do not compile; the compiler's messages stand above.");
  if (run(node, [join("scripts", "bundle.mjs")], root).status !== 0)
    fail("the packages could not be bundled; what esbuild says stands above.");
}

function npm(args) {
  // npm names itself to the scripts it runs; by hand, the one on the PATH will do.
  const itself = process.env.npm_execpath;
  return itself?.endsWith("npm-cli.js") ? run(process.execPath, [itself, ...args], root) : run("npm", args, root);
}

function run(command, args, cwd) {
  const done = spawnSync(command, args, {
    cwd,
    stdio: "inherit",
    shell: process.platform === "win32" && command === "npm",
  });
  if (done.error) fail(`"${command}" could not be started: ${done.error.message}`);
  return done;
}

function say(text) {
  console.log(`setup: ${text}`);
}

function fail(text) {
  console.error(`setup: ${text}`);
  process.exit(1);
}
