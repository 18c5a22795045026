import { calledOn, isBuiltin, methodOf, nameOf, onlyBinding, spelled } from "./call-shapes.js";
import { givenIn, joined, type PlaceName } from "./place.js";
import { childOf, childrenOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { classOfReceiver } from "../python/build-scopes.js";
import { positionalArguments } from "../python/call-values.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { nodesOf, nodesWithin } from "../python/nodes-of.js";
import { lookUp } from "../python/reaching.js";

/** What puts paths together, and what leaves them as they are. */
export function ofCall(
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

/** `cache_path(name)`, `self._path()`: what a function of the file gives for the same arguments. */
export function ofOwnCall(
  model: FileModel,
  call: SyntaxNode,
  go: (node: SyntaxNode) => PlaceName | null,
): PlaceName | null {
  const callee = childOf(call, "function");
  const list = childOf(call, "arguments");
  const definition = callee && ownFunction(model, callee);
  if (!callee || !definition || list?.type !== "argument_list") return null;
  if (CHANGING.test(spelled(model, definition))) return null;
  const given = list.children.map((argument) => go(childOf(argument, "value") ?? argument));
  const known = given.filter((part) => part !== null);
  if (known.length < given.length) return null;
  return {
    id: `{${model.path}:${String(definition.start)}(${known.map(({ id }) => id).join(",")})}`,
    shown: `${spelled(model, callee)}(${known.map(({ shown }) => shown).join(", ")})`,
    ...{ isLiteral: false, lines: [], ...givenIn(known) },
  };
}

function ownFunction(model: FileModel, callee: SyntaxNode): SyntaxNode | null {
  const object = callee.type === "attribute" ? childOf(callee, "object") : null;
  const owner =
    object && nameOf(model, object) !== null
      ? classOfReceiver(model.tree.text, object, scopeOf(model, object))
      : null;
  const [binding, ...more] = owner
    ? (owner.bindings.get(methodOf(model, callee) ?? "") ?? [])
    : [onlyBinding(model, callee)];
  return binding?.to.kind === "function" && more.length === 0 ? binding.to.definition : null;
}

/** What gives another path each time. */
const CHANGING = /\b(?:mkstemp|mkdtemp|mktemp|uuid\w*|random|time|now|today)\b|Temporary/;

/** The folder of this file: `os.path.dirname(os.path.abspath(__file__))`, `Path(__file__).resolve().parent`. */
export function ofFolder(model: FileModel, node: SyntaxNode): PlaceName | null {
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
export function ofOutside(model: FileModel, node: SyntaxNode): PlaceName | null {
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
  if (childrenOf(node, "function").length > 0 && CHANGING.test(spelled(model, node))) return null;
  const text = spelled(model, node);
  return { id: `{${text}}`, shown: `{${text}}`, isLiteral: false, lines: [] };
}
