import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { hasReceiver } from "../python/call-sites.js";
import { decoratorNames } from "../python/decorator-names.js";
import type { FileModel } from "../python/file-model.js";
import type { Binding } from "../python/scope.js";
import { stringsSpelling } from "../python/shapes.js";
import type { Wrapper } from "../python/value.js";
import type { Reported } from "./rule.js";

/** A parameter by its name and position; see `Wrapper`. */
export type Parameter = Wrapper["parameters"][number];

/**
 * The functions that load safely unless their caller says otherwise, with the parameters that decide it: all of their
 * loads are decided by one that has a safe default, and that nothing in the function binds again.
 */
export function safeByDefault(
  model: FileModel,
  found: readonly Reported[],
): ReadonlyMap<SyntaxNode, readonly Parameter[]> {
  const deciding = new Map<SyntaxNode, (Parameter | null)[]>();
  for (const { data, level, decidedBy } of found) {
    const definition = data && level !== "note" ? ancestorOf(data, FUNCTIONS) : null;
    if (!definition) continue;
    const parameter = decidedBy ? parameterBehind(model, definition, decidedBy) : null;
    const known = deciding.get(definition);
    if (known) known.push(parameter);
    else deciding.set(definition, [parameter]);
  }
  return new Map(
    [...deciding].flatMap(([definition, all]) => {
      const parameters = all.filter((one) => one !== null);
      return parameters.length === all.length ? [[definition, parameters] as const] : [];
    }),
  );
}

const FUNCTIONS: ReadonlySet<NodeKind> = new Set<NodeKind>(["function_definition"]);

/** The parameter with a default that an expression is, in a function that is called as it is written. */
function parameterBehind(model: FileModel, definition: SyntaxNode, node: SyntaxNode): Parameter | null {
  const name = unwrap(node);
  const scope = model.scopes.scopeOfDefinition.get(definition);
  if (name.type !== "identifier" || !scope || model.evaluator.scopeAt(name) !== scope) return null;
  const [binding, ...others] = scope.bindings.get(identifierText(model.tree.text, name)) ?? [];
  if (binding?.to.kind !== "parameter" || others.length > 0 || isChanged(model, definition)) return null;
  if (!binding.to.default || !isKnown(model, binding.to.default)) return null;
  const position = positionOf(model, definition, binding);
  return position === null ? null : { name: binding.name, position };
}

/** Whether all that an expression can be is known, and so was judged with the argument. */
function isKnown({ evaluator }: FileModel, node: SyntaxNode): boolean {
  return evaluator.evaluate(node).every(({ kind }) => kind !== "unknown");
}

/** Whether calls may come with other arguments, or defaults, than are written: by a decorator or by an attribute. */
function isChanged(model: FileModel, definition: SyntaxNode): boolean {
  const decorators =
    definition.parent?.type === "decorated_definition"
      ? definition.parent.children.filter(({ type }) => type === "decorator")
      : [];
  return (
    changesDefaults(model) ||
    decorators.some((decorator) => {
      const names = decoratorNames(model, decorator);
      return names.length === 0 || !names.every((name) => PLAIN.test(name));
    })
  );
}

const PLAIN =
  /^(?:builtins\.(?:staticmethod|classmethod)|abc\.abstractmethod|typing(?:_extensions)?\.(?:override|final))$/;

/** Whether a file may give functions other defaults than they are written with. */
export function changesDefaults(model: FileModel): boolean {
  return ["__defaults__", "__kwdefaults__", "__code__"].some(
    (name) => model.evaluator.identifiersNamed(name).length > 0 || stringsSpelling(model, name).length > 0,
  );
}

/** The position of a parameter, without the receiver; null for other bindings, and for the receiver itself. */
export function positionOf(model: FileModel, definition: SyntaxNode, binding: Binding): number | null {
  if (binding.to.kind !== "parameter") return null;
  const parameters = childOf(definition, "parameters")?.children ?? [];
  const receiver = hasReceiver(model.evaluator, definition) ? 1 : 0;
  const position = parameters.filter(({ type }) => !type.endsWith("_separator")).indexOf(binding.node);
  return position < receiver ? null : position - receiver;
}
