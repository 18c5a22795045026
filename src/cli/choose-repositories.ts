import picomatch from "picomatch";

import type { LeftOut } from "../audit/organization.js";
import type { ListedBranch, ListedRepository } from "../github/read-organization.js";
import type { OrganizationOptions } from "./organization-options.js";

/** A repository with a branch, though that may be denied. */
export type ChosenRepository = ListedRepository & { readonly branch: ListedBranch | "denied" };

/** Which repositories are to be looked at, and why the others are not. */
export function chooseRepositories(
  repositories: readonly ListedRepository[],
  {
    archived,
    forks,
    only = [],
    exclude = [],
  }: Pick<OrganizationOptions, "archived" | "forks" | "only" | "exclude">,
): { readonly chosen: readonly ChosenRepository[]; readonly leftOut: readonly LeftOut[] } {
  const [isNamed, isExcluded] = [only, exclude].map((globs) =>
    picomatch([...globs], { nocase: true, dot: true }),
  );
  const [chosen, leftOut]: [ChosenRepository[], LeftOut[]] = [[], []];
  for (const one of repositories) {
    const { name, branch } = one;
    const isOut =
      (only.length > 0 && !isNamed?.(name)) || (exclude.length > 0 && isExcluded?.(name) === true);
    if (isOut) leftOut.push({ name, reason: "not chosen" });
    else if (one.isArchived && !archived) leftOut.push({ name, reason: "archived" });
    else if (one.isFork && !forks) leftOut.push({ name, reason: "fork" });
    else if (one.isDisabled) leftOut.push({ name, reason: "disabled" });
    else if (branch === null) leftOut.push({ name, reason: "empty" });
    else chosen.push({ ...one, branch });
  }
  return { chosen, leftOut };
}
