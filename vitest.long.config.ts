import { defineConfig } from "vitest/config";

/** Properties with many runs; `npm test` has the same laws with few. */
export default defineConfig({
  test: {
    include: ["test/long/**/*.test.ts"],
    globalSetup: ["test/support/postgres/global-setup.ts"],
    testTimeout: 600_000,
    maxWorkers: "100%",
  },
});
