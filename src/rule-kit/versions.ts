import { compare } from "@renovatebot/pep440";

import type { Floor } from "../dependencies/floor.js";
import type { FileModel } from "../python/file-model.js";

/** What the repository's manifests say of a version line. */
export interface VersionAnswer {
  /** `above`: no version under the line is allowed; `below`: one is; `unknown`: no manifest sets a bound. */
  readonly side: "above" | "below" | "unknown";
  readonly floor: Floor | null;
}

/** On which side of the line the lowest allowed version of a package is. */
export function sideOf(model: FileModel, name: string, line: string): VersionAnswer {
  const floor = model.floors.get(name) ?? null;
  if (floor?.version === null || floor === null) return { side: "unknown", floor };
  return { side: compare(floor.version, line) >= 0 ? "above" : "below", floor };
}

/** A sentence that says what the verdict rests on, and how to make it certain. */
export function becauseOf(answer: VersionAnswer, name: string, line: string): string {
  const { side, floor } = answer;
  if (side === "above") return `${floor?.manifest ?? ""} requires ${name} ${floor?.version ?? ""} or later.`;
  const remedy = `require \`${name}>=${line}\``;
  if (side === "below") {
    return `${floor?.manifest ?? ""} allows ${name} ${floor?.version ?? ""}; ${remedy} there to settle it.`;
  }
  if (floor)
    return `${floor.manifest} sets no lowest version of ${name}, so the oldest one counts; ${remedy} there to settle it.`;
  return `No manifest of this repository sets a lowest version of ${name}, so the oldest one counts; ${remedy} to settle it.`;
}
