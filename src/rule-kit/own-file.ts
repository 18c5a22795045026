import { identifierText } from "../parse/identifier.js";
import { ancestorOf, childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { nodesWithin } from "../python/nodes-of.js";
import { runsBefore } from "../python/runs-before.js";
import { byScope } from "../python/by-scope.js";
import { ownPath, placesOf, valuesOf, type OwnPath } from "./own-folder.js";
import { argumentsOf, isCallOf, pathAround, pathWithin } from "./spelled-path.js";
import { isReplacedHere } from "./replaced.js";
import { handles, staysHere } from "./stays-here.js";

/** What is loaded, and by what. */
interface Loaded {
  readonly model: FileModel;
  /** The module of the loader. */
  readonly module: string;
  /** Whether a call is one of a function that writes what the loader reads. */
  readonly isDump: (call: SyntaxNode) => boolean;
}

/**
 * The calls that wrote what is loaded, where it is read from a file in a temporary folder that the same function has just
 * written, and that nothing else gets: as in tests, `dump(x, tmp_path / "a")` and then a load of it. Null where it may
 * come from elsewhere.
 */
export function writtenToOwnFile(loaded: Loaded, data: SyntaxNode): readonly SyntaxNode[] | null {
  const { model, module } = loaded;
  const name = nameRead(model, data);
  const spelled = name ? identifierText(model.tree.text, name) : "";
  const calls = name && writers(scopeOf(model, name), `${module}:${spelled}`, () => writtenTo(loaded, name));
  // A block of `with` can only end early.
  return calls?.slice(0, MAX_WRITERS).some((call) => runsBefore(call, data, () => true)) ? calls : null;
}

/** How many calls are held against the place of a load. */
const MAX_WRITERS = 20;

const writers = byScope<readonly SyntaxNode[] | null>();

/** The calls that write the file of a path; null where somebody else may. */
function writtenTo(loaded: Loaded, name: SyntaxNode): readonly SyntaxNode[] | null {
  const { model } = loaded;
  const path = ownPath(model, name);
  const places = path && !isReplacedHere(model, ["builtins.open"]) ? placesOf(model, path) : null;
  const calls = places?.map((place) => writtenAt(loaded, pathAround(model, place)));
  return calls?.every((written) => written !== null) ? [...new Set(calls)].flat() : null;
}

/** The name of the path that an expression reads: `path`, `open(path)`, `path.read_bytes()`, a name of an opened file. */
function nameRead(model: FileModel, data: SyntaxNode): SyntaxNode | null {
  const node = pathWithin(model, data);
  if (node.type !== "identifier") return openedBy(model, node) ?? methodsObject(model, node, /^read_bytes$/);
  const { text } = model.tree;
  return (
    opened(scopeOf(model, node), identifierText(text, node), () => {
      const paths = valuesOf(model, node).map((value) => value && openedBy(model, value));
      const [path] = paths;
      const spelled = path ? identifierText(text, path) : "";
      return path && paths.every((one) => one && identifierText(text, one) === spelled) ? path : null;
    }) ?? node
  );
}

const opened = byScope<SyntaxNode | null>();

/** `path` of `open(path)`, `gzip.open(path)`, `path.open()`. */
function openedBy(model: FileModel, call: SyntaxNode): SyntaxNode | null {
  if (call.type !== "call") return null;
  const given = argumentsOf(call);
  const isPlain = given.slice(1).every(isPlainArgument(model));
  if (isCallOf(model, call, OPENING)) {
    const path = given[0] && isPlain ? pathWithin(model, given[0]) : null;
    return path?.type === "identifier" ? path : null;
  }
  return given.every(isPlainArgument(model)) ? methodsObject(model, call, /^open$/) : null;
}

const OPENING = /^(?:builtins|io|gzip|bz2|lzma|codecs)\.open$/;

/** Whether an argument is a constant: no function that opens something else. */
function isPlainArgument({ tree }: FileModel): (argument: SyntaxNode) => boolean {
  return (argument) => {
    const name = argument.type === "keyword_argument" ? childOf(argument, "name") : null;
    const value = name ? childOf(argument, "value") : argument;
    return (
      value !== null &&
      (value.type === "string" || value.type === "integer") &&
      !(name && identifierText(tree.text, name) === "opener")
    );
  };
}

/** `path` of `path.method()`, where it is a name. */
function methodsObject(model: FileModel, call: SyntaxNode, names: RegExp): SyntaxNode | null {
  const callee = call.type === "call" ? childOf(call, "function") : null;
  if (callee?.type !== "attribute") return null;
  const [object, method] = [childOf(callee, "object"), childOf(callee, "attribute")];
  const isMethod = method && names.test(identifierText(model.tree.text, method));
  return isMethod && object?.type === "identifier" ? object : null;
}

/** What a place of the path writes: calls of dumpers; none for what only looks at the file; null for anything else. */
function writtenAt(loaded: Loaded, path: SyntaxNode): readonly SyntaxNode[] | null {
  const { parent, field } = path;
  if (!parent || (field === "left" && parent.type === "assignment") || LOOKING_AT.has(parent.type)) return [];
  if (parent.type === "attribute") return writtenByMethod(loaded, parent);
  const call = callGiven(path);
  if (!call) return null;
  if (openedBy(loaded.model, call)) return writtenThrough(loaded, call);
  return writtenByCall(loaded, call);
}

const LOOKING_AT: ReadonlySet<string> = new Set([
  ...["comparison_operator", "assert_statement", "as_pattern_target"],
]);

/** The call that a node is an argument of. */
function callGiven({ parent }: SyntaxNode): SyntaxNode | null {
  const list = parent?.type === "keyword_argument" ? parent.parent : parent;
  return list?.type === "argument_list" && list.parent?.type === "call" ? list.parent : null;
}

function writtenByCall({ model, module, isDump }: Loaded, call: SyntaxNode): readonly SyntaxNode[] | null {
  if (isDump(call)) return [call];
  return handles(model, call, module) || isCallOf(model, call, ASKING) ? [] : null;
}

/** Functions that look whether a file is there, or take it away. */
const ASKING = /^os\.(?:path\.(?:exists|isfile|getsize|basename)|stat|remove|unlink)$/;
const ASKING_METHODS = /^(?:exists|is_file|stat|unlink|read_bytes)$/;

function writtenByMethod(loaded: Loaded, member: SyntaxNode): readonly SyntaxNode[] | null {
  const method = childOf(member, "attribute");
  const name = method ? identifierText(loaded.model.tree.text, method) : "";
  const call = member.field === "function" && member.parent?.type === "call" ? member.parent : null;
  if (!call) return /^(?:name|suffix|stem)$/.test(name) || isMade(loaded.model, member, name) ? [] : null;
  if (name === "open") return openedBy(loaded.model, call) ? writtenThrough(loaded, call) : null;
  if (name !== "write_bytes") return ASKING_METHODS.test(name) ? [] : null;
  const given = argumentsOf(call).map(unwrap);
  return given.every((one) => one.type === "call" && loaded.isDump(one)) ? given : null;
}

/** `path.parent.mkdir()` */
function isMade({ tree }: FileModel, { parent }: SyntaxNode, name: string): boolean {
  const method = name === "parent" && parent?.type === "attribute" ? childOf(parent, "attribute") : null;
  return method !== null && identifierText(tree.text, method) === "mkdir" && parent?.field === "function";
}

/** What is dumped into a file that is opened: at once, or under a name that only dumps and loads get. */
function writtenThrough(loaded: Loaded, call: SyntaxNode): readonly SyntaxNode[] | null {
  const { model, module, isDump } = loaded;
  const { parent } = call;
  const given = callGiven(call);
  if (given) return writtenByCall(loaded, given);
  const target =
    parent?.type === "as_pattern"
      ? childOf(parent, "alias")
      : parent?.type === "assignment"
        ? childOf(parent, "left")
        : null;
  const name = target?.type === "identifier" ? target : target?.children[0];
  if (name?.type !== "identifier") return null;
  const scope = scopeOf(model, name);
  const file: OwnPath = { scope, name: identifierText(model.tree.text, name) };
  if (!staysHere(model, scope, file.name, module)) return null;
  return dumpsInto(scope, `${module}:${file.name}`, () =>
    nodesWithin(model.evaluator.identifiersNamed(file.name), scope.node).flatMap((place) => {
      const user = place.parent?.type === "argument_list" ? ancestorOf(place, CALLS) : null;
      return user && isDump(user) ? [user] : [];
    }),
  );
}

const CALLS: ReadonlySet<"call"> = new Set(["call"] as const);

const dumpsInto = byScope<readonly SyntaxNode[]>();
