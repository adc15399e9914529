import { createRequire } from "node:module";

// Loaded so, Node's own modules take a tenth of the time.
const require = createRequire(import.meta.url);
const { readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { fileURLToPath } = require("node:url");

const cli = dirname(fileURLToPath(import.meta.url));

/** The folder of what each package in the bundle is compiled to. */
const others = ["@adg/compiler", "@adg/host", "@adg/lsp"].map((name) => fileURLToPath(import.meta.resolve(name)));
const builds = [join(cli, "..", "dist"), ...others.map((path) => dirname(path))];

/** Where the bundle lies. */
export const bundleFolder = join(cli, "..", "dist", "bundle");

/** The file in the bundle's folder that says which builds it was made from; it is written last. */
export const madeFrom = join(bundleFolder, "made-from");

/**
 * What changes whenever a package in the bundle is compiled from other sources: what TypeScript keeps about the build. Times would
 * tell less, since copying a project or installing a package changes them; and a hash would take longer than to compare all of it.
 */
export function buildsAsTheyAre() {
  return Buffer.concat(builds.map((folder) => readFileSync(join(folder, ".tsbuildinfo"))));
}

/** The bundled command; `undefined` where it was not made from what is compiled now. */
export function findBundle() {
  try {
    return readFileSync(madeFrom).equals(buildsAsTheyAre()) ? join(bundleFolder, "main.js") : undefined;
  } catch {
    return undefined;
  }
}
