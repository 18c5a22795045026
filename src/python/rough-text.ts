import { positionalArguments } from "./call-values.js";
import { literal, templatePart } from "./constants.js";
import { scopeOf, type FileModel } from "./file-model.js";
import { textOf } from "./fold.js";
import { identifierText } from "../parse/identifier.js";
import { lookUp } from "./reaching.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";

/** What stands for a part that is not known: a name wherever one can be. */
const HOLE = "_";
const MAX_DEPTH = 12;
/** The longest text that is put together. */
const MAX_LENGTH = 1_000_000;

/** The text of a part of an expression, as far as it is known. */
type PartText = (node: SyntaxNode | null | undefined) => string | undefined;

/**
 * The text of an expression, with `_` for each part of it that is not known: `f"{a}.load(b)"` is `_.load(b)`. Undefined
 * where nothing of it is written out.
 */
export function roughText(model: FileModel, node: SyntaxNode, depth = 0): string | undefined {
  const { evaluator } = model;
  const known = literal(model.tree.text, node, MAX_LENGTH) ?? textOf(evaluator, node);
  if (typeof known === "string") return known;
  if (depth > MAX_DEPTH || --evaluator.budget.left <= 0) return undefined;
  const text = partlyKnown(model, node, (part) => (part ? roughText(model, part, depth + 1) : undefined));
  // Going through a long text takes as long as many steps.
  evaluator.budget.left -= (text?.length ?? 0) >> 5;
  return text !== undefined && text.length <= MAX_LENGTH ? text : undefined;
}

function partlyKnown(model: FileModel, node: SyntaxNode, part: PartText): string | undefined {
  switch (node.type) {
    case "identifier":
      return part(definitionOf(model, node));
    case "concatenated_string":
      return node.children.map((one) => part(one) ?? HOLE).join("");
    case "string":
      return template(model, node, part);
    case "parenthesized_expression":
    case "await":
      return part(node.children[0]);
    case "augmented_assignment":
    case "binary_operator": {
      const left = part(childOf(node, "left"));
      const right = childOf(node, "right");
      if (childOf(node, "operator")?.type.startsWith("%"))
        return left && right ? printed(left, right, part) : left;
      const added = part(right);
      return left === undefined && added === undefined ? undefined : (left ?? HOLE) + (added ?? HOLE);
    }
    case "call":
      return ofCall(model, node, part);
    default:
      return undefined;
  }
}

/** An f-string. */
function template(model: FileModel, node: SyntaxNode, part: PartText): string | undefined {
  if (!node.children.some(({ type }) => type === "interpolation")) return undefined;
  return node.children
    .map((child) => {
      if (child.type === "interpolation") return part(child.children[0]) ?? HOLE;
      return templatePart(model.tree.text, child);
    })
    .join("");
}

/** A method that fills in a template or joins texts, or a call that changes a text but little. */
function ofCall(model: FileModel, call: SyntaxNode, part: PartText): string | undefined {
  const callee = childOf(call, "function");
  const object = callee ? childOf(callee, "object") : null;
  const last = object && callee ? childOf(callee, "attribute") : callee;
  const [first] = positionalArguments(call);
  switch (last?.type === "identifier" ? identifierText(model.tree.text, last) : "") {
    case "format":
    case "format_map":
      return formatted(model, call, part(object), part);
    case "substitute":
    case "safe_substitute":
      return substituted(model, call, object, part);
    case "join": {
      const items = first && ["list", "tuple"].includes(first.type) ? first.children : [];
      return items.length > 0
        ? items.map((item) => part(item) ?? HOLE).join(part(object) ?? HOLE)
        : undefined;
    }
    case "dedent":
    case "cleandoc":
      return dedented(part(first));
    case "replace":
    case "strip":
    case "lstrip":
    case "rstrip":
    case "expandtabs":
      return part(object);
    default:
      return undefined;
  }
}

/** `"{} {0} {a}".format(...)`. */
function formatted(
  model: FileModel,
  call: SyntaxNode,
  text: string | undefined,
  part: PartText,
): string | undefined {
  const values = positionalArguments(call);
  let next = 0;
  return text?.replace(/\{\{|\}\}|\{(\w*)[^{}]*\}/g, (field, name: string | undefined) => {
    if (name === undefined) return field.charAt(0);
    const at = name === "" ? next++ : Number(name);
    return part(Number.isNaN(at) ? passedAs(model, call, name) : values[at]) ?? HOLE;
  });
}

/** `Template("$a").substitute(a=...)`. */
function substituted(
  model: FileModel,
  call: SyntaxNode,
  object: SyntaxNode | null,
  part: PartText,
): string | undefined {
  const made = object?.type === "identifier" ? definitionOf(model, object) : object;
  const text = made?.type === "call" ? part(positionalArguments(made)[0]) : undefined;
  return text?.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (_, braced: string | undefined, name: string | undefined) => {
      return part(passedAs(model, call, braced ?? name ?? "")) ?? HOLE;
    },
  );
}

/** What is passed by a name, alone or in a dictionary that is written out. */
function passedAs(model: FileModel, call: SyntaxNode, wanted: string): SyntaxNode | undefined {
  const { text } = model.tree;
  const given = childOf(call, "arguments")?.children ?? [];
  const entries = given.flatMap((one) =>
    one.type === "dictionary_splat"
      ? (one.children[0]?.children ?? [])
      : one.type === "dictionary"
        ? one.children
        : [one],
  );
  for (const entry of entries) {
    const key = childOf(entry, "key");
    const name = childOf(entry, "name");
    const spelt = key ? literal(text, key) : name ? identifierText(text, name) : undefined;
    if (spelt === wanted) return childOf(entry, "value") ?? undefined;
  }
  return undefined;
}

/** `"%s %(a)s" % ...`. */
function printed(text: string, right: SyntaxNode, part: PartText): string {
  const items = right.type === "tuple" ? right.children : [right];
  let next = 0;
  return text.replace(PRINTED, (_, name: string | undefined, kind: string) => {
    if (kind === "%") return "%";
    const entry =
      name === undefined ? items[next++] : right.children.find((pair) => part(childOf(pair, "key")) === name);
    return part(name === undefined ? entry : entry && childOf(entry, "value")) ?? HOLE;
  });
}

const PRINTED = /%(?:\((\w+)\))?[-#0 +]*\d*(?:\.\d+)?([a-zA-Z%])/g;

/** Without the white space that all lines have in common. */
function dedented(text: string | undefined): string | undefined {
  const indents = [...(text ?? "").matchAll(/^[ \t]*(?=[^ \t\r\n])/gm)].map(([indent]) => indent.length);
  const common = indents.reduce((least, length) => Math.min(least, length), 1000);
  return text?.replace(new RegExp(`^[ \\t]{0,${String(common)}}`, "gm"), "");
}

/** The one expression that a name is bound to; the last of several. */
function definitionOf(model: FileModel, node: SyntaxNode): SyntaxNode | null {
  const name = identifierText(model.tree.text, node);
  const found = lookUp(name, node, scopeOf(model, node), model.evaluator.budget);
  const binding = found.kind === "bound" ? found.bindings.at(-1) : undefined;
  if (binding?.node.type === "augmented_assignment") return binding.node;
  return binding?.to.kind === "value" ? binding.to.value : null;
}
