import { positionalArguments } from "./call-values.js";
import type { Evaluator } from "./evaluator.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";

/**
 * How a reference is used.
 * - `call`: it is called here (`call` is the call), bound by `functools.partial`, or handed on with its arguments
 *   (`submit(np.load, path, allow_pickle=True)`): `shift` is then the position of the first of them;
 * - `base`: a base class; `decorator`: decorates a definition;
 * - `argument`: passed to a call uncalled; `stored`: assigned, returned, put in a container;
 * - `inspected`: only looked at (`isinstance`, an annotation, an `except` clause).
 */
export type Role = "call" | "base" | "decorator" | "argument" | "stored" | "inspected";

/** A reference to something outside the file. */
export interface Use {
  /** The referring expression: `pickle.loads`, or the alias it goes by. */
  readonly node: SyntaxNode;
  /** The qualified name it reaches. One expression can be several uses. */
  readonly symbol: string;
  /** The import statements that lead there. */
  readonly via: readonly SyntaxNode[];
  readonly role: Role;
  /** For the role `call`: the call whose arguments count. */
  readonly call: SyntaxNode | null;
  readonly shift: number;
}

/**
 * Every reference to something outside the file that the rules may know, in source order; builtins are left out.
 * @param mentions for each node whether a relevant name stands in it
 */
export function findUses(tree: SyntaxTree, evaluator: Evaluator, mentions: Uint8Array): Use[] {
  const uses: Use[] = [];
  for (let i = 0; i < mentions.length; i++) {
    const node = mentions[i] ? tree.nodes[i] : undefined;
    if (!node || !REFERRING.has(node.type) || !isRead(node)) continue;
    const values = evaluator.evaluate(node);
    for (const value of values) {
      // A partial is judged where it is made, with the arguments it binds.
      if (value.kind === "partial" && value.call !== node) continue;
      const target = value.kind === "partial" ? value.callee : value;
      if (target.kind !== "symbol" || target.name.startsWith("builtins.")) continue;
      if (target.name.endsWith("()")) continue;
      uses.push({
        node,
        symbol: target.name,
        via: target.via,
        ...(value.kind === "partial"
          ? { role: "call", call: value.call, shift: 1 }
          : callsByName(evaluator, node)
            ? { role: "call", call: node, shift: 0 }
            : roleOf(tree, evaluator, node)),
      });
    }
  }
  return uses.filter((use, i) => !givesBackPart(uses, use, i));
}

/** `operator.methodcaller("loads", data)(pickle)`: the member is called here and now. */
function callsByName(evaluator: Evaluator, node: SyntaxNode): boolean {
  const callee = node.type === "call" ? childOf(node, "function") : null;
  if (!callee) return false;
  return evaluator
    .evaluate(callee)
    .some(
      (value) =>
        value.kind === "partial" &&
        value.callee.kind === "symbol" &&
        value.callee.name === "operator.methodcaller",
    );
}

/** Whether a call only passes on its argument (`staticmethod(pickle.loads)`), which is a use itself. */
function givesBackPart(uses: readonly Use[], use: Use, index: number): boolean {
  if (use.node.type !== "call" || use.role === "call") return false;
  for (let i = index + 1; i < uses.length; i++) {
    const inner = uses[i];
    if (!inner || inner.node.start >= use.node.end) return false;
    if (inner.symbol === use.symbol && inner.role !== "inspected") return true;
  }
  return false;
}

const REFERRING: ReadonlySet<NodeKind> = new Set(["identifier", "attribute", "call", "subscript"]);

/** Whether the node is an expression that is read, and not a part of one, a target or a keyword. */
function isRead(node: SyntaxNode): boolean {
  const { parent, field } = node;
  if (!parent) return false;
  if (parent.type === "attribute") return field === "object";
  if (field === "name" || field === "alias") return false;
  if (field === "left") return !TARGET_PARENTS.has(parent.type);
  return !NOT_READ.has(parent.type);
}

