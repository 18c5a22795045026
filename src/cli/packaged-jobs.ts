import { UsageError } from "./io.js";

/**
 * Stands in the package for `jobs.ts`: the databases that hold jobs come with the server.
 * @throws UsageError always
 */
export function jobsCommand(): Promise<number> {
  throw new UsageError(
    "jobs are kept by the server: run this where it is installed, as node dist/cli.js jobs",
  );
}
