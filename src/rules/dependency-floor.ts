import { compare } from "@renovatebot/pep440";

import { lowest, loweredLines } from "../dependencies/lowered-lines.js";
import { lineOfPackage, parseManifest, type Declared } from "../dependencies/parse-manifest.js";
import { keepsBelow } from "../dependencies/requirement.js";
import { UNPICKLING_PACKAGES, VERSION_LINES, type VersionLine } from "../dependencies/version-lines.js";
import { defineRule } from "../rule-kit/define-rule.js";
import type { ManifestChange, ManifestFinding } from "../rule-kit/rule.js";

/** Reports manifests that let an unsafe default back in. */
export const dependencyFloor = defineRule({
  meta: {
    id: "dependency-floor",
    title: "A requirement that lets an unsafe default back in",
    since: "0.1.0",
    level: "warn",
    summary: `A change of a manifest after which a version below one of the known lines is allowed again (${VERSION_LINES.map(({ name, line }) => `${name} ${line}`).join(", ")}). With a call in the repository that it exposes, it blocks. A package that is newly kept below such a line is a note, and so is a new one that exists to unpickle (${[...UNPICKLING_PACKAGES.keys()].join(", ")}).`,
    danger:
      "Code that was safe by a default is no longer, wherever the old version gets installed. Whoever can replace a file that such code loads runs code with the rights of its process.",
    alternatives: [
      {
        need: "an older version for another reason",
        use: "the explicit safe argument at every call, before the bound is lowered",
        url: "https://docs.pytorch.org/docs/stable/generated/torch.load.html",
      },
    ],
    bad: "# requirements.txt: torch>=2.6 becomes torch>=2.0\n",
    good: "# requirements.txt: torch>=2.6 stays\n",
    safeWhen: "Every call names the safe argument itself.",
    cves: ["CVE-2025-32434"],
  },
  ofChanges: true,
  *checkManifest({ path, head, base, exposed, elsewhere }) {
    const change: Sides = { head, before: parseManifest(path, base), after: parseManifest(path, head) };
    yield* newUnpicklers(change);
    yield* newlyKeptBelow(change);
    for (const { line, before, after, isGone } of loweredLines({ ...change, elsewhere })) {
      // Another manifest that still asks for more does not help where only this one is installed from.
      const calls = exposed(line.root);
      // Whatever asks for a package that nothing here loads with may be gone altogether.
      if (isGone && calls.length === 0) continue;
      const says = after === null ? "sets no lowest version" : `allows ${line.name} ${after}`;
      yield {
        line: lineOfPackage(head, line.name) ?? 0,
        symbol: line.name,
        level: calls.length > 0 ? "block" : "warn",
        message: `This ${says} (it was ${before}); below ${line.line}, ${line.below}.${listed(calls)}`,
      };
    }
  },
});

/** What a manifest declares before a change and after it, and its text then. */
interface Sides extends Pick<ManifestChange, "head"> {
  readonly before: readonly Declared[];
  readonly after: readonly Declared[];
}

/** What a change adds that exists to unpickle; what a lock lists was asked for by others. */
function* newUnpicklers({ head, ...sides }: Sides): Iterable<ManifestFinding> {
  const names = (declared: readonly Declared[]): Set<string> =>
    new Set(declared.flatMap(({ name, isLock }) => (isLock ? [] : [name])));
  const before = names(sides.before);
  for (const name of names(sides.after)) {
    const meaning = UNPICKLING_PACKAGES.get(name);
    if (meaning === undefined || before.has(name)) continue;
    yield {
      line: lineOfPackage(head, name) ?? 0,
      symbol: name,
      level: "note",
      message: `This adds ${name}: ${meaning}. Whoever can write what it reads runs code.`,
    };
  }
}

/** Packages that a change keeps below a line, where they were not: those that it lowers to that are told apart. */
function* newlyKeptBelow({ head, ...sides }: Sides): Iterable<ManifestFinding> {
  for (const line of VERSION_LINES) {
    const before = lowest(sides.before, line);
    const wasAbove = typeof before === "string" && compare(before, line.line) >= 0;
    if (wasAbove || isKeptBelow(sides.before, line) || !isKeptBelow(sides.after, line)) continue;
    yield {
      line: lineOfPackage(head, line.name) ?? 0,
      symbol: line.name,
      level: "note",
      message: `This keeps ${line.name} below ${line.line}, where ${line.below}.`,
    };
  }
}

function isKeptBelow(declared: readonly Declared[], { name, line }: VersionLine): boolean {
  return declared.some((one) => one.name === name && keepsBelow(one.specifiers, line));
}

/** The most calls that a message lists. */
const MAX_LISTED = 5;

function listed(calls: readonly string[]): string {
  if (calls.length === 0) return "";
  const shown = calls.slice(0, MAX_LISTED).map((call) => `\`${call.replaceAll("`", "'")}\``);
  const more = calls.length > MAX_LISTED ? ` and ${String(calls.length - MAX_LISTED)} more` : "";
  return ` It exposes ${shown.join(", ")}${more}.`;
}
