import { API_VERSION, type GitHubClient } from "./client.js";

/** A blob by its id. */
export interface BlobPlace {
  readonly owner: string;
  readonly repo: string;
  readonly sha: string;
}

/**
 * Reads the bytes of a blob as they are. In JSON they would come as one text in base64, which the client reads on the main
 * thread, and not at all where it is longer than about eight million characters.
 * @param limit in bytes; what is larger is not read to its end
 * @throws what the client throws
 */
export async function readBlob(
  client: GitHubClient,
  { owner, repo, sha }: BlobPlace,
  limit: number,
): Promise<Uint8Array | "too-large"> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
    headers: { "x-github-api-version": API_VERSION, accept: "application/vnd.github.raw+json" },
    request: { retries: 0, parseSuccessResponseBody: false },
    owner,
    repo,
    file_sha: sha,
  });
  // The body itself, as it was asked for; null where it is empty.
  const body = data as unknown as AsyncIterable<Uint8Array> | null;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body ?? []) {
    size += piece.length;
    // Leaving the loop cancels the rest.
    if (size > limit) return "too-large";
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
