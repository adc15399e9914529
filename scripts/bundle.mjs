// Bundles the compiled command with the compiler and the libraries, since hundreds of small files take long to load. One file for
// each verb and for what several share: a verb loads no more than it needs. The launcher knows when the bundle is out of date.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleFolder, fingerprintOfBuilds, madeFrom } from "../cli/bin/builds.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const builds = fingerprintOfBuilds();
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: [join("cli", "dist", "main.js")],
  outdir: bundleFolder,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  // The runtime must be one and the same for the command and for compiled programs, and starts workers from its own files.
  external: ["@adg/runtime", "oxc-parser", "ts-morph"],
  legalComments: "inline",
  logLevel: "warning",
  write: false,
});

mkdirSync(bundleFolder, { recursive: true });
// What an adg that runs at this moment may still load stands as it was until the new files are there.
for (const { path, contents } of outputFiles.toSorted((a, b) => isMain(a.path) - isMain(b.path)))
  if (!existsSync(path) || !readFileSync(path).equals(contents)) writeFileSync(path, contents);
writeFileSync(madeFrom, builds);
const current = new Set([madeFrom, ...outputFiles.map(({ path }) => path)].map((path) => basename(path)));
for (const name of readdirSync(bundleFolder)) if (!current.has(name)) rmSync(join(bundleFolder, name));

function isMain(path) {
  return Number(basename(path) === "main.js");
}
