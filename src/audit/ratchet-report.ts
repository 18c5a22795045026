import type { Finding, NotScanned } from "../findings/finding.js";
import { visibleLine } from "../report/escape.js";
import { ratchetLine } from "../report/ratchet-line.js";
import { plural, type Scope } from "../report/report.js";
import type { Style } from "../report/style.js";
import { scopeRows } from "../report/summary.js";
import { newUses, type RatchetResult, type Risen } from "./ratchet.js";

/** What a ratchet and the tree come to. */
export interface RatchetFacts {
  readonly version: string;
  /** The file, as somebody in the current folder writes it. */
  readonly name: string;
  readonly result: RatchetResult;
  readonly findings: readonly Finding[];
  readonly notScanned: readonly NotScanned[];
  /** What was looked at, and under which policy. */
  readonly scope: Scope | null;
}

/** What a person reads of it: what rose and where, and how much is left. */
export function renderRatchetText(
  { name, result, findings, notScanned, scope }: RatchetFacts,
  action: "init" | "check" | "update",
  style: Style,
): string {
  const risen = result.risen.map((one) => {
    const places = placesOf(one, findings).map((line) => `${one.path}:${String(line)}`);
    const shown = places.slice(0, MAX_PLACES).join(", ");
    const more = places.length > MAX_PLACES ? ` and ${String(places.length - MAX_PLACES)} more` : "";
    const count = `${String(one.is)} of ${one.symbol} (${one.ruleId}), ${String(one.was)} allowed`;
    return `${style.level("block", "more")} ${style.strong(visibleLine(one.path))}: ${visibleLine(count)}\n  ${visibleLine(shown)}${more}\n`;
  });
  const gaps = notScanned.map(({ path, reason }) => `${visibleLine(`${path} was not scanned: ${reason}`)}\n`);
  const hint =
    action === "check" && result.left < result.allowed && result.risen.length === 0
      ? "; no-pickle ratchet update keeps it so"
      : "";
  const rows = scopeRows(scope, style).map((row) => `${row}\n`);
  const verdict = result.risen.length > 0 ? `; ${plural(result.risen.length, "count")} rose` : hint;
  return `${[...risen, ...gaps].join("")}${visibleLine(name)}: ${ratchetLine(result)}${verdict}\n${rows.join("")}`;
}

const MAX_PLACES = 5;

/** The same for programs; documented in `docs/json.md`. */
export function renderRatchetJson({ version, result, findings, notScanned }: RatchetFacts): string {
  const report = {
    schemaVersion: 1,
    tool: { name: "no-pickle", version },
    left: result.left,
    allowed: result.allowed,
    risen: result.risen.map((one) => ({
      ...{ ruleId: one.ruleId, path: one.path, symbol: one.symbol, allowed: one.was, count: one.is },
      lines: placesOf(one, findings),
    })),
    notScanned: notScanned.map(({ path, reason }) => ({ path, reason })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** The lines (1-based) of what may be new. */
function placesOf(risen: Risen, findings: readonly Finding[]): number[] {
  return newUses(risen, findings).map(({ range }) => range.startLine + 1);
}
