import { MAX_NESTING } from "../../src/analysis/analyze-python.js";
import type { AnalysisTools } from "../../src/analysis/analysis-tools.js";
import type { NestedModel } from "../../src/analysis/nested-code.js";
import { runRules } from "../../src/analysis/run-rules.js";
import { KNOWN_NAMES } from "../../src/analysis/known-names.js";
import { NO_FLOORS } from "../../src/dependencies/floor.js";
import { buildFileModel, type MentionsIn } from "../../src/python/file-model.js";

const PLACE = { path: "a.py", floors: NO_FLOORS };

/**
 * What the rules find in a text that is parsed whatever words it holds: places with their rules.
 * @param mentionsIn what of the file is looked at; by default what is in use
 */
export function withoutSieve(
  text: string,
  { parse }: Pick<AnalysisTools, "parse">,
  mentionsIn?: MentionsIn,
): string[] {
  const parsed = parse(text);
  if (!parsed.ok) return [];
  const nested =
    (depth: number): NestedModel =>
    (inner) => {
      const tree = depth > 0 ? parse(inner) : null;
      return tree?.ok
        ? { model: buildFileModel(tree.tree, KNOWN_NAMES, PLACE, mentionsIn), nested: nested(depth - 1) }
        : null;
    };
  const hits = runRules(
    buildFileModel(parsed.tree, KNOWN_NAMES, PLACE, mentionsIn),
    nested(MAX_NESTING),
    (problem) => {
      throw new Error(problem);
    },
  );
  return hits.map(({ rule, found: { span } }) => `${rule.meta.id} ${String(span.start)} ${String(span.end)}`);
}
