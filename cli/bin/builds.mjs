import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const cli = dirname(fileURLToPath(import.meta.url));

/** The folder of what each package in the bundle is compiled to. */
const builds = [join(cli, "..", "dist"), dirname(fileURLToPath(import.meta.resolve("@adg/compiler")))];

/** Where the bundle lies. */
export const bundleFolder = join(cli, "..", "dist", "bundle");

/** The file in the bundle's folder that says which builds it was made from; it is written last. */
export const madeFrom = join(bundleFolder, "made-from");

/**
 * What changes whenever a package in the bundle is compiled from other sources. Times would tell less: copying a project or
 * installing a package changes them.
 */
export function fingerprintOfBuilds() {
  const hash = createHash("sha256");
  for (const folder of builds) hash.update(readFileSync(join(folder, ".tsbuildinfo")));
  return hash.digest("hex");
}

/** The bundled command; `undefined` where it was not made from what is compiled now. */
export function findBundle() {
  try {
    return readFileSync(madeFrom, "utf8") === fingerprintOfBuilds() ? join(bundleFolder, "main.js") : undefined;
  } catch {
    return undefined;
  }
}
