import { ORGANIZATION_REPOSITORY } from "../github/read-policy.js";
import type { RepositoryPolicy } from "./load-policy.js";

/** Whose repository the address of a remote names; null for one on this machine. */
export function originOf(url: string): RepositoryPolicy["origin"] {
  const [, path] = /^(?:[a-z+]+:\/\/(?!\/)|[^/\s@]+@[^/:\s]+:)(\S+)$/.exec(url) ?? [];
  if (path === undefined || url.startsWith("file:")) return null;
  const plain = path.endsWith("/") ? path.slice(0, -1) : path;
  const [repository = "", owner = ""] = (plain.endsWith(".git") ? plain.slice(0, -4) : plain)
    .split(/[/:]/)
    .reverse();
  if (owner === "" || repository === "") return null;
  return { owner, isOrganization: repository.toLowerCase() === ORGANIZATION_REPOSITORY };
}
