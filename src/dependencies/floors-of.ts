import { compare } from "@renovatebot/pep440";

import type { Floor, Floors } from "./floor.js";
import { parseManifest } from "./parse-manifest.js";

/**
 * The lowest versions that manifests allow: the lowest bound that any of them sets. A lock counts where nothing else
 * sets one.
 */
export function floorsOf(manifests: ReadonlyMap<string, string>): Floors {
  const declared = [...manifests].flatMap(([path, text]) => parseManifest(path, text));
  const floors = new Map<string, Floor>();
  for (const isLock of [false, true]) {
    const fromOthers = new Map(floors);
    for (const { name, version, manifest, isLock: locks } of declared) {
      if (locks !== isLock || (isLock && typeof fromOthers.get(name)?.version === "string")) continue;
      const other = floors.get(name)?.version ?? null;
      if (floors.has(name) && (version === null || (other !== null && compare(version, other) >= 0)))
        continue;
      floors.set(name, { name, version, manifest });
    }
  }
  return floors;
}
