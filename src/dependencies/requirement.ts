import { compare, explain, satisfies, validRange } from "@renovatebot/pep440";

import { normalizedName } from "./floor.js";

/** A requirement as a manifest writes it: which package, and the lowest version it allows. */
export interface Requirement {
  readonly name: string;
  /** PEP 440; null where there is no lower bound. */
  readonly lowest: string | null;
  /** What is asked of the version, as it is written. */
  readonly specifiers: string;
}

/** Reads `name[extra] >=1.2,<2 ; marker` (PEP 508), also conda's `name=1.2`; null for what is no requirement. */
export function parseRequirement(text: string): Requirement | null {
  const [plain = ""] = text.split(/;|\s#|^#/);
  const match = REQUIREMENT.exec(withVersionOfTag(plain.trim()));
  if (!match) return null;
  const name = normalizedName(match[1] ?? "");
  const specifiers = match[2] ?? "";
  return { name: RENAMED.get(name) ?? name, lowest: lowestOf(specifiers), specifiers };
}

/** `name @ git+https://host/name@v1.2` is that version, and so is `name @ https://host/name-1.2-cp310.whl`. */
function withVersionOfTag(text: string): string {
  const tagged =
    /^([A-Za-z0-9][\w.-]{0,80})(?:\[[^\]]*\])?\s{0,4}@\s{0,4}(?:git\+[^\s@]{1,300}@v?|https?:[^\s@]{1,300}\/[A-Za-z0-9_.]{1,80}-)(\d[\d.]{0,20})(?:$|[-+%]|\.tar|\.zip)/.exec(
      text,
    );
  return tagged ? `${tagged[1] ?? ""}==${(tagged[2] ?? "").replace(/\.$/, "")}` : text;
}

/** No part can give back what another one could take: a line of a stranger's manifest is as long as he likes. */
const REQUIREMENT =
  /^([A-Za-z0-9][A-Za-z0-9._-]*)(?![A-Za-z0-9._-])\s*(?!\s)(?:\[[^\]]*\]\s*(?!\s))?\(?([^()@]*)\)?$/;

/** The same library under the name of another index. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ["pytorch", "torch"],
  ["pytorch-cpu", "torch"],
  ["pytorch-gpu", "torch"],
  ["ruamel-yaml", "ruamel-yaml"],
]);

/** The lowest version that a list of specifiers allows: PEP 440, Poetry's `^` and `~`, conda's `=`. */
export function lowestOf(specifiers: string): string | null {
  let lowest: string | null = null;
  // `a || b`: the lowest of all; anything else narrows.
  const alternatives = specifiers.split("||").map(narrowest);
  for (const alternative of alternatives) {
    if (alternative === null) return null;
    if (lowest === null || compare(alternative, lowest) < 0) lowest = alternative;
  }
  return lowest;
}

function narrowest(specifiers: string): string | null {
  let lowest: string | null = null;
  for (const specifier of specifiers.split(",")) {
    const match = /^(>=|>|===?|~=|=|\^|~|)\s*v?([0-9][\w.!+*-]*)$/.exec(specifier.trim());
    const version = match?.[2]?.replace(/\.?\*$/, "") ?? "";
    if (!match || explain(version) === null) continue;
    if (lowest === null || compare(version, lowest) > 0) lowest = version;
  }
  return lowest;
}

/**
 * Whether specifiers (PEP 440; nothing else is understood) let no version in from this one on: `<2.6` and `==2.5.1` keep a
 * package below 2.6, `>=2.0` does not.
 */
export function keepsBelow(specifiers: string, version: string): boolean {
  if (specifiers.trim() === "" || !validRange(specifiers)) return false;
  const lowest = lowestOf(specifiers);
  if (lowest !== null && compare(lowest, version) >= 0) return false;
  return ![version, BEYOND].some((one) => satisfies(one, specifiers));
}

/** Later than any version there is. */
const BEYOND = "99999";
