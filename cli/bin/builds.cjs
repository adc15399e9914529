// Whether the bundle was made from what is compiled now. Asked at each start: so it is CommonJS, which loads in a tenth of the time.
const { createHash } = require("node:crypto");
const { readFileSync, statSync } = require("node:fs");
const { join } = require("node:path");

/** Where the bundle lies. */
const bundleFolder = join(__dirname, "..", "dist", "bundle");

/** The file in the bundle's folder that says which builds it was made from; it is written last. */
const madeFrom = join(bundleFolder, "made-from.json");

/**
 * A build as it is. `file`: what TypeScript keeps about it, which changes whenever the package is compiled from other sources; relative
 * to the bundle's folder.
 */
function buildAsItIs(file) {
  const { size, mtimeNs } = statSync(join(bundleFolder, file), { bigint: true });
  return { file, size: String(size), time: String(mtimeNs), hash: hashOf(file) };
}

function hashOf(file) {
  return createHash("sha256")
    .update(readFileSync(join(bundleFolder, file)))
    .digest("base64url");
}

/** Whether a build is still what it was. To copy a project or to install a package changes times alone. */
function isCurrent({ file, size, time, hash }) {
  const now = statSync(join(bundleFolder, file), { bigint: true });
  if (String(now.size) !== size) return false;
  return String(now.mtimeNs) === time || hashOf(file) === hash;
}

/** The bundled command; `undefined` where it was not made from what is compiled now. */
function findBundle() {
  try {
    return JSON.parse(readFileSync(madeFrom, "utf8")).every(isCurrent) ? join(bundleFolder, "main.js") : undefined;
  } catch {
    return undefined;
  }
}

module.exports = { buildAsItIs, bundleFolder, findBundle, madeFrom };
