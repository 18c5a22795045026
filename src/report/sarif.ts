import type { Finding, Level, Range } from "../findings/finding.js";
import { RULES } from "../rules/registry.js";
import type { Rule } from "../rule-kit/rule.js";
import { uriPath } from "./escape.js";
import { alternativeFor, ruleOf, type Report, type Suppressed } from "./report.js";
import { rulePageMarkdown } from "./rule-page.js";

const LEVELS: Readonly<Record<Level, string>> = { block: "error", warn: "warning", note: "note" };
/** Code scanning sorts by this number: 7.0 and above is "high". */
const SEVERITIES: Readonly<Record<Level, string>> = { block: "8.8", warn: "6.0", note: "2.0" };

/**
 * SARIF 2.1.0, with what GitHub code scanning reads: rule help, fingerprints, severities. Of the rules only those are in it
 * that found something.
 */
export function renderSarif(report: Report): string {
  const found = [...report.findings, ...report.suppressed.map(({ finding }) => finding)];
  const rules = RULES.filter(({ meta }) => found.some(({ ruleId }) => ruleId === meta.id));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "no-pickle",
            semanticVersion: report.version,
            rules: rules.map(sarifRule),
          },
        },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: report.notScanned.every(({ blocking }) => !blocking),
            toolExecutionNotifications: report.notScanned.map(({ path, reason, blocking }) => ({
              level: blocking ? "error" : "note",
              message: { text: `Not scanned: ${reason}` },
              locations: [{ physicalLocation: { artifactLocation: artifact(path) } }],
            })),
          },
        ],
        results: [
          ...report.findings.map((finding) => sarifResult(finding, rules)),
          ...report.suppressed.map((entry) => ({
            ...sarifResult(entry.finding, rules),
            suppressions: [suppression(entry)],
          })),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function sarifRule({ meta }: Rule): object {
  return {
    id: meta.id,
    name: meta.id,
    shortDescription: { text: meta.title },
    fullDescription: { text: meta.summary },
    help: { text: `${meta.danger} ${meta.safeWhen}`, markdown: rulePageMarkdown(meta) },
    defaultConfiguration: { level: LEVELS[meta.level] },
    properties: {
      tags: ["security", ...meta.cwe.map((id) => `external/cwe/${id.toLowerCase()}`)],
      precision: meta.level === "block" ? "high" : "medium",
      "security-severity": SEVERITIES[meta.level],
    },
  };
}

function sarifResult(finding: Finding, rules: readonly Rule[]): object {
  const alternative = alternativeFor(finding, ruleOf(finding));
  const { fix } = finding;
  return {
    ruleId: finding.ruleId,
    ruleIndex: rules.findIndex((rule) => rule.meta.id === finding.ruleId),
    level: LEVELS[finding.level],
    message: {
      text: `${finding.message} Instead, for ${alternative.need}: ${alternative.use} (${alternative.url})`,
    },
    locations: [{ physicalLocation: physical(finding.path, finding.range) }],
    relatedLocations: finding.related.map(({ range, label }, index) => ({
      id: index + 1,
      message: { text: label },
      physicalLocation: physical(finding.path, range),
    })),
    partialFingerprints: { "noPickle/v1": finding.fingerprint },
    properties: { origin: finding.origin, symbol: finding.symbol },
    ...(fix
      ? {
          fixes: [
            {
              description: { text: fix.caveat ?? "Proven by analyzing the result." },
              artifactChanges: [
                {
                  artifactLocation: artifact(finding.path),
                  replacements: [
                    {
                      deletedRegion: { startLine: fix.startLine + 1, endLine: fix.endLine + 1 },
                      insertedContent: { text: fix.replacement },
                    },
                  ],
                },
              ],
            },
          ],
        }
      : {}),
  };
}

function suppression({ reason, expires }: Suppressed): object {
  const until = expires === null ? "" : ` (until ${expires})`;
  return { kind: "external", status: "accepted", justification: `${reason}${until}` };
}

function physical(path: string, range: Range): object {
  return {
    artifactLocation: artifact(path),
    region: {
      startLine: range.startLine + 1,
      startColumn: range.startColumn + 1,
      endLine: range.endLine + 1,
      endColumn: range.endColumn + 1,
    },
  };
}

function artifact(path: string): object {
  const uri = uriPath(path);
  return path.startsWith("/") ? { uri: `file://${uri}` } : { uri, uriBaseId: "%SRCROOT%" };
}
