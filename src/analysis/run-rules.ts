import { compareLevels } from "../findings/finding.js";
import { dataSource } from "../python/data-source.js";
import type { FileModel } from "../python/file-model.js";
import { RULES } from "../rules/registry.js";
import type { Reported, Rule, RuleFinding } from "../rule-kit/rule.js";
import { isCopy } from "../rule-kit/round-trip.js";
import { afterSignatureCheck } from "../rule-kit/verified-bytes.js";
import type { Hit } from "./hit.js";
import { byItsFile, type ArtifactAt } from "./by-its-file.js";
import { textFallback } from "./text-fallback.js";
import { findNested, type NestedModel, type ReadNamed } from "./nested-code.js";

/** The most findings of one text that are told apart; a text with more is said to have more. */
export const MAX_FINDINGS = 2000;

/** Called with a sentence for each rule that failed; the other rules still run. */
export type OnFailure = (problem: string) => void;

/**
 * Runs every rule over a file: first each by itself, then those that look at what was found. `nested` makes a model of
 * code inside a literal, or gives null; it bounds the depth. `read` gives the texts of other files, `artifactAt` what other
 * files do when they are loaded.
 */
export function runRules(
  model: FileModel,
  nested: NestedModel,
  onFailure: OnFailure,
  read: ReadNamed = () => null,
  artifactAt: ArtifactAt = () => null,
): Hit[] {
  const hits: Hit[] = [];
  for (const rule of RULES) {
    const own = attempt(rule, onFailure, () => take(rule.check(model)));
    if (rule.reportsNestedCode) {
      own.push(
        ...attempt(rule, onFailure, () =>
          findNested(model, nested, read, (inner, deeper) =>
            runRules(inner, deeper, onFailure, read, artifactAt),
          ),
        ),
      );
    }
    for (const found of distinct(rule, own)) hits.push(inContext(model, rule, found, artifactAt));
  }
  hits.push(...textFallback(model, hits));
  const reported = hits.map(toReported);
  for (const rule of RULES) {
    const { review } = rule;
    if (!review) continue;
    const own = attempt(rule, onFailure, () => take(review(model, reported)));
    for (const found of distinct(rule, own)) hits.push({ rule, found });
  }
  return hits;
}

/** What the rules that look at single places report: enough to know which functions load unsafely. */
export function reportedBy(model: FileModel): Reported[] {
  return RULES.flatMap((rule) =>
    attempt(
      rule,
      () => undefined,
      () => [...rule.check(model)],
    ).map((found) => toReported({ rule, found })),
  );
}

function toReported({ rule, found }: Hit): Reported {
  return { ...found, ruleId: rule.meta.id, level: found.level ?? rule.meta.level };
}

/** As many findings of one rule as are ever told apart, and one more to show that there are more. */
function take(found: Iterable<RuleFinding>): RuleFinding[] {
  const taken: RuleFinding[] = [];
  for (const one of found) {
    taken.push(one);
    if (taken.length > MAX_FINDINGS) break;
  }
  return taken;
}

function attempt(rule: Rule, onFailure: OnFailure, run: () => RuleFinding[]): RuleFinding[] {
  try {
    return run();
  } catch (error) {
    onFailure(`the rule ${rule.meta.id} failed: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

/** Says where the data comes from, and lowers by one what only happens after a signature was checked. */
function inContext(model: FileModel, rule: Rule, reported: RuleFinding, artifactAt: ArtifactAt): Hit {
  const found = byItsFile(model, rule, reported, artifactAt);
  const { data } = found;
  const level = found.level ?? rule.meta.level;
  if (!data || level === "note") return { rule, found };
  if (isCopy(model, found.symbol, data)) {
    const message = `\`${found.symbol}\` reads back what the same function wrote: a copy, not a way in.`;
    return { rule, found: { ...found, level: "note", message } };
  }
  if (level === "block" && afterSignatureCheck(model, data)) {
    const message = `${found.message} The bytes are checked against a signature first, so the key now decides who can do that.`;
    return { rule, found: { ...found, level: "warn", message } };
  }
  const source = dataSource(model, data);
  if (!source) return { rule, found };
  const { start, end } = source.node;
  const text = model.tree.text.slice(start, Math.min(end, start + 60)).replace(/\s+/g, " ");
  const line = model.source.positionOf(start).line + 1;
  const message = `${found.message} What it reads comes from ${source.what}: \`${text.replaceAll("`", "'")}\`, line ${String(line)}.`;
  const related = [...(found.related ?? []), { span: source.node, label: "the data comes from here" }];
  return {
    rule,
    found: { ...found, message, related },
    ...(source.kind === "remote" && { sentBy: source.what }),
  };
}

/** One finding per place, however many names lead to it: the most serious, with the imports of all. */
function distinct(rule: Rule, found: readonly RuleFinding[]): readonly RuleFinding[] {
  const places = new Map<string, RuleFinding>();
  for (const finding of found) {
    const key = `${String(finding.span.start)}:${String(finding.span.end)}`;
    const other = places.get(key);
    if (!other) {
      places.set(key, finding);
      continue;
    }
    const worse = compareLevels(finding.level ?? rule.meta.level, other.level ?? rule.meta.level) < 0;
    const related = new Set([...(other.related ?? []), ...(finding.related ?? [])]);
    places.set(key, { ...(worse ? finding : other), related: [...related] });
  }
  return [...places.values()];
}
