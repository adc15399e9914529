import { defineConfig } from "vitest/config";

/** Tests that need editors on the machine: `npm run test:editors`. */
export default defineConfig({ test: { include: ["test/editors/**/*.test.ts"], testTimeout: 60_000 } });
