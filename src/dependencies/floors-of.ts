import { compare } from "@renovatebot/pep440";

import type { Floor, Floors } from "./floor.js";
import { parseManifest, type Declared } from "./parse-manifest.js";

/**
 * The lowest versions that manifests allow. One that names a package without a bound allows every version, whatever the
 * others say; then, and where none names it, a lock counts, since it says what is installed.
 */
export function floorsOf(manifests: ReadonlyMap<string, string>): Floors {
  return floorsFrom([...manifests].flatMap(([path, text]) => parseManifest(path, text)));
}

/** The same of what manifests declare. */
export function floorsFrom(declared: readonly Declared[]): Floors {
  const floors = new Map<string, Floor>(lowestOf(declared.filter(({ isLock }) => !isLock)));
  for (const [name, locked] of lowestOf(declared.filter(({ isLock }) => isLock))) {
    if (typeof floors.get(name)?.version !== "string") floors.set(name, locked);
  }
  return floors;
}

/** Of each package no more than counts: the lowest that is declared, and the lowest in a lock. */
export function lowestDeclared(declared: readonly Declared[]): readonly Declared[] {
  return [true, false].flatMap((isLock) => [
    ...lowestOf(declared.filter((one) => one.isLock === isLock)).values(),
  ]);
}

function lowestOf(declared: readonly Declared[]): Map<string, Declared> {
  const floors = new Map<string, Declared>();
  for (const one of declared) {
    const { name, version } = one;
    const other = floors.get(name);
    if (other && (other.version === null || (version !== null && compare(version, other.version) >= 0)))
      continue;
    floors.set(name, one);
  }
  return floors;
}