const TARGET_PARENTS: ReadonlySet<NodeKind> = new Set([
  "assignment",
  "augmented_assignment",
  "for_statement",
  "for_in_clause",
]);

const NOT_READ: ReadonlySet<NodeKind> = new Set([
  "dotted_name",
  "aliased_import",
  "import_statement",
  "import_from_statement",
  "global_statement",
  "nonlocal_statement",
  "delete_statement",
  "parameters",
  "lambda_parameters",
  "typed_parameter",
  "list_splat_pattern",
  "dictionary_splat_pattern",
  "pattern_list",
  "tuple_pattern",
  "list_pattern",
  "as_pattern_target",
  "keyword_pattern",
  "splat_pattern",
  "ERROR",
]);

function roleOf(
  tree: SyntaxTree,
  evaluator: Evaluator,
  node: SyntaxNode,
): { readonly role: Role; readonly call: SyntaxNode | null; readonly shift: number } {
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    switch (parent.type) {
      case "call":
        if (child.field === "function") return { role: "call", call: parent, shift: 0 };
        return { role: "argument", call: null, shift: 0 };
      case "keyword_argument":
        // Other keywords go to `__init_subclass__` of the base classes.
        if (parent.parent?.field === "superclasses")
          return uncalled(isMetaclass(tree, parent) ? "inspected" : "argument");
        continue;
      case "argument_list": {
        if (parent.field === "superclasses") return uncalled("base");
        const call = parent.parent;
        const callee = call ? childOf(call, "function") : null;
        if (!call || !callee) return uncalled("argument");
        const names = evaluator.evaluate(callee).map((value) => (value.kind === "symbol" ? value.name : ""));
        if (names.includes("functools.partial") && parent.children[0] === child) {
          return uncalled("inspected");
        }
        if (names.some((name) => INSPECTORS.has(name))) return uncalled("inspected");
        // Something that calls it with what follows.
        const position = positionalArguments(call).indexOf(child);
        return position >= 0 && hasKeywords(parent)
          ? { role: "call", call, shift: position + 1 }
          : uncalled("argument");
      }
      case "decorator":
        return uncalled("decorator");
      case "type":
      case "except_clause":
      case "comparison_operator":
        return uncalled("inspected");
      case "attribute":
        // `pickle.loads.__doc__` only looks at the function.
        return uncalled(CALLING_MEMBERS.has(memberName(tree, parent)) ? "stored" : "inspected");
      case "expression_statement":
        return uncalled(child === node ? "inspected" : "stored");
      default:
        if (parent.type.endsWith("_statement") || parent.type === "block") return uncalled("stored");
    }
  }
  return uncalled("stored");
}

function hasKeywords(list: SyntaxNode): boolean {
  return list.children.some(({ type }) => type === "keyword_argument");
}

function isMetaclass(tree: SyntaxTree, keyword: SyntaxNode): boolean {
  const name = childOf(keyword, "name");
  return name !== null && identifierText(tree.text, name) === "metaclass";
}

const CALLING_MEMBERS: ReadonlySet<string> = new Set(["__call__", "__func__", "__wrapped__"]);

function memberName(tree: SyntaxTree, attribute: SyntaxNode): string {
  const name = childOf(attribute, "attribute");
  return name ? identifierText(tree.text, name) : "";
}

function uncalled(role: Role): { role: Role; call: null; shift: 0 } {
  return { role, call: null, shift: 0 };
}

/** Functions that look at what they get without calling it. */
const INSPECTORS: ReadonlySet<string> = new Set([
  "builtins.isinstance",
  "builtins.issubclass",
  "builtins.hasattr",
  "builtins.callable",
  "builtins.type",
  "builtins.id",
  "builtins.repr",
  "builtins.print",
  "builtins.vars",
  "builtins.dir",
  "builtins.help",
  "inspect.signature",
  "inspect.getsource",
  "inspect.isclass",
  "functools.wraps",
]);
