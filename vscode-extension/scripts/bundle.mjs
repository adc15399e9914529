// Bundles the extension: its own code, the language server and the graph's page, each to one file, and what they read beside it.
// `--dev` keeps the code as it is and adds source maps.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licencesOf } from "./licences.mjs";

const folder = fileURLToPath(new URL("..", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
const dist = join(folder, "dist");
const packages = join(dist, "server", "node_modules");
const isDev = process.argv.includes("--dev");
const ofHost = createRequire(join(root, "host", "package.json"));
const ofPackaging = createRequire(join(folder, "packaging", "package.json"));
/** The Node of the oldest editor that `engines` names. */
const target = "node22";

for (const part of ["extension.cjs", "server", "webview", "diagnostics.md", "licences.txt"])
  rmSync(join(dist, part), { recursive: true, force: true });

const bundles = await Promise.all([
  bundle({
    entryPoints: [join(folder, "src", "extension.ts")],
    outfile: join(dist, "extension.cjs"),
    platform: "node",
    format: "cjs",
    target,
    external: ["vscode"],
  }),
  bundle({
    entryPoints: { server: join(root, "lsp/dist/server.js"), worker: join(root, "lsp/dist/typescript/worker.js") },
    outdir: join(dist, "server"),
    platform: "node",
    format: "esm",
    target,
    // Packages of the CommonJS kind ask for these.
    banner: {
      js: [
        'import { createRequire as $createRequire } from "node:module";',
        'import { dirname as $dirname } from "node:path";',
        'import { fileURLToPath as $fileURLToPath } from "node:url";',
        "const require = $createRequire(import.meta.url);",
        "const __filename = $fileURLToPath(import.meta.url);",
        "const __dirname = $dirname(__filename);",
      ].join(""),
    },
  }),
  bundle({
    entryPoints: { main: join(folder, "webview/main.ts"), style: join(folder, "webview/style.css") },
    outdir: join(dist, "webview"),
    platform: "browser",
    format: "iife",
    target: "es2022",
  }),
  packageBundle("ts-morph", ofHost.resolve("ts-morph")),
  // The parser for TypeScript as WebAssembly, which every machine can run.
  packageBundle("oxc-parser", ofPackaging.resolve("@oxc-parser/binding-wasm32-wasi"), [oneEmnapi()]),
]);

// What the server looks up by the names of packages lies beside it as in an installation.
const oxc = dirname(ofPackaging.resolve("@oxc-parser/binding-wasm32-wasi"));
copy(join(oxc, "parser.wasm32-wasi.wasm"), "oxc-parser/parser.wasm32-wasi.wasm");
for (const name of ["web-tree-sitter/web-tree-sitter.wasm", "tree-sitter-bash/tree-sitter-bash.wasm"])
  copy(ofHost.resolve(name), name);
const types = dirname(ofHost.resolve("@types/node/package.json"));
copy(types, "@types/node");
copy(dirname(createRequire(join(types, "package.json")).resolve("undici-types/package.json")), "undici-types");
// The types of what tasks are given; the runtime itself runs nothing here.
const runtime = join(root, "runtime");
copy(join(runtime, "package.json"), "@adg/runtime/package.json");
for (const folder of ["bundle", "dist"])
  copy(join(runtime, folder), `@adg/runtime/${folder}`, (path) => !/\.(js|map|tsbuildinfo)$/.test(path));
writeFileSync(join(packages, "@adg/runtime/bundle/index.js"), "");
cpSync(join(root, "docs", "diagnostics.md"), join(dist, "diagnostics.md"));
const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs).map((path) => join(folder, path)));
writeFileSync(
  join(dist, "licences.txt"),
  licencesOf([...inputs, ofHost.resolve("tree-sitter-bash/tree-sitter-bash.wasm")]),
);

/** @param {import("esbuild").BuildOptions} options */
function bundle(options) {
  return build({
    bundle: true,
    minify: !isDev,
    sourcemap: isDev,
    metafile: true,
    logLevel: "error",
    absWorkingDir: folder,
    legalComments: "none",
    ...options,
  });
}

/** A package as one file, under the name that the server asks for. */
function packageBundle(name, entry, plugins = []) {
  const to = join(packages, name);
  mkdirSync(to, { recursive: true });
  const { version } = JSON.parse(readFileSync(ofHost.resolve(`${name}/package.json`), "utf8"));
  writeFileSync(join(to, "package.json"), `${JSON.stringify({ name, version, main: "index.cjs" })}\n`);
  return bundle({
    entryPoints: [entry],
    outfile: join(to, "index.cjs"),
    platform: "node",
    format: "cjs",
    target,
    plugins,
  });
}

/** The parser brings the runtime of its WebAssembly along, and all parts must be of that copy. */
function oneEmnapi() {
  const resolveDir = dirname(ofPackaging.resolve("@oxc-parser/binding-wasm32-wasi"));
  return {
    name: "one-emnapi",
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^@emnapi\// }, ({ path, kind, pluginData }) =>
        pluginData === "resolved" ? undefined : resolve(path, { resolveDir, kind, pluginData: "resolved" }),
      );
    },
  };
}

function copy(from, to, filter = () => true) {
  mkdirSync(dirname(join(packages, to)), { recursive: true });
  cpSync(from, join(packages, to), { recursive: true, filter });
}
