import { NO_FLOORS } from "../../src/dependencies/floor.js";
import type { AnalysisTools } from "../../src/analysis/analyze-source.js";
import { KNOWN_NAMES } from "../../src/analysis/sieve.js";
import { buildFileModel } from "../../src/python/file-model.js";
import { RULES } from "../../src/rules/registry.js";

/** What the rules find in a text that is parsed whatever words it holds: places with their rules. */
export function withoutSieve(text: string, { parse }: AnalysisTools): string[] {
  const parsed = parse(text);
  if (!parsed.ok) return [];
  const model = buildFileModel(parsed.tree, KNOWN_NAMES, { path: "a.py", floors: NO_FLOORS });
  const found = RULES.flatMap((rule) =>
    [...rule.check(model)].map(({ span }) => `${rule.meta.id} ${String(span.start)} ${String(span.end)}`),
  );
  return [...new Set(found)];
}
