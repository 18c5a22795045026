import { ORGANIZATION_REPOSITORY } from "../github/read-policy.js";
import type { RepositoryPolicy } from "./load-policy.js";

/** Whose repository the address of a remote names; null for one on this machine. */
export function originOf(url: string): RepositoryPolicy["origin"] {
  const match = /^(?:[a-z+]+:\/\/(?!\/)|[^/\s]+@[^/:\s]+:)[^\s]*?([^/:\s]+)\/([^/\s]+?)(?:\.git)?\/?$/.exec(
    url,
  );
  if (!match || url.startsWith("file:")) return null;
  const [, owner = "", repository = ""] = match;
  return { owner, isOrganization: repository.toLowerCase() === ORGANIZATION_REPOSITORY };
}
