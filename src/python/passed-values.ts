import { positionalArguments } from "./call-values.js";
import { callSites, type CallSite } from "./call-sites.js";
import { literal } from "./constants.js";
import type { Evaluator } from "./evaluator.js";
import { mayLead } from "./held-values.js";
import { identifierText } from "../parse/identifier.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { DEFINITIONS } from "./call-sites.js";
import { UNKNOWN, type Value } from "./value.js";

/**
 * What the calls in the file pass for a parameter, as far as it can lead to something that the rules know: others may pass
 * anything else. A loader that is handed on is judged where that is done, and is not followed.
 */
export function passedValues(evaluator: Evaluator, parameter: SyntaxNode): readonly Value[] {
  const definition = ancestorOf(parameter, DEFINITIONS);
  if (!definition) return [UNKNOWN];
  const passed = passedTo(evaluator, definition);
  if (passed.length === 0) return [];
  if (isRest(parameter))
    return passedToRest(evaluator, parameter).length === 0
      ? []
      : [{ kind: "iterable", node: parameter, way: "rest" }];
  const position = positionOf(parameter, definition);
  const name = nameOf(evaluator, parameter);
  return passed.flatMap((one) => (one.at === position || one.at === name ? valuesOf(evaluator, one) : []));
}

/** What the calls in the file pass for any of `*args` or `**kwargs`. */
export function passedToRest(evaluator: Evaluator, parameter: SyntaxNode): readonly Value[] {
  const definition = ancestorOf(parameter, DEFINITIONS);
  if (!definition) return [UNKNOWN];
  const position = positionOf(parameter, definition);
  const isPositional = starredIn(parameter)?.type === "list_splat_pattern";
  return passedTo(evaluator, definition).flatMap((one) => {
    const isMeant = typeof one.at === "number" ? isPositional && one.at >= position : !isPositional;
    return isMeant ? valuesOf(evaluator, one) : [];
  });
}

/** An argument that can lead to something that the rules know. */
interface Passed {
  /** The position, from 0, or the keyword. */
  readonly at: number | string;
  readonly value: SyntaxNode;
  /** Whether the function gets the items of it, one by one. */
  readonly isEach: boolean;
}

const passedByFile = new WeakMap<Evaluator, Map<SyntaxNode, readonly Passed[]>>();

/** Such arguments of all calls of a function: looked for once, however many parameters it has. */
function passedTo(evaluator: Evaluator, definition: SyntaxNode): readonly Passed[] {
  const known = passedByFile.get(evaluator) ?? new Map<SyntaxNode, readonly Passed[]>();
  passedByFile.set(evaluator, known);
  const passed = known.get(definition) ?? [
    ...callSites(evaluator, definition).flatMap((site) => passedAt(evaluator, site)),
    ...parametrized(evaluator, definition),
  ];
  known.set(definition, passed);
  evaluator.budget.left -= passed.length;
  return passed;
}

/** What pytest calls a test with: `@pytest.mark.parametrize("lib", [json, joblib])`. */
function parametrized(evaluator: Evaluator, definition: SyntaxNode): readonly Passed[] {
  const around = definition.parent?.type === "decorated_definition" ? definition.parent.children : [];
  return around.flatMap((decorator): readonly Passed[] => {
    const call = decorator.type === "decorator" ? decorator.children[0] : undefined;
    if (call?.type !== "call" || lastNameOf(evaluator, call) !== "parametrize") return [];
    const [names, values] = positionalArguments(call);
    const spelled = names ? literal(evaluator.tree.text, names) : undefined;
    if (typeof spelled !== "string" || !values || !evaluator.mayCarry(values)) return [];
    const parameters = spelled.split(",").map((name) => name.trim());
    return values.children.flatMap((one) => {
      const isMarked = one.type === "call" && lastNameOf(evaluator, one) === "param";
      const row = isMarked ? positionalArguments(one) : parameters.length > 1 ? one.children : [one];
      return row.flatMap((value, i) => {
        const at = parameters[i];
        return at !== undefined && evaluator.mayCarry(value) ? [{ at, value, isEach: false }] : [];
      });
    });
  });
}

function lastNameOf({ tree }: Evaluator, call: SyntaxNode): string {
  const callee = childOf(call, "function");
  const name = callee?.type === "attribute" ? childOf(callee, "attribute") : callee;
  return name?.type === "identifier" ? identifierText(tree.text, name) : "";
}

function passedAt(
  evaluator: Evaluator,
  { positional, shift, isEach, keywords }: CallSite,
): readonly Passed[] {
  const counts = (value: SyntaxNode): boolean =>
    evaluator.mayCarry(value) || value.type === "string" || isConstant(evaluator, value);
  return [
    ...positional.flatMap((value, i) => (counts(value) ? [{ at: i + shift, value, isEach }] : [])),
    ...keywords.flatMap((argument) => {
      const name = childOf(argument, "name");
      const value = childOf(argument, "value");
      if (!name || !value || !counts(value)) return [];
      return [{ at: identifierText(evaluator.tree.text, name), value, isEach: false }];
    }),
  ];
}

function valuesOf(evaluator: Evaluator, { value, isEach }: Passed): readonly Value[] {
  if (!evaluator.mayCarry(value)) return namedIn(evaluator, value);
  const spread = value.type === "list_splat" ? value.children[0] : undefined;
  const values = evaluator.evaluate(spread ?? value);
  return followed(evaluator, isEach || spread ? evaluator.items(values) : values);
}

/** Whether a name is written as constants are: `READER`. */
function isConstant({ tree }: Evaluator, { type, start, end }: SyntaxNode): boolean {
  return type === "identifier" && /^[A-Z][A-Z0-9_]{0,80}$/.test(tree.text.slice(start, end));
}

/** A string that spells a module that the rules know, or something in one: `"pickle"`, `"joblib:load"`. */
function namedIn(evaluator: Evaluator, text: SyntaxNode): readonly Value[] {
  const { tree, known } = evaluator;
  const [constant] = text.type === "identifier" ? evaluator.evaluate(text) : [];
  const value = constant?.kind === "constant" ? constant.value : literal(tree.text, text);
  const root = typeof value === "string" ? /^[^.:]*/.exec(value)?.[0] : undefined;
  return value !== undefined && root !== undefined && known.modules.has(root)
    ? [{ kind: "constant", value }]
    : [];
}

function followed(evaluator: Evaluator, values: readonly Value[]): readonly Value[] {
  const { symbols } = evaluator.known;
  return values.filter(
    (value) =>
      mayLead(evaluator, value) &&
      !(value.kind === "symbol" && value.name.includes(".") && symbols.has(value.name)),
  );
}

/** The position of a parameter, from 0; those of methods begin with the receiver. */
function positionOf(parameter: SyntaxNode, definition: SyntaxNode): number {
  const parameters = childOf(definition, "parameters")?.children ?? [];
  return parameters.filter((one) => !one.type.endsWith("_separator")).indexOf(parameter);
}

function isRest(parameter: SyntaxNode): boolean {
  return starredIn(parameter) !== null;
}

function starredIn(parameter: SyntaxNode): SyntaxNode | null {
  const starred = parameter.type === "typed_parameter" ? parameter.children[0] : parameter;
  return starred?.type === "list_splat_pattern" || starred?.type === "dictionary_splat_pattern"
    ? starred
    : null;
}

function nameOf({ tree }: Evaluator, parameter: SyntaxNode): string {
  const name =
    parameter.type === "identifier" ? parameter : (childOf(parameter, "name") ?? parameter.children[0]);
  return name?.type === "identifier" ? identifierText(tree.text, name) : "";
}
