import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

export default defineConfig({
  // One copy of this library, which refuses objects of another: the generator of types loads Node's choice of its files.
  resolve: { alias: { graphql: fileURLToPath(import.meta.resolve("graphql")) } },
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/same-seed.ts"],
    globalSetup: ["test/support/postgres/global-setup.ts"],
    exclude: ["test/long/**", "node_modules/**"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Vitest leaves one core free; tests that wait for a server or for git do not need it.
    maxWorkers: "100%",
  },
});
