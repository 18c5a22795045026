import { positionalArguments } from "./call-values.js";
import { bytesLiteral, literal, templatePart } from "./constants.js";
import { scopeOf, type FileModel } from "./file-model.js";
import { textOf } from "./fold.js";
import { identifierText } from "../parse/identifier.js";
import { costOf, decompressed } from "./decompress.js";
import { documentationOf, piecesOf } from "./put-together.js";
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
  const { text: source } = model.tree;
  const known =
    literal(source, node, MAX_LENGTH) ??
    bytesLiteral(source, node, MAX_LENGTH) ??
    textOf(evaluator, node) ??
    bytesOf(model, node);
  // What a list or a stream without anything in it gives: what is put into it later is looked for below.
  const isEmpty = known === "" && node.type === "call";
  if (typeof known === "string" && !isEmpty) return known;
  if (depth > MAX_DEPTH || --evaluator.budget.left <= 0) return undefined;
  const text = partlyKnown(model, node, (part) => (part ? roughText(model, part, depth + 1) : undefined));
  // Going through a long text takes as long as many steps.
  evaluator.budget.left -= (text?.length ?? 0) >> 5;
  return text !== undefined && text.length <= MAX_LENGTH ? text : undefined;
}

/** Bytes that are known in another way than by a literal. */
function bytesOf({ evaluator }: FileModel, node: SyntaxNode): string | undefined {
  const [only, ...others] = evaluator.evaluate(node);
  return only?.kind === "bytes" && others.length === 0 ? only.value : undefined;
}

function partlyKnown(model: FileModel, node: SyntaxNode, part: PartText): string | undefined {
  switch (node.type) {
    case "identifier":
      return part(definitionOf(model, node)) ?? oneOf(model, node);
    case "attribute":
      return part(documentationOf(model, node));
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
      const isList = first && ["list", "tuple"].includes(first.type);
      const items = (isList ? first.children : piecesOf(model, first ?? null)) ?? [];
      return items.length > 0
        ? items.map((item) => part(item) ?? HOLE).join(part(object) ?? HOLE)
        : undefined;
    }
    case "getvalue":
      return piecesOf(model, object)
        ?.map((piece) => part(piece) ?? HOLE)
        .join("");
    case "decompress":
      return ofCompressed(model, part(first), moduleOf(model, callee));
    case "dedent":
    case "cleandoc":
      return dedented(part(first));
    case "replace":
    case "strip":
    case "lstrip":
    case "rstrip":
    case "expandtabs":
    case "encode":
    case "decode":
      return part(object);
    case "b64decode":
    case "standard_b64decode":
      return ofBase64(part(first));
    default:
      return undefined;
  }
}

/** Of a name that can be several things, such as a parameter, one that is known. */
function oneOf({ evaluator }: FileModel, node: SyntaxNode): string | undefined {
  for (const value of evaluator.evaluate(node))
    if (value.kind === "constant" && typeof value.value === "string") return value.value;
  return undefined;
}

/** What is packed with zlib or gzip. */
function ofCompressed(
  { evaluator }: FileModel,
  bytes: string | undefined,
  module: string,
): string | undefined {
  if (bytes === undefined || !/^(?:zlib|gzip)$/.test(module)) return undefined;
  evaluator.budget.left -= costOf(bytes);
  return evaluator.budget.left <= 0 ? undefined : decompressed(bytes, module === "gzip");
}

/** The module of the function that is called. */
function moduleOf({ evaluator }: FileModel, callee: SyntaxNode | null): string {
  for (const value of callee ? evaluator.evaluate(callee) : [])
    if (value.kind === "symbol") return value.name.split(".", 1)[0] ?? "";
  return "";
}

/** What base64 spells, a character for each byte; undefined for what is none, or known in part only. */
function ofBase64(text: string | undefined): string | undefined {
  try {
    return text === undefined || text.includes(HOLE) ? undefined : atob(text);
  } catch {
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
