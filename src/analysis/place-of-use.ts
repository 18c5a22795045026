import { digest } from "../findings/fingerprint.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { identifierText } from "../parse/identifier.js";
import { ancestorOf, childOf, nodeAt, type SyntaxNode } from "../parse/syntax-tree.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { decoratorNames } from "../python/decorator-names.js";
import { lookUp } from "../python/reaching.js";
import { isImport, type RuleFinding } from "../rule-kit/rule.js";
import { neverRuns } from "./dead-loads.js";

/** Whether the function around a node is handed to somebody who may call it: by a decorator, or as a route. */
export function isDecorated(model: FileModel, node: SyntaxNode): boolean {
  const definition = ancestorOf(node, FUNCTIONS);
  if (!definition) return false;
  const decorated = definition.parent?.type === "decorated_definition" ? definition.parent : null;
  return (
    (decorated?.children ?? []).some(
      (child) => child.type === "decorator" && !isPlainDecorator(model, child),
    ) || isMadeRoute(model, definition)
  );
}

const FUNCTIONS: ReadonlySet<NodeKind> = new Set<NodeKind>(["function_definition"]);

/** Whether a decorator only changes how a function is called: a builtin, or one of the standard library by its import. */
function isPlainDecorator(model: FileModel, decorator: SyntaxNode): boolean {
  const names = decoratorNames(model, decorator);
  return names.length > 0 && names.every((name) => PLAIN.test(name));
}

const PLAIN =
  /^(?:builtins\.(?:staticmethod|classmethod|property)|functools\.(?:cache|lru_cache|cached_property|wraps|singledispatch|singledispatchmethod)|contextlib\.(?:async)?contextmanager|abc\.abstract\w+|typing(?:_extensions)?\.(?:override|final|overload|no_type_check)|(?:django\.utils\.functional|werkzeug\.utils|cached_property)\.cached_property)$/;
const MAX_STEPS = 200;

/** `app.add_url_rule("/x", view_func=load)`, `app.route("/x")(load)`: what a function is by another line. */
function isMadeRoute(model: FileModel, definition: SyntaxNode): boolean {
  const name = childOf(definition, "name");
  const uses = name ? model.evaluator.identifiersNamed(identifierText(model.tree.text, name)) : [];
  return uses.slice(0, MAX_STEPS).some((use) => {
    const argument = use.parent?.type === "keyword_argument" && use.field === "value" ? use.parent : use;
    const call = argument.parent?.type === "argument_list" ? argument.parent.parent : null;
    const callee = call?.type === "call" ? childOf(call, "function") : null;
    if (!callee) return false;
    const made = callee.type === "call" ? (childOf(callee, "function") ?? callee) : callee;
    const text = model.tree.text.slice(Math.max(made.start, made.end - 40), made.end);
    return callee.type === "call" ? ROUTE.test(text) : ADD_ROUTE.test(text);
  });
}

const ROUTE = /\.(?:route|get|post|put|patch|delete|websocket|task)$/;
const ADD_ROUTE = /\.(?:add_url_rule|add_(?:api_|api_websocket_|websocket_)?route|add_(?:get|post|put))$/;

/**
 * What the function around a node takes and does, without white space, as a digest: it is the same under another name. ""
 * where that is so little that others may do it as well.
 */
export function bodyAround({ tree }: FileModel, node: SyntaxNode): string {
  const definition = ancestorOf(node, FUNCTIONS);
  const parameters = definition && childOf(definition, "parameters");
  if (!definition || !parameters) return "";
  const known = bodies.get(definition);
  if (known !== undefined) return known;
  const text = tree.text.slice(parameters.start, definition.end).replace(/\s+/g, "");
  const body = text.length < MIN_BODY ? "" : digest(text);
  bodies.set(definition, body);
  return body;
}

const bodies = new WeakMap<SyntaxNode, string>();
const MIN_BODY = 120;

/** Whether all that is imported for a use is imported where nothing runs: when it is used, there is nothing. */
export function isByIdleImports(model: FileModel, { related = [] }: RuleFinding): boolean {
  const imports = related.filter(isImport);
  return imports.length > 0 && imports.every(({ span }) => neverRuns(model, nodeAt(model.tree, span)));
}

/** Whether a use is of a name that nothing binds: it fails before it loads anything. */
export function isOfUnboundName(model: FileModel, node: SyntaxNode): boolean {
  const callee = node.type === "call" ? childOf(node, "function") : null;
  const head = callee?.type === "attribute" ? headOf(callee) : null;
  if (!head || model.document !== undefined) return false;
  return (
    !/^__?builtins__$/.test(identifierText(model.tree.text, head)) &&
    scopeOf(model, model.tree.root).stars.length === 0 &&
    isUnbound(model, head)
  );
}

/** The name that a chain of members and calls starts with. */
function headOf(node: SyntaxNode): SyntaxNode | null {
  let current: SyntaxNode | null = node;
  while (current && current.type !== "identifier")
    current =
      current.type === "attribute"
        ? childOf(current, "object")
        : current.type === "call"
          ? childOf(current, "function")
          : null;
  return current;
}

function isUnbound(model: FileModel, node: SyntaxNode): boolean {
  const head = headOf(node);
  if (!head) return false;
  const name = identifierText(model.tree.text, head);
  return lookUp(name, head, scopeOf(model, head), { left: MAX_STEPS }).kind === "unbound";
}
