// Makes `dist/adg.vsix`: installs what that takes, bundles, and packs.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("..", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
const packaging = join(folder, "packaging");
const isWindows = process.platform === "win32";

const wanted = createHash("sha256")
  .update(readFileSync(join(packaging, "package-lock.json")))
  .digest("hex");
const stamp = join(packaging, "node_modules", ".adg-setup");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  run("npm", ["ci", "--loglevel=error"], packaging);
  writeFileSync(stamp, wanted);
}
run(
  process.execPath,
  [join(root, "node_modules/typescript/bin/tsc"), "-b", "runtime", "compiler", "host", "lsp"],
  root,
);
run(process.execPath, [join(folder, "scripts/bundle.mjs")], folder);
const vsce = join(packaging, "node_modules/@vscode/vsce/vsce");
const to = join(folder, "dist", "adg.vsix");
// The folder has no repository of its own that links in the readme could lead to, and no licence file beside its manifest.
run(
  process.execPath,
  [vsce, "package", "--no-dependencies", "--skip-license", "--allow-missing-repository", "--out", to],
  folder,
);

function run(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: "inherit", shell: isWindows && command === "npm" });
  if (error !== undefined) console.error(`"${command}" could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
