import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, contains, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { nodesWithin } from "../python/nodes-of.js";
import type { Scope } from "../python/scope.js";
import { calleeName } from "../python/shapes.js";
import { staysHere } from "./stays-here.js";

/** Whether a call is one of a function that writes what is loaded. */
type IsDump = (call: SyntaxNode) => boolean;

/** A file of the function's own: a local name of a path in a folder that only this run has. */
interface OwnFile {
  readonly scope: Scope;
  readonly name: string;
}

/**
 * The calls that wrote what is loaded, where it is read from a file in a temporary folder that the same function has just
 * written, and that nothing else gets: as in tests, `dump(x, tmp_path / "a")` and then a load of it. Null where it may
 * come from elsewhere.
 * @param before only what is written before this offset counts, in UTF-16 units
 */
export function writtenToOwnFile(
  model: FileModel,
  data: SyntaxNode,
  isDump: IsDump,
  before: number,
): readonly SyntaxNode[] | null {
  const path = pathOf(model, unwrap(data));
  const file = path && ownFile(model, path);
  if (!file) return null;
  const dumps: SyntaxNode[] = [];
  const places = nodesWithin(model.evaluator.identifiersNamed(file.name), file.scope.node);
  model.evaluator.budget.left -= places.length;
  if (model.evaluator.exhausted()) return null;
  for (const place of places) {
    // A member or a keyword of the same name.
    if (place.field === "attribute" || place.field === "name") continue;
    if (model.evaluator.scopeAt(place) !== file.scope) return null;
    const written = useOf(model, place, isDump);
    if (written === null) return null;
    dumps.push(...written);
  }
  return dumps.some((call) => call.start < before) ? dumps : null;
}

/** The name of the path that an expression reads: `path`, `open(path)`, `path.read_bytes()`, a name of an opened file. */
function pathOf(model: FileModel, node: SyntaxNode): SyntaxNode | null {
  if (node.type === "call") return openedIn(model, node) ?? readIn(model, node);
  if (node.type !== "identifier") return null;
  const opened = bindingsOf(model, node).map((value) => (value ? openedIn(model, value) : null));
  const [first] = opened;
  return first && opened.every((one) => one !== null) ? first : node;
}

/** `path` of `open(path)`, `gzip.open(path)`, `path.open()`. */
function openedIn(model: FileModel, call: SyntaxNode): SyntaxNode | null {
  if (call.type !== "call" || calleeName(model, call) !== "open") return null;
  const callee = childOf(call, "function");
  const object = callee?.type === "attribute" ? childOf(callee, "object") : null;
  const [first] = childOf(call, "arguments")?.children ?? [];
  return [first, object].find((one) => one?.type === "identifier" && ownFile(model, one)) ?? null;
}

/** `path` of `path.read_bytes()` and `str(path)`. */
function readIn(model: FileModel, call: SyntaxNode): SyntaxNode | null {
  const callee = childOf(call, "function");
  const [first] = childOf(call, "arguments")?.children ?? [];
  const object = callee?.type === "attribute" ? childOf(callee, "object") : null;
  const read = calleeName(model, call) === "read_bytes" ? object : null;
  const given = callee?.type === "identifier" && TEXT_OF.test(calleeName(model, call)) ? first : null;
  return [read, given].find((one) => one?.type === "identifier") ?? null;
}

const TEXT_OF = /^(?:str|fspath|Path)$/;

/** What a local name is bound to; null for what no assignment and no `with` gives. */
function bindingsOf(model: FileModel, name: SyntaxNode): readonly (SyntaxNode | null)[] {
  const bindings = scopeOf(model, name).bindings.get(identifierText(model.tree.text, name)) ?? [];
  return bindings.map(({ to }) => (to.kind === "value" || to.kind === "entered" ? unwrap(to.value) : null));
}

/** The file that a name is the path of, where that lies in a temporary folder. */
function ownFile(model: FileModel, name: SyntaxNode): OwnFile | null {
  const scope = scopeOf(model, name);
  if (scope.kind !== "function") return null;
  const [value, ...others] = bindingsOf(model, name);
  if (!value || others.length > 0 || !isInOwnFolder(model, value)) return null;
  return { scope, name: identifierText(model.tree.text, name) };
}

