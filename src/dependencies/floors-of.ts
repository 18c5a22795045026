import { compare } from "@renovatebot/pep440";

import type { Floor, Floors } from "./floor.js";
import { parseManifest } from "./parse-manifest.js";

/**
 * The lowest versions that manifests allow. One that names a package without a bound allows every version, whatever the
 * others say; then, and where none names it, a lock counts, since it says what is installed.
 */
export function floorsOf(manifests: ReadonlyMap<string, string>): Floors {
  const declared = [...manifests].flatMap(([path, text]) => parseManifest(path, text));
  const floors = lowestOf(declared.filter(({ isLock }) => !isLock));
  for (const [name, locked] of lowestOf(declared.filter(({ isLock }) => isLock))) {
    if (typeof floors.get(name)?.version !== "string") floors.set(name, locked);
  }
  return floors;
}

function lowestOf(declared: readonly Floor[]): Map<string, Floor> {
  const floors = new Map<string, Floor>();
  for (const { name, version, manifest } of declared) {
    const other = floors.get(name);
    if (other && (other.version === null || (version !== null && compare(version, other.version) >= 0)))
      continue;
    floors.set(name, { name, version, manifest });
  }
  return floors;
}
