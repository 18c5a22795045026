import type { SyntaxNode, SyntaxTree } from "../parse/syntax-tree.js";
import type { Evaluator } from "./evaluator.js";
import { expressionValues, isParameter } from "./expression-values.js";
import { contentsOf, itemsOf } from "./iteration.js";
import type { KnownNames } from "./known-names.js";
import { memberOf } from "./member-values.js";
import { boundValues, globalValues } from "./name-values.js";
import type { ScopeTree } from "./scope.js";
import { subclassesIn } from "./subclasses.js";
import { entriesAt } from "./subscript-values.js";
import { distinctValues, UNKNOWN, type Value } from "./value.js";

/** How deep names are followed, and how many alternatives and steps are kept; beyond, a value is unknown. */
const MAX_DEPTH = 24;
const MAX_ALTERNATIVES = 12;
const MAX_STEPS = 10_000_000;

/** Builds the evaluator of a file. Results are remembered per node. */
export function createEvaluator(
  tree: SyntaxTree,
  scopes: ScopeTree,
  known: KnownNames,
  lookedUp: Pick<Evaluator, "identifiersNamed" | "mayCarry">,
): Evaluator {
  const answers = noAnswers(tree);
  const budget = { left: MAX_STEPS };
  const evaluator: Evaluator = {
    ...{ tree, scopes, known, budget, ...lookedUp },
    evaluate: (node) => answer(evaluator, answers, node),
    bound: (binding) => boundValues(evaluator, binding),
    globalValues: (name) => globalValues(evaluator, name),
    scopeAt: (node) => scopes.scopeAt[node.index] ?? scopes.module,
    exhausted: () => budget.left <= 0,
    members: (values, name) => memberOf(evaluator, values, name),
    items: (values) => itemsOf(evaluator, values),
    contents: (values) => contentsOf(evaluator, values),
    entries: (object, key, place) => entriesAt(evaluator, object, key, place),
    subclasses: subclassesIn(tree),
    containers: { lookedInto: new Set(), found: new Map() },
    results: new Map(),
  };
  return evaluator;
}

/** The answers given so far, and the questions that are being asked. */
interface Answers {
  /** Final answers, by the index of the node. */
  readonly final: (readonly Value[] | undefined)[];
  /** Answers that were cut off, for the outermost question: their own alternatives are in its answer too. */
  readonly provisional: Map<SyntaxNode, readonly Value[]>;
  /** 1 for the nodes that are being asked about, by index; how many these are. */
  readonly isOpen: Uint8Array;
  depth: number;
  /** Set when an answer was cut off by a cycle or a limit; it is then final for the outermost question only. */
  cutOff: boolean;
}

function noAnswers({ nodes }: SyntaxTree): Answers {
  return {
    final: new Array<undefined>(nodes.length).fill(undefined),
    provisional: new Map(),
    isOpen: new Uint8Array(nodes.length),
    depth: 0,
    cutOff: false,
  };
}

function answer(evaluator: Evaluator, answers: Answers, node: SyntaxNode): readonly Value[] {
  const { final, provisional, isOpen } = answers;
  // An answer from memory counts as well: a file can ask for it as often as it is long.
  evaluator.budget.left--;
  const known = final[node.index];
  if (known) return known;
  const partial = provisional.get(node);
  if (partial) {
    answers.cutOff = true;
    return partial;
  }
  if (isOpen[node.index] === 1 || answers.depth > MAX_DEPTH || evaluator.budget.left <= 0) {
    answers.cutOff = true;
    return [UNKNOWN];
  }
  const before = answers.cutOff;
  answers.cutOff = false;
  isOpen[node.index] = 1;
  answers.depth++;
  const values = distinctValues(expressionValues(evaluator, node), MAX_ALTERNATIVES);
  answers.depth--;
  isOpen[node.index] = 0;
  // Functions that call each other in circles would be asked again for each of their parameters.
  if (isParameter(node)) answers.cutOff = false;
  const isOutermost = answers.depth === 0;
  if (!answers.cutOff || isOutermost) final[node.index] = values;
  else provisional.set(node, values);
  if (isOutermost) provisional.clear();
  answers.cutOff = before || (answers.cutOff && !isOutermost);
  return values;
}
