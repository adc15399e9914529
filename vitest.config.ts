import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (name: string) => fileURLToPath(new URL(`./${name}/src/index.ts`, import.meta.url));

export default defineConfig({
  resolve: {
    // Tests see the sources, so that they need no build. What a test starts as a command is the built one.
    alias: { "@adg/compiler": source("compiler"), "@adg/runtime": source("runtime") },
  },
  test: {
    include: ["{runtime,compiler,cli,examples,test}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
