import type { Artifact } from "../artifacts/artifact.js";
import { viewOf } from "../artifacts/byte-view.js";
import { readArtifact } from "../artifacts/read-artifact.js";
import { NO_FLOORS } from "../dependencies/floor.js";
import { compareFindings, compareLevels, type Finding, type Level } from "../findings/finding.js";
import { fingerprint } from "../findings/fingerprint.js";
import { isIgnoredArtifact, levelUnder } from "../policy/levels.js";
import type { ArtifactFinding, Rule } from "../rule-kit/rule.js";
import { RULES } from "../rules/registry.js";
import type { AnalysisTools } from "./analysis-tools.js";
import type { ArtifactContent, ArtifactFile } from "./artifact-file.js";
import { analyzeSource } from "./analyze-source.js";
import { namesFile } from "./named-files.js";

/** What the rules say of a file that may run something when it is loaded: of what is new in it. Never throws. */
export function analyzeArtifact(file: ArtifactFile, tools: AnalysisTools): Finding[] {
  const { path, content } = file;
  const isWhole = file.base === "none";
  const base = file.base === "none" ? null : file.base;
  if (isIgnoredArtifact(tools.policy, path)) return [];
  const head = artifactOf(path, content, tools);
  const change = {
    path,
    head,
    base: base === null ? null : artifactOf(file.previousPath ?? path, base, tools),
    isWhole,
    isLoaded: namesFile(tools.repository, path),
  };
  const findings = RULES.flatMap((rule) => {
    const found = rule.checkArtifact?.(change) ?? null;
    const level = found && levelOf(rule, found, file, tools);
    return found && level ? [toFinding(file, rule, found, level)] : [];
  });
  const python = pythonIn(file, head, tools);
  const before = new Set(
    change.base === null ? [] : pythonIn(file, change.base, tools).map((one) => one.fingerprint),
  );
  return [...findings, ...python.filter((one) => !before.has(one.fingerprint))].sort(compareFindings);
}

/** Looks at a file, or says why there was nothing to look at. */
export function artifactOf(
  path: string,
  content: ArtifactContent,
  { policy }: Pick<AnalysisTools, "policy">,
): Artifact {
  if ("unread" in content) {
    const sign = { verdict: "opaque" as const, symbol: "", call: null, says: content.unread, member: null };
    return { verdict: "opaque", formats: [], signs: [sign], pickles: 0, names: [], holds: null, python: [] };
  }
  const view = content instanceof Uint8Array ? viewOf(content) : content;
  return readArtifact(path, view, { allowed: new Set(policy.artifacts.allow) });
}

function levelOf(
  rule: Rule,
  found: ArtifactFinding,
  { path }: ArtifactFile,
  { policy }: AnalysisTools,
): Level | null {
  const level = levelUnder(policy, path, rule, found.level);
  if (level === null || rule.reportsUnread === undefined || policy.notScanned === "block") return level;
  return compareLevels(level, "warn") < 0 ? "warn" : level;
}

/** What a finding says of a file as a whole stands on its first line. */
const FIRST_LINE = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };

function toFinding(
  { path, base }: ArtifactFile,
  { meta }: Rule,
  found: ArtifactFinding,
  level: Level,
): Finding {
  const { symbol, message, statement, need = null } = found;
  return {
    ruleId: meta.id,
    level,
    message,
    path,
    range: FIRST_LINE,
    symbol,
    enclosing: "",
    related: [],
    origin: base === "none" ? "existing" : "introduced",
    fingerprint: fingerprint({ ruleId: meta.id, symbol, enclosing: "", statement, ordinal: 0 }),
    basis: "",
    fix: null,
    need,
  };
}

const MAX_PYTHON_FINDINGS = 50;

/** What the rules say of Python in an archive: it is code for whoever puts the archive on the path. */
function pythonIn({ path, base }: ArtifactFile, artifact: Artifact, tools: AnalysisTools): Finding[] {
  const { parse, policy, floors = NO_FLOORS } = tools;
  const alone = { parse, policy, floors };
  return artifact.python
    .flatMap(({ member, text }) =>
      analyzeSource(member, "python", text, alone).candidates.map(({ finding }): Finding => {
        const line = String(finding.range.startLine + 1);
        const where = `\`${member.replaceAll("`", "'")}\``;
        return {
          ...finding,
          path,
          range: FIRST_LINE,
          related: [],
          message: `In ${where}, line ${line}: ${finding.message}`,
          origin: base === "none" ? "existing" : "introduced",
          fix: null,
          basis: "",
        };
      }),
    )
    .filter(({ level }) => level !== "note")
    .slice(0, MAX_PYTHON_FINDINGS);
}
