import type { Endpoints } from "@octokit/types";

import { fileKind, showsScript } from "../analysis/file-kind.js";
import { POLICY_PATH } from "../policy/policy.js";
import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";

type DiffEntry = Endpoints["GET /repos/{owner}/{repo}/pulls/{pull_number}/files"]["response"]["data"][number];

/** A changed file as GitHub lists it, with its own hunks. */
export interface ListedFile {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: DiffEntry["status"];
  /** The id of the file's content at the head. */
  readonly sha: string;
  readonly changes: number;
  /** Null where GitHub leaves it out: the file is binary, unchanged or too large. */
  readonly patch: string | null;
}

/** GitHub lists no more files of a pull request than this. */
export const MAX_LISTED = 3000;
const PER_PAGE = 100;

interface Place {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/** The changed files of a pull request, as far as GitHub lists them. */
export async function listFiles(client: GitHubClient, { owner, repo, number }: Place): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  for (let page = 1; page <= MAX_LISTED / PER_PAGE; page++) {
    const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", {
      ...REQUEST_DEFAULTS,
      owner,
      repo,
      pull_number: number,
      per_page: PER_PAGE,
      page,
    });
    files.push(...data.map(toListedFile));
    if (data.length < PER_PAGE) break;
  }
  return files;
}

/** Whether the head has a text of this file that has to be scanned. One that was only renamed counts. */
export function needsScan({ path, patch, status }: ListedFile): boolean {
  if (status === "removed" || status === "unchanged") return false;
  if (fileKind(path) !== null || path === POLICY_PATH) return true;
  return patch !== null && showsScript(patch);
}

/** A changed file as GitHub describes it, brought into the shape that is used here. */
export function toListedFile(entry: DiffEntry): ListedFile {
  return {
    path: entry.filename,
    previousPath: entry.previous_filename ?? null,
    status: entry.status,
    sha: entry.sha ?? "",
    changes: entry.changes,
    patch: entry.patch ?? null,
  };
}

/** Tells whether a change touches a path. */
export function touchedBy(files: readonly ListedFile[]): (path: string) => boolean {
  const paths = new Set(files.flatMap(({ path, previousPath }) => [path, previousPath]));
  return (path) => paths.has(path);
}
