import { compareLevels, type Level } from "../findings/finding.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";
import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";
import type { RuleFinding } from "../rule-kit/rule.js";
import { codeRuns, type CodeRun } from "./code-runs.js";
import type { Hit } from "./hit.js";

/** Makes a model of code that is run, with what makes models one level deeper; null at the last level. */
export type NestedModel = (
  text: string,
) => { readonly model: FileModel; readonly nested: NestedModel } | null;

/** The text of a file that a file at some path names; null where it is not known. */
export type ReadNamed = (path: string) => string | null;

/** Code that is run from a text or a file, where it does what a rule reports; `run` runs the rules on it. */
export function findNested(
  model: FileModel,
  nested: NestedModel,
  read: ReadNamed,
  run: (model: FileModel, nested: NestedModel) => readonly Hit[],
): RuleFinding[] {
  const counted: NestedModel = (text) => {
    const { budget } = model.evaluator;
    budget.left -= STEPS_OF_TEXT + text.length;
    return budget.left <= 0 ? null : nested(text);
  };
  return [...codeRuns(model)].flatMap((one) => {
    const isDecoded = !runsBytes(model, one.call);
    const look: typeof run = (inner, deeper) =>
      run(inner, deeper).filter(({ rule }) => !isDecoded || rule.aboutDecoding !== true);
    return judged(one, counted, read, look) ?? [];
  });
}

function runsBytes({ evaluator }: FileModel, call: SyntaxNode): boolean {
  return positionalArguments(call).some((argument) =>
    evaluator.evaluate(argument).some(({ kind }) => kind === "bytes"),
  );
}

/** What a text counts for among the steps of its file: all rules look at it. */
const STEPS_OF_TEXT = 2000;

function judged(
  { call, what, symbol, texts, files, isSure }: CodeRun,
  nested: NestedModel,
  read: ReadNamed,
  run: (model: FileModel, nested: NestedModel) => readonly Hit[],
): RuleFinding | null {
  // Python by its name is looked at where it stands.
  const others = files.filter((path) => !/\.(?:py|pyw|pyx|ipynb)$/i.test(path));
  const file = others.find((path) => read(path) !== null);
  const content = file === undefined ? null : read(file);
  const worst = worstOf(
    [...texts, ...(content === null ? [] : [content])].flatMap((text) => {
      const inner = nested(text);
      return inner ? run(inner.model, inner.nested) : [];
    }),
  );
  if (worst) {
    const { found, level, rule } = worst;
    const runs =
      texts.length > 0 ? `This ${what} runs a text` : `This runs the file \`${file ?? ""}\`, a text`;
    const message = `${runs} that reaches \`${found.symbol}\` (${rule.meta.id}).`;
    return { span: call, symbol: found.symbol, level, message };
  }
  const missing =
    file === undefined && isSure ? others.find((path) => /[^./]\.[A-Za-z]\w{0,9}$/.test(path)) : undefined;
  if (missing === undefined) return null;
  const message = `This runs what stands in \`${missing}\`, which could not be read as Python here.`;
  return { span: call, symbol, level: "warn", message };
}

function worstOf(hits: readonly Hit[]): (Hit & { readonly level: Level }) | undefined {
  return hits
    .map((hit) => ({ ...hit, level: hit.found.level ?? hit.rule.meta.level }))
    .filter(({ level }) => level !== "note")
    .sort(
      (a, b) =>
        compareLevels(a.level, b.level) ||
        Number(a.rule.subject === "import") - Number(b.rule.subject === "import"),
    )[0];
}
