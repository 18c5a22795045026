import { identifierText } from "../parse/identifier.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";

/** The parameters of a function that say which module and which name an unpickler asks for. */
export interface AskedFor {
  readonly module: string;
  readonly name: string;
  /** The function whose parameters they are. */
  readonly definition: SyntaxNode;
}

/** What an expression holds of module and name. */
export interface Asked {
  readonly module: boolean;
  readonly name: boolean;
  /**
   * Whether it tells each from every other: `(module, name)` and `f"{module}.{name}"` do, `name.lower()` and `module[:0]`
   * do not, and a test of those admits what nobody listed.
   */
  readonly exact: boolean;
}

const NOTHING: Asked = { module: false, name: false, exact: true };
/** How many names are followed from one to the next. */
const MAX_ALIASES = 4;

/** What an expression holds of the module and the name that are asked for. */
export function askedIn(model: FileModel, expression: SyntaxNode, asked: AskedFor, aliases = 0): Asked {
  const node = unwrap(expression);
  const { text } = model.tree;
  switch (node.type) {
    case "identifier": {
      const spelled = identifierText(text, node);
      if (spelled === asked.module) return { module: true, name: false, exact: true };
      if (spelled === asked.name) return { module: false, name: true, exact: true };
      const value = aliases < MAX_ALIASES ? aliased(model, spelled, asked) : null;
      return value ? askedIn(model, value, asked, aliases + 1) : NOTHING;
    }
    case "tuple":
    case "list":
      return together(node.children.map((child) => askedIn(model, child, asked, aliases)));
    case "string": {
      const fields = node.children.filter((child) => child.type === "interpolation");
      const parts = fields.map((field) => plainField(model, field, asked, aliases));
      return separated(parts, node.children.filter((child) => child.type === "string_content").length);
    }
    case "binary_operator":
      return joinedByOperator(model, node, asked, aliases);
    case "call":
      return joinedByMethod(model, node, asked, aliases);
    default:
      return inexact(model, node, asked);
  }
}

/** Whether module or name is given another value in the function, once control has passed an offset. */
export function isReboundAfter(model: FileModel, asked: AskedFor, offset: number): boolean {
  const scope = model.scopes.scopeOfDefinition.get(asked.definition);
  return [asked.module, asked.name].some((name) =>
    (scope?.bindings.get(name) ?? []).some(
      ({ to, node, effect }) => to.kind !== "parameter" && (effect > offset || isInLoop(node)),
    ),
  );
}

function isInLoop(node: SyntaxNode): boolean {
  for (let outer: SyntaxNode | null = node; outer; outer = outer.parent) {
    if (outer.type === "for_statement" || outer.type === "while_statement") return true;
    if (outer.type === "function_definition") return false;
  }
  return false;
}

/** The value of a local name that is bound once, and to what module and name still are where it is used. */
function aliased(model: FileModel, spelled: string, asked: AskedFor): SyntaxNode | null {
  const bindings = model.scopes.scopeOfDefinition.get(asked.definition)?.bindings.get(spelled) ?? [];
  const [binding] = bindings;
  if (bindings.length !== 1 || binding?.to.kind !== "value") return null;
  return isReboundAfter(model, asked, binding.to.value.start) ? null : binding.to.value;
}

function together(parts: readonly Asked[]): Asked {
  return {
    module: parts.some((part) => part.module),
    name: parts.some((part) => part.name),
    exact: parts.every((part) => part.exact),
  };
}

/** A text that is put together: with something between two parts, so that one cannot pass for the end of the other. */
function separated(parts: readonly Asked[], separators: number): Asked {
  const whole = together(parts);
  return { ...whole, exact: whole.exact && (parts.length < 2 || separators >= parts.length - 1) };
}

function plainField(model: FileModel, field: SyntaxNode, asked: AskedFor, aliases: number): Asked {
  const [expression, format] = field.children;
  if (!expression) return NOTHING;
  return format ? inexact(model, expression, asked) : askedIn(model, expression, asked, aliases);
}

/** `module + "." + name`, `"%s.%s" % (module, name)`. */
function joinedByOperator(model: FileModel, node: SyntaxNode, asked: AskedFor, aliases: number): Asked {
  const left = childOf(node, "left");
  const right = childOf(node, "right");
  const operator = childOf(node, "operator")?.type;
  if (!left || !right) return NOTHING;
  if (operator === "%") {
    const template = textOf(model.evaluator, left);
    const parts = askedIn(model, right, asked, aliases);
    return template !== undefined && /^[^%]*%s(?:[^%]+%s)?[^%]*$/.test(template)
      ? parts
      : { ...parts, exact: false };
  }
  const operands = summands(node);
  const parts = operands.map((operand) => askedIn(model, operand, asked, aliases));
  const between = operands.filter((operand) => textOf(model.evaluator, operand)).length;
  const whole = separated(
    parts.filter((part) => part.module || part.name),
    between,
  );
  return operator === "+" ? whole : { ...whole, exact: false };
}

function summands(node: SyntaxNode): SyntaxNode[] {
  const last: SyntaxNode[] = [];
  let current: SyntaxNode | null = node;
  while (current?.type === "binary_operator") {
    const right = childOf(current, "right");
    if (right) last.push(right);
    current = childOf(current, "left");
  }
  return current ? [current, ...last.reverse()] : last;
}

/** `".".join((module, name))`, `"{}.{}".format(module, name)`. */
function joinedByMethod(model: FileModel, node: SyntaxNode, asked: AskedFor, aliases: number): Asked {
  const callee = childOf(node, "function");
  const object = callee?.type === "attribute" ? childOf(callee, "object") : null;
  const method = callee?.type === "attribute" ? childOf(callee, "attribute") : null;
  const template = textOf(model.evaluator, object);
  const given = childOf(node, "arguments")?.children ?? [];
  const called = method ? identifierText(model.tree.text, method) : "";
  if (template === undefined || !["join", "format"].includes(called)) return inexact(model, node, asked);
  const parts = together(given.map((argument) => askedIn(model, argument, asked, aliases)));
  const isExact = called === "join" ? template !== "" : /^[^{}]*\{\}[^{}]+\{\}[^{}]*$/.test(template);
  return { ...parts, exact: parts.exact && isExact };
}

/** An expression that is made of module or name in a way that can make two of them the same. */
function inexact(model: FileModel, node: SyntaxNode, asked: AskedFor): Asked {
  const found = { module: false, name: false };
  for (let i = node.index; i < model.tree.nodes.length; i++) {
    const part = model.tree.nodes[i];
    if (!part || part.start >= node.end) break;
    if (part.type !== "identifier" || part.field === "attribute") continue;
    const spelled = identifierText(model.tree.text, part);
    if (spelled === asked.module) found.module = true;
    if (spelled === asked.name) found.name = true;
  }
  return { ...found, exact: !found.module && !found.name };
}
