import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Tests that change what others in the same process would see, or measure it. */
const alone = [
  "runtime/src/{executors,journal}/**",
  "runtime/src/{run,timer}.test.ts",
  "cli/src/{command,interruption,line-watch}.test.ts",
  "lsp/src/workspace-files.test.ts",
  "test/{cache,cache-verbs,corpus,python-tasks,resume-command,runs,terminal,typescript-peer}.test.ts",
  "test/{crash,executors}/**",
  "examples/**",
];
const all = "{runtime,compiler,host,lsp,pictures,ui,cli,vscode-extension,examples,test}";
const never = ["**/node_modules/**", "**/dist/**", "test/{editors,vscode}/**"];
/** Those that wait for servers to go away and to come back, or that measure or build: `npm run test:long`. */
const long = `${all}/**/*.long.test.ts`;
const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // Tests see the sources, so that they need no build. What a test starts as a command is the built one.
    alias: {
      "@adg/compiler/query": source("compiler/src/query.ts"),
      "@adg/compiler/checking": source("compiler/src/checking.ts"),
      "@adg/compiler/nearest": source("compiler/src/nearest.ts"),
      "@adg/compiler": source("compiler/src/index.ts"),
      "@adg/lsp": source("lsp/src/index.ts"),
      "@adg/host/typescript": source("host/src/typescript.ts"),
      "@adg/pictures": source("pictures/src/index.ts"),
      "@adg/ui/time-step": source("ui/src/time-step.ts"),
      "@adg/ui": source("ui/src/server/index.ts"),
      "@adg/host": source("host/src/index.ts"),
      "@adg/runtime/ipython": source("runtime/src/executors/ipython/index.ts"),
      "@adg/runtime/celery": source("runtime/src/executors/celery/index.ts"),
      "@adg/runtime/bullmq": source("runtime/src/executors/bullmq/index.ts"),
      "@adg/runtime/metrics": source("runtime/src/serve/metrics.ts"),
      "@adg/runtime/asked": source("runtime/src/asked.ts"),
      "@adg/runtime/why": source("runtime/src/why/why.ts"),
      "@adg/runtime": source("runtime/src/index.ts"),
    },
  },
  test: {
    // No test is to fail for the time that it takes: this ends what hangs, also where a machine is several times slower for a while.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // As in the command (cli/bin/adg.mjs): a thread that is ended, or a process, could wait for its own garbage collection.
    execArgv: ["--no-concurrent-sparkplug"],
    // A core waits while a test waits for a process of its own.
    maxWorkers: 2,
    setupFiles: ["test/support/compile-cache.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "together",
          include: [`${all}/**/*.test.ts`],
          exclude: [...never, ...alone, long],
          // A process loads what they test once for all of them.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "alone",
          include: alone.map((each) => (each.endsWith("**") ? `${each}/*.test.ts` : each)),
          exclude: [...never, long],
        },
      },
      {
        extends: true,
        test: { name: "long", include: [long], exclude: never, testTimeout: 120_000, hookTimeout: 120_000 },
      },
    ],
  },
});
