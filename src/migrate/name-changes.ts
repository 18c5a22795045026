import { calledOn, isBuiltin, nameOf, spelled } from "./call-shapes.js";
import { SINKS } from "./sinks.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { lookUp } from "../python/reaching.js";
import type { Scope } from "../python/scope.js";
import { symbolsOf } from "../rule-kit/sinks.js";

/** What is done to a list or a dict after it was made. */
export type Change =
  | { readonly kind: "set"; readonly key: SyntaxNode | null; readonly value: SyntaxNode }
  | { readonly kind: "add"; readonly value: SyntaxNode }
  /** All items of another one are put in. */
  | { readonly kind: "merge"; readonly value: SyntaxNode }
  /** What is in it is given away: it may be changed, unless it is a number or a string. */
  | { readonly kind: "lent"; readonly because: string }
  | { readonly kind: "any"; readonly because: string };

/** What a file does with a variable besides writing it. @param owner the scope that binds it */
export function changesOf(model: FileModel, name: string, owner: Scope): readonly Change[] {
  return model.evaluator
    .identifiersNamed(name)
    .filter((node) => !isMemberName(node) && isOf(model, node, owner))
    .flatMap((node) => changeAt(model, node) ?? []);
}

/** The same for an attribute of `self`, on whatever object. */
export function changesOfMember(model: FileModel, member: string): readonly Change[] {
  return model.evaluator.identifiersNamed(member).flatMap((node) => {
    const { parent } = node;
    return parent?.type === "attribute" && node.field === "attribute" ? (changeAt(model, parent) ?? []) : [];
  });
}

/** Whether an attribute is set anywhere but in these statements: in another way, or on another object. */
export function isSetElsewhere(
  model: FileModel,
  member: string,
  statements: ReadonlySet<SyntaxNode>,
): boolean {
  return model.evaluator.identifiersNamed(member).some((node) => {
    const attribute = node.parent?.type === "attribute" && node.field === "attribute" ? node.parent : null;
    const { parent, field } = attribute ?? { parent: null, field: null };
    if (!attribute || !parent) return false;
    if (parent.type === "assignment" && field === "left") return !statements.has(parent);
    return UNPACKING.has(parent.type) || (parent.type === "for_statement" && field === "left");
  });
}

const UNPACKING: ReadonlySet<NodeKind> = new Set([
  ...(["pattern_list", "tuple_pattern", "list_pattern", "as_pattern_target"] as const),
  ...(["list_splat_pattern", "delete_statement"] as const),
]);

function isOf(model: FileModel, node: SyntaxNode, owner: Scope): boolean {
  const found = lookUp(
    identifierText(model.tree.text, node),
    node,
    scopeOf(model, node),
    model.evaluator.budget,
  );
  return found.kind === "bound" && found.scope === owner;
}

function isMemberName({ parent, field }: SyntaxNode): boolean {
  return (
    (parent?.type === "attribute" && field === "attribute") ||
    (parent?.type === "keyword_argument" && field === "name")
  );
}

function changeAt(model: FileModel, node: SyntaxNode): Change | null {
  const { parent, field } = node;
  switch (parent?.type) {
    case "assignment":
      if (field === "left" || field === "type") return null;
      return { kind: "any", because: `\`${spelled(model, parent)}\` gives it another name` };
    case "augmented_assignment": {
      const right = childOf(parent, "right");
      return field === "left" && right ? { kind: "merge", value: right } : null;
    }
    case "subscript":
      return field === "value" ? atEntry(model, parent) : null;
    case "attribute":
      return atMember(model, parent);
    case "argument_list":
    case "keyword_argument":
      return atCall(model, node);
    case "for_statement":
    case "for_in_clause":
      return field === "right" ? { kind: "lent", because: "its items are gone through" } : null;
    case "list_splat":
    case "dictionary_splat":
      return { kind: "lent", because: `\`${shortened(spelled(model, parent))}\` gives what is in it away` };
    case "list":
    case "tuple":
    case "set":
    case "pair":
    case "expression_list":
    case "yield":
    case "default_parameter":
    case "typed_default_parameter":
      return { kind: "any", because: `it is kept elsewhere, too: \`${shortened(spelled(model, parent))}\`` };
    default:
      return null;
  }
}

function atEntry(model: FileModel, entry: SyntaxNode): Change | null {
  const { parent, field } = entry;
  const key = childOf(entry, "subscript");
  if ((parent?.type === "assignment" || parent?.type === "augmented_assignment") && field === "left") {
    const value = childOf(parent, "right");
    return value ? { kind: "set", key, value } : { kind: "any", because: "an entry is set" };
  }
  const isLooked =
    parent?.type === "comparison_operator" ||
    parent?.type === "interpolation" ||
    parent?.type === "delete_statement";
  return isLooked ? null : { kind: "lent", because: `\`${shortened(spelled(model, entry))}\` is given away` };
}

function atMember(model: FileModel, attribute: SyntaxNode): Change | null {
  const call = attribute.parent;
  const called = call?.type === "call" && attribute.field === "function" ? calledOn(model, call) : null;
  const text = shortened(spelled(model, call?.type === "call" ? call : attribute));
  if (!called || !call) return { kind: "any", because: `\`${text}\` may change it` };
  const [first, second] = called.given;
  const plain = (childOf(call, "arguments")?.children ?? []).length === called.given.length;
  switch (called.method) {
    case "append":
    case "appendleft":
      return first ? { kind: "add", value: first } : null;
    case "insert":
      return second ? { kind: "add", value: second } : null;
    case "extend":
    case "update":
      return first && plain
        ? { kind: "merge", value: first }
        : { kind: "any", because: `\`${text}\` may put anything in` };
    case "setdefault":
      return first && second
        ? { kind: "set", key: first, value: second }
        : { kind: "any", because: `\`${text}\`` };
    case "clear":
    case "remove":
    case "sort":
    case "reverse":
    case "index":
    case "count":
    case "keys":
      return null;
    case "get":
    case "items":
    case "values":
    case "copy":
    case "pop":
    case "popitem":
      return { kind: "lent", because: `\`${text}\` gives what is in it away` };
    default:
      return { kind: "any", because: `\`${text}\` may change it` };
  }
}

/** Functions of Python that change nothing in what they are given. */
const LOOKING =
  "len print str repr sorted list dict tuple set sum min max any all isinstance enumerate zip iter bool id type hash format".split(
    " ",
  );

function atCall(model: FileModel, node: SyntaxNode): Change | null {
  const list = node.parent?.type === "keyword_argument" ? node.parent.parent : node.parent;
  const call = list?.parent;
  const callee = call?.type === "call" ? childOf(call, "function") : null;
  if (!call || !callee) return { kind: "any", because: "it is handed on" };
  if (isBuiltin(model, callee, ...LOOKING))
    return { kind: "lent", because: `\`${shortened(spelled(model, call))}\` gives what is in it away` };
  const symbols = symbolsOf(model, callee);
  if (
    symbols.length > 0 &&
    symbols.every(
      (symbol) => SINKS.has(symbol) || /^(?:json\.dumps?|copy\.deepcopy|pprint\.pprint)$/.test(symbol),
    )
  )
    return null;
  const text = spelled(model, callee);
  if (
    /^(?:json\.dumps?|pprint|pprint\.pprint|copy\.deepcopy|(?:self\.)?_?(?:logger|logging|log)\.\w+)$/.test(
      text,
    )
  )
    return null;
  const name = nameOf(model, callee) ?? shortened(text);
  return { kind: "any", because: `it is handed to \`${name}\`, which may change it` };
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 37)}...`;
}
