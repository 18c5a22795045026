import { lstatSync } from "node:fs";
import { join } from "node:path";

import { isArtifactPath } from "../analysis/artifact-file.js";
import { fileKind } from "../analysis/file-kind.js";
import { POLICY_PATH } from "../policy/policy.js";
import type { ChangedPath } from "./changed-path.js";
import type { Git } from "./git.js";
import { isPythonFile } from "./python-file.js";

/** The files of a work tree that git does not know yet and is not told to ignore, as far as they may hold Python or run something when they are loaded. */
export async function untrackedPaths(git: Git, top: string): Promise<ChangedPath[]> {
  const listed = await git.run(["-C", top, "ls-files", "--others", "--exclude-standard", "-z"]);
  return listed
    .toString("utf8")
    .split("\0")
    .flatMap((path) => {
      const kind = path === "" ? null : kindOf(top, path);
      return kind === null
        ? []
        : [
            {
              path: path.replace(/\/$/, ""),
              previousPath: null,
              kind,
              baseBlob: null,
              headBlob: null,
              hunks: null,
              mayHoldPython: !isArtifactPath(path) || fileKind(path) !== null,
              isBinary: false,
            },
          ];
    });
}

function kindOf(top: string, path: string): ChangedPath["kind"] | null {
  // A folder is listed as such only where it is a repository of its own.
  if (path.endsWith("/")) return "repository";
  const status = lstatSync(join(top, path), { throwIfNoEntry: false });
  if (status?.isSymbolicLink()) return fileKind(path) === null ? null : "link";
  if (!status?.isFile()) return null;
  return path === POLICY_PATH || isArtifactPath(path) || isPythonFile(path, join(top, path)) !== "no"
    ? "file"
    : null;
}
