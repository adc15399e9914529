// Whether the bundle was made from what is compiled now. Asked at each start: so it is CommonJS, which loads in a tenth of the time.
const { createHash } = require("node:crypto");
const { existsSync, readFileSync, statSync } = require("node:fs");
const { dirname, join, relative } = require("node:path");

/** Where the bundle lies. */
const bundleFolder = join(__dirname, "..", "dist", "bundle");

/** The file in the bundle's folder that says which builds it was made from; it is written last. */
const madeFrom = join(bundleFolder, "made-from.json");

/** A package as it is compiled into `folder`. What TypeScript keeps about that changes whenever it is compiled from other sources. */
function buildAsItIs(name, folder) {
  const path = join(folder, ".tsbuildinfo");
  const { size, mtimeNs } = statSync(path, { bigint: true });
  const file = relative(bundleFolder, path);
  return { name, file, size: String(size), time: String(mtimeNs), hash: hashOf(path) };
}

/** Whether a build is still what it was. To copy a project or to install a package changes times alone, and perhaps places. */
function isCurrent({ name, file, size, time, hash }) {
  const path = join(bundleFolder, file);
  const place = existsSync(path) ? path : join(dirname(require.resolve(name)), "..", "dist", ".tsbuildinfo");
  const now = statSync(place, { bigint: true });
  if (String(now.size) !== size) return false;
  return String(now.mtimeNs) === time || hashOf(place) === hash;
}

function hashOf(path) {
  return createHash("sha256").update(readFileSync(path)).digest("base64url");
}

/**
 * What to start: `bundle` is the bundled command; `undefined` where it was not made from what is compiled now. `stale`: so it is with the
 * runtime, of which nothing is loaded but its bundle, or that is not there.
 */
function findBundle() {
  try {
    const changed = JSON.parse(readFileSync(madeFrom, "utf8")).filter((build) => !isCurrent(build));
    return {
      bundle: changed.length === 0 ? join(bundleFolder, "main.js") : undefined,
      stale: changed.some(({ name }) => name === runtime),
    };
  } catch {
    return { bundle: undefined, stale: !isThere(runtime) };
  }
}

const runtime = "@adg/runtime";

function isThere(name) {
  try {
    return existsSync(require.resolve(name));
  } catch {
    return false;
  }
}

module.exports = { buildAsItIs, bundleFolder, findBundle, madeFrom };
