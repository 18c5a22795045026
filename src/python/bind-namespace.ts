import { keywordOf, literal } from "./constants.js";
import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";

/** A name of the module that is bound by way of its namespace. */
export interface NamespaceEntry {
  readonly name: string;
  readonly value: SyntaxNode;
}

/**
 * The names that a statement binds by way of the module's namespace: `globals()["SAFE"] = False`,
 * `sys.modules[__name__].SAFE = False`, `globals().update(SAFE=False)`, `setattr(sys.modules[__name__], "SAFE", False)`.
 * @param node an assignment or a call
 */
export function namespaceEntries(text: string, node: SyntaxNode): readonly NamespaceEntry[] {
  return node.type === "assignment" ? assigned(text, node) : called(text, node);
}

function assigned(text: string, assignment: SyntaxNode): readonly NamespaceEntry[] {
  const left = childOf(assignment, "left");
  const value = childOf(assignment, "right");
  if (!left || !value) return [];
  if (left.type === "subscript" && isNamespace(text, childOf(left, "value"))) {
    const key = childOf(left, "subscript");
    return key ? entry(text, key, value) : [];
  }
  const name = left.type === "attribute" ? childOf(left, "attribute") : null;
  return name && isOwnModule(text, childOf(left, "object"))
    ? [{ name: identifierText(text, name), value }]
    : [];
}

function called(text: string, call: SyntaxNode): readonly NamespaceEntry[] {
  const callee = childOf(call, "function");
  if (callee?.type === "identifier" && text.startsWith("setattr", callee.start)) {
    const [object, key, value] = positionalArguments(call);
    return object && key && value && isOwnModule(text, object) ? entry(text, key, value) : [];
  }
  const method = callee?.type === "attribute" ? childOf(callee, "attribute") : null;
  if (!callee || !method || !isNamespace(text, childOf(callee, "object"))) return [];
  const [first, second] = positionalArguments(call);
  switch (identifierText(text, method)) {
    case "__setitem__":
      return first && second ? entry(text, first, second) : [];
    case "update":
      return [
        ...(first?.type === "dictionary" ? first.children : []).flatMap((pair) => {
          const key = childOf(pair, "key");
          const value = childOf(pair, "value");
          return key && value ? entry(text, key, value) : [];
        }),
        ...(childOf(call, "arguments")?.children ?? []).flatMap((argument) => {
          const name = argument.type === "keyword_argument" ? childOf(argument, "name") : null;
          const value = name ? keywordOf(text, call, identifierText(text, name)) : undefined;
          return name && value ? [{ name: identifierText(text, name), value }] : [];
        }),
      ];
    default:
      return [];
  }
}

function positionalArguments(call: SyntaxNode): readonly SyntaxNode[] {
  return (childOf(call, "arguments")?.children ?? []).filter(({ type }) => type !== "keyword_argument");
}

function entry(text: string, key: SyntaxNode, value: SyntaxNode): readonly NamespaceEntry[] {
  const name = literal(text, key);
  return typeof name === "string" ? [{ name, value }] : [];
}

/** `globals()`, `vars(sys.modules[__name__])`, `sys.modules[__name__].__dict__`. */
function isNamespace(text: string, node: SyntaxNode | null): boolean {
  if (!node || node.end - node.start > MAX_LENGTH) return false;
  return NAMESPACE.test(text.slice(node.start, node.end));
}

function isOwnModule(text: string, node: SyntaxNode | null): boolean {
  if (!node || node.end - node.start > MAX_LENGTH) return false;
  return OWN_MODULE.test(text.slice(node.start, node.end));
}

const MAX_LENGTH = 80;
const OWN_MODULE = /^(?:\w+\.)?modules\s*\[\s*__name__\s*\]$/;
const NAMESPACE =
  /^(?:(?:\w+\.)?globals\s*\(\s*\)|vars\s*\(\s*(?:\w+\.)?modules\s*\[\s*__name__\s*\]\s*\)|(?:\w+\.)?modules\s*\[\s*__name__\s*\]\.__dict__)$/;