/** `tmp_path / "a"`, `os.path.join(folder, "a")`, `f"{folder}/a"`, where the folder is a temporary one. */
function isInOwnFolder(model: FileModel, value: SyntaxNode): boolean {
  if (!JOINS.has(value.type)) return false;
  let isOwn = false;
  for (let i = value.index; i < model.tree.nodes.length; i++) {
    const node = model.tree.nodes[i];
    if (!node || !contains(value, node)) break;
    if (node.type !== "identifier") continue;
    const name = identifierText(model.tree.text, node);
    if (isOwnFolder(model, node, name)) isOwn = true;
    else if (!JOINING.test(name)) return false;
  }
  return isOwn;
}

const JOINS: ReadonlySet<NodeKind> = new Set(["binary_operator", "call", "string", "attribute"]);
const JOINING = /^(?:os|path|pathlib|join|joinpath|str|fspath|Path|name|mktemp)$/;

/** The folders that pytest gives, and those of `tempfile`. */
function isOwnFolder(model: FileModel, node: SyntaxNode, name: string): boolean {
  const scope = scopeOf(model, node);
  const bindings = scope.bindings.get(name) ?? [];
  if (/^(?:tmp_path|tmpdir|tmp_path_factory)$/.test(name))
    return bindings.length > 0 && bindings.every(({ to }) => to.kind === "parameter");
  const values = bindingsOf(model, node);
  return (
    values.length > 0 &&
    values.every(
      (value) => value?.type === "call" && /^(?:TemporaryDirectory|mkdtemp)$/.test(calleeName(model, value)),
    )
  );
}

/** What a place of the path writes: calls of dumpers; none for what only looks at the file; null for anything else. */
function useOf(model: FileModel, place: SyntaxNode, isDump: IsDump): readonly SyntaxNode[] | null {
  const { parent } = place;
  if (!parent || place.field === "left" || parent.type === "as_pattern_target") return [];
  if (parent.type === "attribute") return useByMethod(model, parent, isDump);
  if (parent.type !== "argument_list" && parent.type !== "keyword_argument")
    return LOOKING_AT.has(parent.type) ? [] : null;
  const call = ancestorOf(place, CALLS);
  if (!call) return null;
  if (calleeName(model, call) === "open") return writtenThrough(model, call, isDump);
  if (isDump(call)) return [call];
  if (TEXT_OF.test(calleeName(model, call))) return useOf(model, call, isDump);
  return ASKING.test(calleeName(model, call)) ? [] : null;
}

const CALLS: ReadonlySet<NodeKind> = new Set(["call"]);
const LOOKING_AT: ReadonlySet<NodeKind> = new Set([
  "comparison_operator",
  "assert_statement",
  "interpolation",
]);
/** By name, functions that read a file, look whether it is there, or take it away. */
const ASKING = /^(?:loads?|load_file|exists|isfile|getsize|remove|unlink|stat|print|len|repr|Unpickler)$/;
const ASKING_METHODS = /^(?:exists|is_file|stat|unlink|read_bytes|name|suffix|stem|parent|resolve|touch)$/;

function useByMethod(model: FileModel, member: SyntaxNode, isDump: IsDump): readonly SyntaxNode[] | null {
  const method = childOf(member, "attribute");
  const name = method ? identifierText(model.tree.text, method) : "";
  const call = member.field === "function" && member.parent?.type === "call" ? member.parent : null;
  if (name === "open" && call) return writtenThrough(model, call, isDump);
  if (name !== "write_bytes" || !call) return ASKING_METHODS.test(name) ? [] : null;
  const given = (childOf(call, "arguments")?.children ?? []).map(unwrap);
  return given.every((one) => one.type === "call" && isDump(one)) ? given : null;
}

/** What is dumped into a file that is opened: under a name that only dumps and loads get. */
function writtenThrough(model: FileModel, opened: SyntaxNode, isDump: IsDump): readonly SyntaxNode[] | null {
  const { parent } = opened;
  if (parent?.type === "argument_list") {
    const call = ancestorOf(parent, CALLS);
    return call && isDump(call) ? [call] : call && ASKING.test(calleeName(model, call)) ? [] : null;
  }
  const target =
    parent?.type === "as_pattern"
      ? childOf(parent, "alias")
      : parent?.type === "assignment"
        ? childOf(parent, "left")
        : null;
  const name = target?.type === "identifier" ? target : target?.children[0];
  if (name?.type !== "identifier") return null;
  const scope = scopeOf(model, name);
  const spelled = identifierText(model.tree.text, name);
  if (!staysHere(model, scope, spelled)) return null;
  return nodesWithin(model.evaluator.identifiersNamed(spelled), scope.node).flatMap((place) => {
    const call = place.parent?.type === "argument_list" ? ancestorOf(place, CALLS) : null;
    return call && isDump(call) ? [call] : [];
  });
}
