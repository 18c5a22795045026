import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];

/** A folder that is there until the test file that made it has ended. @param name what its name begins with */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `no-pickle-${name}-`));
  made.push(folder);
  return folder;
}

/** Removes all that were made. */
export function removeTemporaryFolders(): void {
  // What a process that was killed still writes there is waited for.
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
