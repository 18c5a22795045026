import type { Finding, Origin } from "../findings/finding.js";
import { isImport } from "../rule-kit/rule.js";
import { functionOf, type UseIdentity } from "./source-analysis.js";

/** A use of the new text, and where it comes from. */
interface Originated {
  readonly finding: Finding;
  readonly origin: Origin;
  readonly identity: UseIdentity;
}

/** Tells of a new import whether all that is reported of it was there before, under another import. */
export function importsOfOldUses(all: readonly Originated[]): (candidate: Originated) => boolean {
  const uses = new Map<string, boolean>();
  for (const { finding, origin, identity } of all) {
    if (identity.isImport || identity.level === "note") continue;
    const isOld = origin === "existing" || origin === "touched";
    for (const { range } of finding.related.filter(isImport)) {
      const key = JSON.stringify(range);
      uses.set(key, isOld && (uses.get(key) ?? true));
    }
  }
  return ({ finding, origin, identity }) =>
    identity.isImport && origin !== "existing" && uses.get(JSON.stringify(finding.range)) === true;
}

/** Tells of an unchanged call whether the change is told at the load itself, in the function of this file that it calls. */
export function callsOfToldLoads(all: readonly Originated[]): (call: Originated) => boolean {
  const told = new Set(
    all.flatMap(({ identity, origin }) =>
      identity.isOfWrapper || origin === "existing" ? [] : loadIn(functionOf(identity), identity),
    ),
  );
  return ({ origin, identity }) =>
    origin === "exposed" &&
    identity.ownWrapper !== null &&
    identity.level !== "block" &&
    told.has(loadIn(identity.ownWrapper, identity));
}

function loadIn(name: string, { symbol }: UseIdentity): string {
  return `${name} ${symbol}`;
}
