import { calledOn, heldOnce, isBuiltin, methodOf, nameOf, onlyBinding, spelled } from "./call-shapes.js";
import { givenTo } from "./counterparts.js";
import { importedFrom, type Project } from "./project.js";
import { childOf, childrenOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { classOfReceiver } from "../python/build-scopes.js";
import { positionalArguments } from "../python/call-values.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { textOf } from "../python/fold.js";
import { nodesWithin, nodesOf } from "../python/nodes-of.js";
import { lookUp } from "../python/reaching.js";
import type { Binding } from "../python/scope.js";

/** What an expression for a path or a key is known by. Two of the same `id` are the same place. */
export interface PlaceName {
  readonly id: string;
  /** For people: `state.pkl`, `{DIR}/state.pkl`. */
  readonly shown: string;
  /** Whether all of it is written out in the code. */
  readonly isLiteral: boolean;
  /** The lines that write it out: `app/paths.py:3`. */
  readonly lines: readonly string[];
}

/** How far names are followed. */
const MAX_DEPTH = 8;

/** What an expression for a path or a key is known by; null where nothing tells it from others. */
export function placeName(project: Project, model: FileModel, node: SyntaxNode, depth = 0): PlaceName | null {
  if (depth > MAX_DEPTH) return null;
  const go = (inner: SyntaxNode): PlaceName | null => placeName(project, model, inner, depth + 1);
  const expression = unwrap(node);
  const text = textOf(model.evaluator, expression);
  if (text !== undefined)
    return literally(text, [lineOf(model, expression), lineOf(model, heldOnce(model, expression))]);
  switch (expression.type) {
    case "identifier":
      return ofName(project, model, expression, depth);
    case "attribute":
      return ofAttribute(project, model, expression, depth) ?? ofFolder(model, expression);
    case "call":
      return ofFolder(model, expression) ?? ofCall(model, expression, go) ?? ofOutside(model, expression);
    case "subscript":
      return ofOutside(model, expression);
    case "integer":
      return literally(spelled(model, expression), [lineOf(model, expression)]);
    case "binary_operator": {
      const [left, right, operator] = (["left", "right", "operator"] as const).map((field) =>
        childOf(expression, field),
      );
      if (!left || !right) return null;
      if (operator?.type === "/") return joined([go(left), go(right)], "/");
      return operator?.type === "+" ? joined([go(left), go(right)], "") : null;
    }
    case "string":
      return joined(
        expression.children
          .filter(({ type }) => type === "string_content" || type === "interpolation")
          .map((part) => {
            if (part.type === "string_content")
              return literally(model.tree.text.slice(part.start, part.end), [lineOf(model, part)]);
            const [inner, ...more] = part.children;
            return inner && more.length === 0 ? go(inner) : null;
          }),
        "",
      );
    default:
      return null;
  }
}

function lineOf({ path, source }: FileModel, node: SyntaxNode): string {
  return `${path}:${String(source.positionOf(node.start).line + 1)}`;
}

function literally(text: string, lines: readonly string[]): PlaceName | null {
  if (text === "" || text.length > 300) return null;
  const plain = text.replace(/^(?:\.\/)+/, "").replace(/\/{2,}/g, "/");
  return { id: plain, shown: plain, isLiteral: true, lines };
}

function joined(parts: readonly (PlaceName | null)[], between: string): PlaceName | null {
  const known = parts.filter((part) => part !== null);
  if (known.length !== parts.length || known.length === 0) return null;
  const from = between === "/" ? known.findLastIndex(({ id }) => id.startsWith("/")) : -1;
  const rest = known.slice(Math.max(0, from));
  return {
    id: rest.map(({ id }) => id).join(between),
    shown: rest.map(({ shown }) => shown).join(between),
    isLiteral: rest.every(({ isLiteral }) => isLiteral),
    lines: rest.flatMap(({ lines }) => lines),
  };
}

function ofName(project: Project, model: FileModel, node: SyntaxNode, depth: number): PlaceName | null {
  const binding = onlyBinding(model, node);
  return binding && ofBinding(project, model, node, binding, depth);
}

function ofBinding(
  project: Project,
  model: FileModel,
  node: SyntaxNode,
  binding: Binding,
  depth: number,
): PlaceName | null {
  const { to, name } = binding;
  switch (to.kind) {
    case "value":
      return placeName(project, model, to.value, depth + 1) ?? ofModuleName(model, binding);
    case "parameter": {
      const otherwise = to.default ? placeName(project, model, to.default, depth + 1) : null;
      if (otherwise?.isLiteral) return otherwise;
      const owner = givenTo(model, scopeOf(model, node));
      if (owner === null) return null;
      const rest = owner.slice(owner.lastIndexOf(":") + 1);
      return {
        id: `(${owner})`,
        shown: rest === "" ? `{${name}}` : `{${rest} ${name}}`,
        isLiteral: false,
        lines: [],
      };
    }
    case "member": {
      const found = importedFrom(project, model.path, to);
      if (found?.binding.to.kind === "value")
        return (
          placeName(project, found.model, found.binding.to.value, depth + 1) ??
          ofModuleName(found.model, found.binding)
        );
      return found
        ? null
        : { id: `{${to.module}.${to.name}}`, shown: `{${name}}`, isLiteral: false, lines: [] };
    }
    default:
      return null;
  }
}

/** A name of the module level, whatever it holds. */
function ofModuleName(model: FileModel, { name, node }: Binding): PlaceName | null {
  if (scopeOf(model, node).kind !== "module") return null;
  const all = model.scopes.module.bindings.get(name) ?? [];
  return all.length === 1
    ? { id: `{${model.path}:${name}}`, shown: `{${name}}`, isLiteral: false, lines: [] }
    : null;
}

/** `self.path`, `config.STATE`. */
function ofAttribute(project: Project, model: FileModel, node: SyntaxNode, depth: number): PlaceName | null {
  const object = childOf(node, "object");
  const member = methodOf(model, node);
  if (!object || member === null || nameOf(model, object) === null) return null;
  const owner = classOfReceiver(model.tree.text, object, scopeOf(model, object));
  if (owner) {
    const bindings = [...(owner.attributes.get(member) ?? []), ...(owner.bindings.get(member) ?? [])];
    const [only, ...more] = bindings;
    const value =
      only && more.length === 0 && only.to.kind === "value"
        ? placeName(project, model, only.to.value, depth + 1)
        : null;
    if (value?.isLiteral) return value;
    return {
      id: `{${model.path}:${owner.qualifiedName}.${member}}`,
      shown: spelled(model, node),
      isLiteral: false,
      lines: [],
    };
  }
  const to = onlyBinding(model, object)?.to;
  if (to?.kind !== "module" && to?.kind !== "member") return null;
  const module =
    to.kind === "module" ? to.module : `${to.module}${to.module.endsWith(".") ? "" : "."}${to.name}`;
  const found = importedFrom(project, model.path, { module, name: member });
  if (found?.binding.to.kind !== "value")
    return { id: `{${module}.${member}}`, shown: spelled(model, node), isLiteral: false, lines: [] };
  return (
    placeName(project, found.model, found.binding.to.value, depth + 1) ??
    ofModuleName(found.model, found.binding)
  );
}

/** What puts paths together, and what leaves them as they are. */
function ofCall(
  model: FileModel,
  call: SyntaxNode,
  go: (node: SyntaxNode) => PlaceName | null,
): PlaceName | null {
  const callee = childOf(call, "function");
  const given = positionalArguments(call);
  const [first] = given;
  if (!callee || given.some(({ type }) => type === "list_splat")) return null;
  if (isBuiltin(model, callee, "str") && first) return go(first);
  const name = spelled(model, callee)
    .replace(/^(?:os\.)?path\./, "")
    .replace(/^(?:pathlib|os)\./, "");
  if (name === "join" || name === "Path" || name === "PurePath")
    return given.length === 0 ? null : joined(given.map(go), "/");
  if (/^(?:abspath|realpath|normpath|expanduser|expandvars|fspath)$/.test(name) && first) return go(first);
  const called = calledOn(model, call);
  if (!called) return null;
  if (/^(?:resolve|absolute|expanduser)$/.test(called.method) && given.length === 0) return go(called.object);
  if (called.method === "joinpath") return joined([go(called.object), ...given.map(go)], "/");
  if (called.method !== "with_suffix" || !first) return null;
  const [base, suffix] = [go(called.object), go(first)];
  return base && suffix && { ...base, id: `${base.id}|${suffix.id}`, shown: `${base.shown}|${suffix.shown}` };
}

/** The folder of this file: `os.path.dirname(os.path.abspath(__file__))`, `Path(__file__).resolve().parent`. */
function ofFolder(model: FileModel, node: SyntaxNode): PlaceName | null {
  const text = spelled(model, node).replace(/\s/g, "");
  if (!text.includes("__file__") || text.length > 120) return null;
  const up = FOLDERS.some((pattern) => pattern.test(text));
  if (!up) return null;
  const folder = model.path.split("/").slice(0, -1).join("/");
  const parents = (text.match(/\.parent\b|dirname\(/g) ?? []).length;
  const parts = folder === "" ? [] : folder.split("/");
  if (parents - 1 > parts.length) return null;
  const at = parts.slice(0, parts.length - (parents - 1)).join("/");
  return { id: `/@${at}`, shown: at === "" ? "." : at, isLiteral: true, lines: [] };
}

const FOLDERS: readonly RegExp[] = [
  /^(?:(?:os\.)?path\.|os\.)?(?:dirname\((?:os\.path\.|path\.)?){1,3}(?:(?:abspath|realpath)\((?:os\.path\.)?){0,2}__file__\)+$/,
  /^(?:pathlib\.)?Path\(__file__\)(?:\.(?:resolve|absolute)\(\))?(?:\.parent){1,4}(?:\.(?:resolve|absolute)\(\))?$/,
];

/** An expression of nothing but names from outside: `tempfile.gettempdir()`, `os.environ["CACHE"]`. */
function ofOutside(model: FileModel, node: SyntaxNode): PlaceName | null {
  const names = nodesWithin(nodesOf(model.tree, "identifier"), node).filter(
    ({ field }) => field !== "attribute" && field !== "name",
  );
  const isOutside = names.every((name) => {
    const found = lookUp(nameOf(model, name) ?? "", name, scopeOf(model, name), model.evaluator.budget);
    return (
      found.kind === "unbound" ||
      found.bindings.every(
        ({ to }) => to.kind === "module" || (to.kind === "member" && !to.module.startsWith(".")),
      )
    );
  });
  if (!isOutside || names.length === 0 || node.end - node.start > 200) return null;
  if (
    childrenOf(node, "function").length > 0 &&
    /\b(?:mkstemp|mkdtemp|mktemp|uuid|random|time|now)\b|Temporary/.test(spelled(model, node))
  )
    return null;
  const text = spelled(model, node);
  return { id: `{${text}}`, shown: `{${text}}`, isLiteral: false, lines: [] };
}
