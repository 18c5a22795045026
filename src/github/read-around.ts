import type { Looked } from "../analysis/surroundings.js";
import { surroundingPaths } from "../analysis/surroundings.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";
import { readTexts } from "./read-texts.js";

interface Place {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/**
 * Reads the files at the head that tell about the changed ones: manifests and imported modules. GitHub lists up to
 * 100,000 entries of a tree; what it leaves out is not looked at, which makes the findings no fewer.
 */
export async function readAround(
  client: GitHubClient,
  place: Place,
  headSha: string,
  files: readonly Looked[],
): Promise<ReadonlyMap<string, string>> {
  const around = new Map<string, string>();
  if (files.length === 0) return around;
  const { data } = await client.request("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", {
    ...REQUEST_DEFAULTS,
    owner: place.owner,
    repo: place.repo,
    tree_sha: headSha,
    recursive: "1",
  });
  const { tree } = data as { readonly tree: readonly { readonly path?: string; readonly type?: string }[] };
  const all = tree.flatMap(({ path, type }) => (path !== undefined && type === "blob" ? [path] : []));
  const known = new Set(all);
  const wanted = surroundingPaths(files, all, (path) => known.has(path));
  const { texts } = await readTexts(client, place, headSha, wanted);
  for (const [path, text] of texts) if (text.kind === "text") around.set(path, text.text);
  return around;
}
