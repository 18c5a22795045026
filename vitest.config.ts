import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

/** Folders of the pure core: nothing of it keeps state, so that its tests can share what they have loaded. */
const CORE = [
  ...["analysis", "artifacts", "audit", "dependencies", "diff", "findings", "parse", "policy"],
  ...["python", "report", "review", "rule-kit", "rules"],
].map((room) => `test/${room}/**/*.test.ts`);

/** Each file starts a server and a GitHub of its own; what they share is the schemas that requests are held against. */
const END_TO_END = "test/e2e/**/*.test.ts";

export default defineConfig({
  // One copy of this library, which refuses objects of another: the generator of types loads Node's choice of its files.
  resolve: { alias: { graphql: fileURLToPath(import.meta.resolve("graphql")) } },
  test: {
    projects: [
      { extends: true, test: { name: "core", include: CORE, isolate: false } },
      { extends: true, test: { name: "end to end", include: [END_TO_END], isolate: false } },
      {
        extends: true,
        test: {
          name: "all around",
          include: ["test/**/*.test.ts"],
          exclude: [...CORE, END_TO_END, "test/long/**", "node_modules/**"],
        },
      },
    ],
    setupFiles: ["test/support/same-seed.ts", "test/support/each-file.ts"],
    globalSetup: ["test/support/postgres/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Vitest leaves one core free; tests that wait for a server or for git do not need it.
    maxWorkers: "100%",
  },
});
