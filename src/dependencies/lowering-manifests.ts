import { lowestDeclared, floorsFrom } from "./floors-of.js";
import { loweredLines } from "./lowered-lines.js";
import { isManifest, parseManifest, type Declared } from "./parse-manifest.js";
import { VERSION_LINES } from "./version-lines.js";

/** A manifest before and after a change; one that goes, or comes, has an empty text there. */
export interface ManifestSides {
  readonly path: string;
  readonly head: string;
  readonly base: string;
}

/**
 * `loweringManifests`, in this thread or in another. Where it takes too long, all of them: what they lower is not known.
 * Never rejects.
 */
export type FindLowering = (
  changed: readonly ManifestSides[],
  around: ReadonlyMap<string, string>,
) => Promise<readonly string[]>;

/**
 * The paths of the changed manifests that let a library fall below a line from which on it is safe. Each text is parsed once.
 * @param around texts that do not change, by path; what is no manifest does not count
 */
export function loweringManifests(
  changed: readonly ManifestSides[],
  around: ReadonlyMap<string, string>,
): readonly string[] {
  const heads = [...changed.map(({ path, head }) => [path, head] as const), ...around];
  const declared = new Map(
    heads.flatMap(([path, text]) => (isManifest(path) ? [[path, declaredBy(path, text)] as const] : [])),
  );
  return changed
    .filter(({ path, head, base }) => {
      const others = (): readonly Declared[] =>
        [...declared].flatMap(([other, some]) => (other === path ? [] : some));
      let floors: ReturnType<typeof floorsFrom> | undefined;
      const sides = { head, before: declaredBy(path, base), after: declared.get(path) ?? [] };
      const elsewhere = (name: string): string | null | undefined =>
        (floors ??= floorsFrom(others())).get(name)?.version;
      return loweredLines({ ...sides, elsewhere }).length > 0;
    })
    .map(({ path }) => path);
}

const NAMES: ReadonlySet<string> = new Set(VERSION_LINES.map(({ name }) => name));

/** What a manifest declares of the libraries that have such a line, no more of each than counts. */
function declaredBy(path: string, text: string): readonly Declared[] {
  return lowestDeclared(parseManifest(path, text).filter(({ name }) => NAMES.has(name)));
}
