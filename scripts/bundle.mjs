// Bundles the compiled command with the compiler and the libraries, and the runtime for itself, since hundreds of small files take long
// to load. One file for each verb and for what several share: a verb loads no more than it needs. The launcher knows when a bundle is
// out of date.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { buildAsItIs, bundleFolder, madeFrom } = createRequire(import.meta.url)("../cli/bin/builds.cjs");
/**
 * Node's own modules, each name for itself: to import one as a module costs milliseconds, since all that it has is looked at then,
 * and some of it is loaded by being looked at.
 */
const ownModules = {
  name: "modules of Node's own",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z0-9_:/]+$/ }, ({ path, kind, importer }) => {
      if (!isBuiltin(path)) return undefined;
      const name = path.replace(/^node:/, "");
      // What asks for a module while it runs gets the module itself.
      if (kind === "require-call") return { path: name, pluginData: name, namespace: "required" };
      if (kind !== "import-statement") return undefined;
      // One for each importer, or they would lie in many small files that several share.
      return { path: `${name} for ${importer}`, pluginData: name, namespace: "node", sideEffects: false };
    });
    onLoad({ filter: /./, namespace: "required" }, ({ pluginData: name }) => ({
      contents: `module.exports = process.getBuiltinModule("node:${name}");`,
    }));
    onLoad({ filter: /./, namespace: "node" }, async ({ path, pluginData: name }) => ({
      // Commander needs it for commands that are programs of their own, and of these adg has none.
      contents:
        path.startsWith("child_process") && path.includes("commander")
          ? `export default { spawn: ${loadedLate} };`
          : await accessTo(name),
    }));
  },
};

const loadedLate = `(...args) => process.getBuiltinModule("node:child_process").spawn(...args)`;

/** A module that has each name of a module of Node's; what nobody uses is not looked at. */
async function accessTo(name) {
  const names = Object.keys(await import(`node:${name}`)).filter((each) => each !== "default");
  const exports = names.map(
    (each) => `const _${each} = /* @__PURE__ */ of("${each}"); export { _${each} as ${each} };`,
  );
  return `const node = /* @__PURE__ */ process.getBuiltinModule("node:${name}");
    const of = (name) => node[name];
    export default node;
    ${exports.join("\n")}`;
}

const packages = ["runtime", "cli", "compiler", "host", "lsp"];
const builds = packages.map((each) => buildAsItIs(`@adg/${each}`, join(root, each, "dist")));
const shared = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  legalComments: "inline",
  logLevel: "warning",
  write: false,
};
// What the runtime's package exports, and what it starts in threads and processes, which it looks for beside itself.
const runtimeEntries = {
  index: "index",
  asked: "asked",
  why: "why/why",
  metrics: "serve/metrics",
  bullmq: "executors/bullmq/index",
  celery: "executors/celery/index",
  ipython: "executors/ipython/index",
  "journal-thread": "journal/journal-thread",
  "thread-worker": "executors/thread-worker",
  "process-worker": "executors/process-worker",
};
await bundle(
  {
    ...shared,
    entryPoints: mapped(runtimeEntries, (file) => join("runtime", "dist", `${file}.js`)),
    outdir: join(root, "runtime", "bundle"),
    packages: "external",
    plugins: [ownModules],
  },
  // The types, for code that names the runtime by its place.
  mapped(runtimeEntries, (file) => `export * from "../dist/${file}.js";\n`),
);
await bundle({
  ...shared,
  // The thread that reads TypeScript for an editor is looked for beside the code that starts it.
  entryPoints: { main: join("cli", "dist", "main.js"), worker: join("lsp", "dist", "typescript", "worker.js") },
  outdir: bundleFolder,
  // The runtime must be one and the same for the command and for compiled programs, and starts workers from its own files.
  external: ["@adg/runtime", "@adg/pictures", "@adg/ui", "oxc-parser", "ts-morph"],
  plugins: [ownModules],
  minifyWhitespace: true,
});
// The page of runs. What draws all nodes is large and seldom asked for: a file of its own, which the page loads by its name.
const drawsAll = join("ui", "src", "page", "everything", "everything.ts");
await bundle({
  ...shared,
  entryPoints: { page: join("ui", "src", "page", "main.tsx"), everything: drawsAll },
  outdir: join(root, "ui", "dist", "page"),
  platform: "browser",
  target: ["chrome123", "firefox128", "safari17.5"],
  splitting: false,
  jsx: "automatic",
  jsxImportSource: "preact",
  tsconfigRaw: "{}",
  minify: true,
  plugins: [
    {
      name: "what is loaded when it is asked for",
      setup({ onResolve }) {
        onResolve({ filter: /\/everything\.ts$/ }, ({ kind }) =>
          kind === "dynamic-import" ? { path: "./everything.js", external: true } : undefined,
        );
      },
    },
  ],
  assets: { "index.html": readFileSync(join(root, "ui", "src", "page", "index.html")) },
});
writeFileSync(madeFrom, JSON.stringify(builds));

/**
 * Writes the files of a bundle, and declarations beside them. What an adg that runs at this moment may still load stands as it was until
 * the new files are there.
 */
async function bundle({ assets = {}, ...options }, declarations = {}) {
  const built = await build(options);
  const folder = options.outdir;
  const others = Object.entries(assets).map(([name, contents]) => ({ path: join(folder, name), contents }));
  const outputFiles = [...built.outputFiles, ...others];
  mkdirSync(folder, { recursive: true });
  for (const { path, contents } of outputFiles.toSorted((a, b) => isEntry(a.path) - isEntry(b.path)))
    if (!existsSync(path) || !readFileSync(path).equals(contents)) writeFileSync(path, contents);
  const declared = Object.entries(declarations).map(([name, text]) => ({ path: join(folder, `${name}.d.ts`), text }));
  for (const { path, text } of declared) writeFileSync(path, text);
  const current = new Set(
    [madeFrom, ...[...outputFiles, ...declared].map(({ path }) => path)].map((path) => basename(path)),
  );
  for (const name of readdirSync(folder)) if (!current.has(name)) rmSync(join(folder, name));

  function isEntry(path) {
    return Number(basename(path, ".js") in options.entryPoints);
  }
}

function mapped(entries, make) {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, make(value)]));
}
