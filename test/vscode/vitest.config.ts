import { defineConfig } from "vitest/config";

/** Tests in VS Code: `npm run test:editors`. One after the other, since each has an editor of its own and the machine is small. */
export default defineConfig({
  test: {
    include: ["test/vscode/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
});
