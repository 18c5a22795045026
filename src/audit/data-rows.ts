import type { Audit } from "./audit.js";
import type { AuditArtifact, DataPair } from "./data-at.js";

/** Data that is written in one place and loaded in another. */
export interface DataRow {
  readonly by: DataPair["by"];
  readonly name: string;
  /** `path:line`, sorted. */
  readonly places: readonly string[];
}

const WAYS: readonly DataPair["by"][] = ["path", "key", "class", "function"];

/** The data of which both ends are known for sure: by path, by key, by class and by function, then by name. */
export function dataRows({ uses }: Audit): readonly DataRow[] {
  const rows = new Map<string, { by: DataPair["by"]; name: string; places: Set<string> }>();
  for (const { path, line, pairs } of uses)
    for (const { at, by, name } of pairs) {
      if (by === "name") continue;
      const key = JSON.stringify([by, name, by === "path" || by === "key" ? "" : path]);
      const row = rows.get(key) ?? { by, name, places: new Set() };
      rows.set(key, row);
      row.places.add(at).add(`${path}:${String(line)}`);
    }
  return [...rows.values()]
    .map(({ by, name, places }) => ({ by, name, places: [...places].sort() }))
    .sort((a, b) => WAYS.indexOf(a.by) - WAYS.indexOf(b.by) || (a.name < b.name ? -1 : 1));
}

const BAD: readonly string[] = ["dangerous", "unparsable", "opaque", "unknown", "allowlisted", "inert"];

/** The files in the tree that are loaded as code, the worst first. */
export function artifactRows({ artifacts }: Audit): readonly AuditArtifact[] {
  return [...artifacts].sort(
    (a, b) => BAD.indexOf(a.verdict) - BAD.indexOf(b.verdict) || (a.path < b.path ? -1 : 1),
  );
}

/** What a file would do when it is loaded, in words. */
export function artifactText({ verdict, holds, runs }: AuditArtifact): string {
  if (verdict === "dangerous") return runs === null ? "runs something" : `runs ${shortened(runs)}`;
  if (verdict === "unknown")
    return runs === null ? "looks names up that are not known" : `looks up ${shortened(runs)}`;
  if (verdict === "opaque") return "cannot be looked into";
  if (verdict === "unparsable") return "could not be read to its end";
  return `${holds ?? "plain data"}; runs nothing as it is`;
}

function shortened(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 97)}...`;
}
