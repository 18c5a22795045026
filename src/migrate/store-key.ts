import { calledOn, isBuiltin, methodOf, nameOf, spelled } from "./call-shapes.js";
import type { DataEnd } from "./data-ends.js";
import { placeName } from "./place-name.js";
import type { Project } from "./project.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { classOfReceiver } from "../python/build-scopes.js";
import { literal } from "../python/constants.js";
import { scopeOf, type FileModel } from "../python/file-model.js";

/** What an entry of a store is known by. */
export interface StoreKey {
  readonly id: string;
  /** `cache["model:*"]`. */
  readonly shown: string;
}

/** The entry of a store that an end writes or reads, where its key tells it from others; null otherwise. */
export function storeKey(project: Project, { model, place }: DataEnd): StoreKey | null {
  if (place.kind === "member") return memberKey(model, place.object, place.name);
  if (place.kind !== "key") return null;
  const store = lastName(model, place.store);
  const key = keyText(project, model, place.key);
  if (store === null || key === null) return null;
  return { id: JSON.stringify([store, key]), shown: `${store}[${JSON.stringify(key)}]` };
}

/** `redis` of `self.redis`, `cache` of `get_cache()`: what a store is called, wherever it hangs. */
function lastName(model: FileModel, store: SyntaxNode): string | null {
  const node = unwrap(store);
  if (node.type === "call") {
    const callee = childOf(node, "function");
    return callee && lastName(model, callee);
  }
  const name = node.type === "attribute" ? methodOf(model, node) : nameOf(model, node);
  return name === null ? null : name.replace(/^_+/, "");
}

/** A key with `*` for what changes in it; null where too little of it is written out. */
function keyText(project: Project, model: FileModel, key: SyntaxNode): string | null {
  const node = unwrap(key);
  const template = templateOf(model, node);
  if (template !== null) return isTelling(template) ? template : null;
  const name = placeName(project, model, node);
  if (!name || name.given) return null;
  return name.isLiteral ? (isTelling(name.id) ? name.id : null) : name.id;
}

function isTelling(text: string): boolean {
  return /[A-Za-z]{2}/.test(text) && text.length <= 200;
}

/** `model:*` of `f"model:{name}"`, `"model:%s" % name`, `"model:{}".format(name)` and `"model:" + name`. */
function templateOf(model: FileModel, node: SyntaxNode): string | null {
  const { text } = model.tree;
  if (node.type === "string") {
    const parts = node.children.filter(({ type }) => type === "string_content" || type === "interpolation");
    if (!parts.some(({ type }) => type === "interpolation")) return null;
    return parts
      .map((part) => (part.type === "interpolation" ? "*" : text.slice(part.start, part.end)))
      .join("");
  }
  if (node.type === "binary_operator") {
    const [left, right, operator] = (["left", "right", "operator"] as const).map((field) =>
      childOf(node, field),
    );
    const format = left ? literal(text, left) : undefined;
    if (typeof format === "string" && operator?.type === "%")
      return format.replace(/%(?:\(\w{1,50}\))?[sdr]/g, "*");
    if (operator?.type !== "+") return null;
    const last = right ? literal(text, right) : undefined;
    if (typeof format === "string") return `${format}*`;
    return typeof last === "string" ? `*${last}` : null;
  }
  const called = node.type === "call" ? calledOn(model, node) : null;
  if (called?.method !== "format") {
    const callee = node.type === "call" ? childOf(node, "function") : null;
    const [inner] = node.type === "call" ? (childOf(node, "arguments")?.children ?? []) : [];
    return callee && inner && isBuiltin(model, callee, "str") ? templateOf(model, unwrap(inner)) : null;
  }
  const format = literal(text, called.object);
  return typeof format === "string" ? format.replace(/\{[^{}]{0,50}\}/g, "*") : null;
}

/** Names of columns and fields that anything may have. */
const COMMON =
  /^_*(?:data|value|values|body|content|contents|payload|message|msg|result|results|raw|blob|obj|object|buffer|bytes|text|args|kwargs|params|state|name|key|item|items|record|response|request|default|file|input|output)$/;

/** A column or field: of `self` that of its class, else one with a name that tells. */
function memberKey(model: FileModel, object: SyntaxNode | null, name: string): StoreKey | null {
  const owner =
    object && nameOf(model, object) !== null
      ? classOfReceiver(model.tree.text, object, scopeOf(model, object))
      : null;
  if (owner && object)
    return {
      id: JSON.stringify([model.path, owner.qualifiedName, name]),
      shown: `${spelled(model, object)}.${name}`,
    };
  const isTold = name.length >= 4 && !COMMON.test(name);
  return isTold ? { id: JSON.stringify(["", name]), shown: `.${name}` } : null;
}
