import { NO_FLOORS, type Floors } from "../dependencies/floor.js";
import { floorsOf } from "../dependencies/floors-of.js";
import { isManifest } from "../dependencies/parse-manifest.js";
import type { Finding } from "../findings/finding.js";
import { fingerprint } from "../findings/fingerprint.js";
import { levelUnder } from "../policy/levels.js";
import type { ManifestChange, ManifestFinding, Rule } from "../rule-kit/rule.js";
import { ruleById, RULES } from "../rules/registry.js";
import type { AnalysisTools } from "./analysis-tools.js";
import { analyzeSource } from "./analyze-source.js";
import { fileKind } from "./file-kind.js";

/** A manifest before and after a change. */
export type ChangedManifest = Pick<ManifestChange, "path" | "head" | "base">;

/** What the rules report of a change of a manifest, with the calls in the repository that it exposes. */
export function analyzeManifest(changed: ChangedManifest, tools: AnalysisTools): Finding[] {
  const { path, head } = changed;
  const exposed = (module: string): string[] => exposedBelow(module, tools);
  let others: Floors | undefined;
  const elsewhere = (name: string): string | null | undefined =>
    (others ??= othersOf(path, tools)).get(name)?.version;
  return RULES.flatMap((rule) =>
    [...(rule.checkManifest?.({ ...changed, exposed, elsewhere }) ?? [])].flatMap((found) => {
      const level = levelUnder(tools.policy, path, rule, found.level);
      return level === null ? [] : [toFinding(path, head, rule, found, level)];
    }),
  );
}

/** The floors of the other manifests that were read. */
function othersOf(path: string, { repository }: AnalysisTools): Floors {
  const others = [...(repository?.paths ?? [])].flatMap((other) => {
    const text = other !== path && isManifest(other) ? repository?.read(other) : null;
    return typeof text === "string" ? [[other, text] as const] : [];
  });
  return floorsOf(new Map(others));
}

/** Calls in the files that were read which an older version of the library makes unsafe. */
function exposedBelow(module: string, tools: AnalysisTools): string[] {
  const { repository } = tools;
  const places: string[] = [];
  for (const path of repository?.paths ?? []) {
    const kind = fileKind(path);
    const text = kind === "python" ? repository?.read(path) : null;
    if (!kind || typeof text !== "string" || !text.includes(module)) continue;
    for (const { finding } of analyzeSource(path, kind, text, { ...tools, floors: NO_FLOORS }).candidates) {
      const depends = ruleById(finding.ruleId)?.dependsOnVersion ?? NO_SYMBOLS;
      const isMilderAbove = depends === true || depends.has(finding.symbol);
      if (isMilderAbove && finding.symbol.split(".")[0] === module)
        places.push(`${path}:${String(finding.range.startLine + 1)}`);
    }
  }
  return places;
}

const NO_SYMBOLS: ReadonlySet<string> = new Set();

function toFinding(
  path: string,
  head: string,
  { meta }: Rule,
  { line, symbol, message }: ManifestFinding,
  level: Finding["level"],
): Finding {
  const text = head.split("\n")[line] ?? "";
  return {
    ruleId: meta.id,
    level,
    message,
    path,
    range: { startLine: line, startColumn: 0, endLine: line, endColumn: text.length },
    symbol,
    enclosing: "",
    related: [],
    origin: "introduced",
    fingerprint: fingerprint({
      ruleId: meta.id,
      symbol,
      enclosing: "",
      statement: text.trim(),
      ordinal: 0,
    }),
    basis: "",
    fix: null,
    need: null,
  };
}
