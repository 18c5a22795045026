import { keywordOf, literal } from "./constants.js";
import type { Evaluator } from "./evaluator.js";
import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Value } from "./value.js";

/** What gives the value of an option where nobody sets it. */
type Default = () => readonly Value[];

const defaultsByFile = new WeakMap<Evaluator, ReadonlyMap<string, readonly Default[]>>();

/**
 * What the command line options and the fields of records that a file declares under this name are where nobody sets
 * them: those of argparse, optparse and click, of named tuples, and of namespaces. Empty for none.
 */
export function declaredDefaults(evaluator: Evaluator, name: string): readonly Value[] {
  let defaults = defaultsByFile.get(evaluator);
  if (!defaults) defaultsByFile.set(evaluator, (defaults = declarationsIn(evaluator)));
  return (defaults.get(name) ?? []).flatMap((one) => one());
}

/** How many values a name can be declared to have. */
const MAX_DEFAULTS = 20;

function declarationsIn(evaluator: Evaluator): ReadonlyMap<string, readonly Default[]> {
  const found = new Map<string, Default[]>();
  const add = (name: string, value: Default): void => {
    const list = found.get(name);
    if (!list) found.set(name, [value]);
    else if (list.length < MAX_DEFAULTS) list.push(value);
  };
  const each = (words: readonly string[], declare: (call: SyntaxNode) => void): void => {
    for (const word of words) for (const call of callsOf(evaluator, word)) declare(call);
  };
  each(["add_argument", "add_option", "option"], (call) => {
    declareOption(evaluator, call, add);
  });
  each(["namedtuple"], (call) => {
    declareFields(evaluator, call, add);
  });
  each(["set_defaults", "Namespace", "SimpleNamespace"], (call) => {
    for (const argument of childOf(call, "arguments")?.children ?? []) {
      const name = argument.type === "keyword_argument" ? childOf(argument, "name") : null;
      const value = name ? childOf(argument, "value") : null;
      if (name && value) add(identifierText(evaluator.tree.text, name), () => evaluator.evaluate(value));
    }
  });
  return found;
}

function callsOf({ identifiersNamed }: Evaluator, word: string): SyntaxNode[] {
  return identifiersNamed(word).flatMap((node) => {
    const callee = node.parent?.type === "attribute" && node.field === "attribute" ? node.parent : node;
    return callee.field === "function" && callee.parent?.type === "call" ? [callee.parent] : [];
  });
}

type Declare = (name: string, value: Default) => void;

/** `add_argument("-c", "--codec", default="pickle")`, `option("--codec", type=Choice([...]))`. */
function declareOption(evaluator: Evaluator, call: SyntaxNode, add: Declare): void {
  const { text } = evaluator.tree;
  const name = nameOfOption(evaluator, call);
  if (name === null) return;
  const action = keywordOf(text, call, "action");
  const stored = action ? literal(text, action) : undefined;
  const given = keywordOf(text, call, "default");
  const constant = keywordOf(text, call, "const");
  const choices = keywordOf(text, call, "choices") ?? choicesOf(keywordOf(text, call, "type"));
  if (given) add(name, () => evaluator.evaluate(given));
  else if (stored === "store_true" || stored === "store_false")
    add(name, () => [{ kind: "constant", value: stored === "store_false" }]);
  if (constant) add(name, () => evaluator.evaluate(constant));
  if (choices) add(name, () => evaluator.items(evaluator.evaluate(choices)));
}

/** `click.Choice(["json", "pickle"])`. */
function choicesOf(type: SyntaxNode | undefined): SyntaxNode | undefined {
  return type?.type === "call" ? childOf(type, "arguments")?.children[0] : undefined;
}

/** The attribute or parameter that an option is given as. */
function nameOfOption({ tree }: Evaluator, call: SyntaxNode): string | null {
  const { text } = tree;
  const dest = keywordOf(text, call, "dest");
  const named = dest ? literal(text, dest) : undefined;
  if (typeof named === "string") return named;
  const spellings = (childOf(call, "arguments")?.children ?? []).flatMap((argument) => {
    const value = argument.type === "string" ? literal(text, argument) : undefined;
    return typeof value === "string" ? [value] : [];
  });
  const spelling =
    spellings.find((one) => !one.startsWith("-")) ??
    spellings.find((one) => one.startsWith("--")) ??
    spellings[0];
  return spelling?.split("/", 1)[0]?.replace(/^-+/, "").replaceAll("-", "_") ?? null;
}

/** `namedtuple("Options", "path codec", defaults=["pickle"])`: the last fields have them. */
function declareFields(evaluator: Evaluator, call: SyntaxNode, add: Declare): void {
  const { text } = evaluator.tree;
  const [, fields] = childOf(call, "arguments")?.children ?? [];
  const defaults = keywordOf(text, call, "defaults");
  if (!fields || !defaults) return;
  const names =
    fields.type === "string"
      ? String(literal(text, fields)).split(/[\s,]+/)
      : fields.children.map((field) => String(literal(text, field)));
  const values = defaults.children;
  const shift = names.length - values.length;
  values.forEach((value, i) => {
    const name = names[shift + i];
    if (name !== undefined) add(name, () => evaluator.evaluate(value));
  });
}
