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
  const sites = callSites(evaluator, definition);
  if (sites.length === 0) return [];
  if (isRest(parameter))
    return passedToRest(evaluator, parameter).length === 0
      ? []
      : [{ kind: "iterable", node: parameter, way: "rest" }];
  const position = positionOf(parameter, definition);
  const name = nameOf(evaluator, parameter);
  return sites.flatMap((site) => [
    ...valuesAt(evaluator, site, (at) => at === position),
    ...valuesNamed(evaluator, site, (keyword) => keyword === name),
  ]);
}

/** What the calls in the file pass for any of `*args` or `**kwargs`. */
export function passedToRest(evaluator: Evaluator, parameter: SyntaxNode): readonly Value[] {
  const definition = ancestorOf(parameter, DEFINITIONS);
  if (!definition) return [UNKNOWN];
  const position = positionOf(parameter, definition);
  const isPositional = starredIn(parameter)?.type === "list_splat_pattern";
  return callSites(evaluator, definition).flatMap((site) =>
    isPositional
      ? valuesAt(evaluator, site, (at) => at >= position)
      : valuesNamed(evaluator, site, () => true),
  );
}

function valuesAt(
  evaluator: Evaluator,
  { positional, shift, isEach }: CallSite,
  isMeant: (position: number) => boolean,
): readonly Value[] {
  return positional.flatMap((argument, at) => {
    if (!isMeant(at + shift)) return [];
    if (!evaluator.mayCarry(argument)) return namedIn(evaluator, argument);
    if (argument.type === "list_splat") {
      const [inner] = argument.children;
      return inner ? followed(evaluator, evaluator.items(evaluator.evaluate(inner))) : [];
    }
    const values = evaluator.evaluate(argument);
    return followed(evaluator, isEach ? evaluator.items(values) : values);
  });
}

function valuesNamed(
  evaluator: Evaluator,
  { keywords }: CallSite,
  isMeant: (name: string) => boolean,
): readonly Value[] {
  return keywords.flatMap((argument) => {
    const name = childOf(argument, "name");
    const value = childOf(argument, "value");
    if (!name || !value || !isMeant(identifierText(evaluator.tree.text, name))) return [];
    return evaluator.mayCarry(value)
      ? followed(evaluator, evaluator.evaluate(value))
      : namedIn(evaluator, value);
  });
}

/** A string that spells a module that the rules know, or something in one: `"pickle"`, `"joblib:load"`. */
function namedIn({ tree, known }: Evaluator, argument: SyntaxNode): readonly Value[] {
  const value = argument.type === "string" ? literal(tree.text, argument) : undefined;
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
