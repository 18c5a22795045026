import { compare } from "@renovatebot/pep440";

import { NO_FLOORS } from "../dependencies/floor.js";
import { lineOfPackage, parseManifest } from "../dependencies/parse-manifest.js";
import type { Finding } from "../findings/finding.js";
import { fingerprint } from "../findings/fingerprint.js";
import { levelUnder } from "../policy/levels.js";
import { dependencyFloor, VERSION_LINES, type VersionLine } from "../rules/dependency-floor.js";
import type { AnalysisTools } from "./analysis-tools.js";
import { analyzeSource } from "./analyze-source.js";
import { fileKind } from "./file-kind.js";

/** A manifest before and after a change. */
export interface ChangedManifest {
  readonly path: string;
  readonly head: string;
  readonly base: string;
}

/** The most calls that a message lists. */
const MAX_SITES = 5;

/** Finds the bounds that a change of a manifest lowers below a version line, with the calls that this exposes. */
export function analyzeManifest({ path, head, base }: ChangedManifest, tools: AnalysisTools): Finding[] {
  return VERSION_LINES.flatMap((line) => {
    const before = lowest(path, base, line);
    const after = lowest(path, head, line);
    if (typeof before !== "string" || compare(before, line.line) < 0 || after === undefined) return [];
    if (after !== null && compare(after, line.line) >= 0) return [];
    // Another manifest that still asks for more does not help where only this one is installed from.
    const sites = exposedBy(line, tools);
    const level = levelUnder(tools.policy, path, dependencyFloor, sites.length > 0 ? "block" : "warn");
    return level === null ? [] : [finding(path, head, line, before, after, sites, level)];
  });
}

/** The lowest version that a manifest allows; null without a bound, undefined where it does not name the package. */
function lowest(path: string, text: string, { name }: VersionLine): string | null | undefined {
  const versions = parseManifest(path, text)
    .filter((declared) => declared.name === name)
    .map(({ version }) => version);
  if (versions.length === 0) return undefined;
  return versions.reduce((a, b) => (a === null || b === null ? null : compare(a, b) <= 0 ? a : b));
}

/** Calls in the files that were read which are only safe above the line. */
function exposedBy({ root }: VersionLine, tools: AnalysisTools): string[] {
  const { repository } = tools;
  const sites: string[] = [];
  for (const path of repository?.paths ?? []) {
    const kind = fileKind(path);
    const text = kind === "python" ? repository?.read(path) : null;
    if (!kind || typeof text !== "string" || !text.includes(root)) continue;
    for (const { finding } of analyzeSource(path, kind, text, { ...tools, floors: NO_FLOORS }).candidates) {
      const isConcerned = VERSIONED.has(finding.ruleId) && finding.symbol.split(".")[0] === root;
      if (isConcerned) sites.push(`${path}:${String(finding.range.startLine + 1)}`);
    }
  }
  return sites;
}

/** The rules whose verdict rests on a version. */
const VERSIONED: ReadonlySet<string> = new Set([
  "torch-load",
  "yaml-full-load",
  "keras-legacy-model",
  "nltk-pickled-data",
  "pyfory-deserialize",
]);

function finding(
  path: string,
  head: string,
  { name, line, below }: VersionLine,
  before: string,
  after: string | null,
  sites: readonly string[],
  level: Finding["level"],
): Finding {
  const row = lineOfPackage(head, name) ?? 0;
  const statement = head.split("\n")[row]?.trim() ?? "";
  const now = after === null ? "sets no lowest version" : `allows ${name} ${after}`;
  const listed = sites.slice(0, MAX_SITES).map((site) => `\`${site.replaceAll("`", "'")}\``);
  const more = sites.length > MAX_SITES ? ` and ${String(sites.length - MAX_SITES)} more` : "";
  const exposed = sites.length === 0 ? "" : ` It exposes ${listed.join(", ")}${more}.`;
  return {
    ruleId: dependencyFloor.meta.id,
    level,
    message: `This ${now} (it was ${before}); below ${line}, ${below}.${exposed}`,
    path,
    range: { startLine: row, startColumn: 0, endLine: row, endColumn: head.split("\n")[row]?.length ?? 0 },
    symbol: name,
    enclosing: "",
    related: [],
    origin: "introduced",
    fingerprint: fingerprint({
      ruleId: dependencyFloor.meta.id,
      symbol: name,
      enclosing: "",
      statement,
      ordinal: 0,
    }),
    fix: null,
    need: null,
  };
}
