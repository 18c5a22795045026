/** Begins the external id of a merge group's check; the base commit follows. */
const QUEUE = "queue-";

/** What a merge group is called in the external id of its check. */
export function groupSubject(baseSha: string): string {
  return `${QUEUE}${baseSha}`;
}

/** The base commit of the merge group that a check with this external id was written for; null if it was for none. */
export function groupBaseOf(externalId: string): string | null {
  return new RegExp(`^${QUEUE}([0-9a-f]{40,64}):`).exec(externalId)?.[1] ?? null;
}
