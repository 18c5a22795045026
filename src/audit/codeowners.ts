/** Whom a path belongs to. */
export type OwnersOf = (path: string) => readonly string[];

/** Where GitHub looks for the file, in this order. */
export const CODEOWNERS_PATHS: readonly string[] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/** More lines are not read, and longer patterns are none. */
const MAX_LINES = 5000;
const MAX_PATTERN = 300;

/**
 * Reads a CODEOWNERS file: the last pattern that matches counts, and one without owners takes a path out. What GitHub ignores
 * (negations, ranges) is ignored.
 */
export function ownersBy(text: string): OwnersOf {
  const rules = text
    .split("\n", MAX_LINES)
    .flatMap((line) => {
      const comment = line.search(/(?:^|\s)#/);
      const [pattern = "", ...owners] = line
        .slice(0, comment < 0 ? line.length : comment)
        .trim()
        .split(/\s+/);
      const matches = pattern === "" || pattern.length > MAX_PATTERN ? null : matcher(pattern);
      return matches ? [{ matches, owners }] : [];
    })
    .reverse();
  return (path) => rules.find(({ matches }) => matches(path))?.owners ?? [];
}

/** Matches a pattern part by part: `**` stands for any folders, `*` and `?` for what is within one name. */
function matcher(pattern: string): ((path: string) => boolean) | null {
  if (pattern.startsWith("!") || /[[\]]/.test(pattern)) return null;
  const isFolder = pattern.endsWith("/");
  const bare = pattern.replace(/^\/|\/$/g, "");
  const parts = bare.split("/");
  const isAnchored = pattern.startsWith("/") || parts.length > 1;
  const all = isAnchored ? parts : ["**", ...parts];
  // `docs/*` is about what is in the folder itself, anything else also about all below.
  const isDeep = !(isAnchored && parts.at(-1) === "*");
  return (path) => matchesParts(all, path.split("/"), isFolder, isDeep);
}

function matchesParts(
  pattern: readonly string[],
  path: readonly string[],
  isFolder: boolean,
  isDeep: boolean,
): boolean {
  // The places in the path that the pattern so far leads to.
  let at = new Set([0]);
  for (const part of pattern) {
    const next = new Set<number>();
    for (const place of at) {
      if (part === "**") for (let i = place; i <= path.length; i++) next.add(i);
      else if (place < path.length && matchesName(part, path[place] ?? "")) next.add(place + 1);
    }
    at = next;
  }
  const end = path.length;
  return [...at].some((place) =>
    place === end ? !isFolder || pattern.at(-1) === "**" : isDeep && place > 0,
  );
}

function matchesName(pattern: string, name: string): boolean {
  if (pattern === "*") return true;
  // A star takes as little as it can, and one more where what follows does not fit.
  let [sign, at] = [0, 0];
  let star: { readonly sign: number; readonly at: number } | null = null;
  while (at < name.length) {
    const wanted = pattern[sign];
    if (wanted === "*") star = { sign: ++sign, at };
    else if (wanted !== undefined && (wanted === "?" || wanted === name[at])) [sign, at] = [sign + 1, at + 1];
    else if (star !== null) {
      star = { sign: star.sign, at: star.at + 1 };
      ({ sign, at } = star);
    } else return false;
  }
  while (pattern[sign] === "*") sign++;
  return sign === pattern.length;
}
