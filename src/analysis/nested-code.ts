import { compareLevels } from "../findings/finding.js";
import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
import { calleeName } from "../python/shapes.js";
import { childOf } from "../parse/syntax-tree.js";
import type { RuleFinding } from "../rule-kit/rule.js";
import type { Hit } from "./hit.js";

/** Makes a model of code that stands in a literal, with what makes models one level deeper; null at the last level. */
export type NestedModel = (
  text: string,
) => { readonly model: FileModel; readonly nested: NestedModel } | null;

/** `exec`, `eval` and `compile` of a text that is known, where that text does what a rule reports; `run` runs the rules on it. */
export function findNested(
  model: FileModel,
  nested: NestedModel,
  run: (model: FileModel, nested: NestedModel) => readonly Hit[],
): RuleFinding[] {
  const findings: RuleFinding[] = [];
  for (const name of TEXT_RUNNERS) {
    for (const node of model.evaluator.identifiersNamed(name)) {
      const callee = node.parent?.type === "attribute" && node.field === "attribute" ? node.parent : node;
      const call = callee.field === "function" && callee.parent?.type === "call" ? callee.parent : null;
      const runs = call
        ? model.evaluator
            .evaluate(callee)
            .some((value) => value.kind === "symbol" && value.name === `builtins.${name}`)
        : false;
      const text = call && runs ? textOf(model.evaluator, positionalArguments(call)[0]) : undefined;
      if (text !== undefined) model.evaluator.budget.left -= STEPS_OF_TEXT + text.length;
      const inner = text === undefined || model.evaluator.exhausted() ? null : nested(text);
      if (!call || !inner || calleeName(model, call) !== name || childOf(call, "function") !== callee)
        continue;
      const hits = run(inner.model, inner.nested)
        .map(({ rule, found }) => ({ rule, level: found.level ?? rule.meta.level, found }))
        .filter(({ level }) => level !== "note")
        .sort(
          (a, b) =>
            compareLevels(a.level, b.level) ||
            Number(a.rule.subject === "import") - Number(b.rule.subject === "import"),
        );
      const [worst] = hits;
      if (!worst) continue;
      findings.push({
        span: call,
        symbol: worst.found.symbol,
        level: worst.level,
        message: `This \`${name}\` runs a text that reaches \`${worst.found.symbol}\` (${worst.rule.meta.id}).`,
      });
    }
  }
  return findings;
}

/** What a text counts for among the steps of its file: all rules look at it. */
const STEPS_OF_TEXT = 2000;

/** The builtins that run a text as Python. */
export const TEXT_RUNNERS: readonly string[] = ["exec", "eval", "compile"];
