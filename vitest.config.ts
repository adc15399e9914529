import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // Tests see the sources, so that they need no build. What a test starts as a command is the built one.
    alias: {
      "@adg/compiler/query": source("compiler/src/query.ts"),
      "@adg/compiler/checking": source("compiler/src/checking.ts"),
      "@adg/compiler": source("compiler/src/index.ts"),
      "@adg/lsp": source("lsp/src/index.ts"),
      "@adg/host/typescript": source("host/src/typescript.ts"),
      "@adg/host": source("host/src/index.ts"),
      "@adg/runtime/asked": source("runtime/src/asked.ts"),
      "@adg/runtime/why": source("runtime/src/why/why.ts"),
      "@adg/runtime": source("runtime/src/index.ts"),
    },
  },
  test: {
    include: ["{runtime,compiler,host,lsp,cli,vscode-extension,examples,test}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "test/{editors,vscode}/**"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
