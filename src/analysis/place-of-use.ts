import { digest } from "../findings/fingerprint.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, nodeAt, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import { isImport, type RuleFinding } from "../rule-kit/rule.js";

/** Whether the function around a node has another decorator than those that only change how it is called. */
export function isDecorated({ tree }: FileModel, node: SyntaxNode): boolean {
  const definition = ancestorOf(node, FUNCTIONS);
  const decorated = definition?.parent?.type === "decorated_definition" ? definition.parent : null;
  return (decorated?.children ?? []).some(
    ({ type, start, end }) => type === "decorator" && !PLAIN_DECORATOR.test(tree.text.slice(start, end)),
  );
}

const FUNCTIONS: ReadonlySet<NodeKind> = new Set<NodeKind>(["function_definition"]);
const PLAIN_DECORATOR =
  /^@\s*(?:staticmethod|classmethod|property|cached_property|functools\.\w+|lru_cache|cache|contextmanager|override|abstractmethod)\b/;

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

/** Whether it stands under `if False:`, or under `if TYPE_CHECKING:`. */
export function neverRuns({ tree: { text } }: FileModel, node: SyntaxNode): boolean {
  for (let inner = node, { parent } = node; parent; inner = parent, parent = parent.parent) {
    if (parent.type !== "if_statement" || inner.field !== "consequence") continue;
    const condition = childOf(parent, "condition");
    if (condition && NEVER.test(text.slice(condition.start, Math.min(condition.end, condition.start + 40))))
      return true;
  }
  return false;
}

const NEVER = /^(?:False|0|None|(?:\w+\.)?TYPE_CHECKING)$/;
