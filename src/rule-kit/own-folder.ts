import { identifierText } from "../parse/identifier.js";
import { childOf, contains, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { literal, templatePart } from "../python/constants.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { nodesWithin } from "../python/nodes-of.js";
import type { Scope } from "../python/scope.js";
import { byScope } from "../python/by-scope.js";
import { argumentsOf, isCallOf, pathAround, pathWithin } from "./spelled-path.js";
import { isTestPath } from "./test-paths.js";

/** A local name of a path, of a file or a folder in a temporary folder that only this function has. */
export interface OwnPath {
  readonly scope: Scope;
  readonly name: string;
}

/**
 * The path that a local name is bound to, where it lies in a temporary folder that this function made, or that pytest made
 * for a test, and where nothing in the function can write into that folder under the same name. Null where that is not sure.
 */
export function ownPath(model: FileModel, name: SyntaxNode, depth = 0): OwnPath | null {
  const scope = scopeOf(model, name);
  const joined = joinOf(model, onlyValueOf(model, name));
  if (!joined || depth > MAX_DEPTH || !isOwnFolder(model, joined, depth)) return null;
  return { scope, name: identifierText(model.tree.text, name) };
}

/** How many folders in one another are followed. */
const MAX_DEPTH = 3;

/** The places in the function where a name of it stands, but for members and keywords of that name. Null where other functions use it, or it may be reached by its text. */
export function placesOf(model: FileModel, { scope, name }: OwnPath): readonly SyntaxNode[] | null {
  const { evaluator } = model;
  const body = scope.kind === "function" ? childOf(scope.node, "body") : null;
  if (!body || REFLECTION.some((one) => evaluator.identifiersNamed(one).length > 0)) return null;
  const places = nodesWithin(evaluator.identifiersNamed(name), body).filter(
    ({ field, parent }) =>
      field !== "attribute" && !(field === "name" && parent?.type === "keyword_argument"),
  );
  evaluator.budget.left -= places.length;
  const isAlone = places.every((place) => evaluator.scopeAt(place) === scope);
  return isAlone && !evaluator.exhausted() ? places : null;
}

const REFLECTION = ["locals", "vars", "exec", "eval"];

/** What a local name is bound to; null for what no assignment and no `with` gives. */
export function valuesOf(model: FileModel, name: SyntaxNode): readonly (SyntaxNode | null)[] {
  const bindings = scopeOf(model, name).bindings.get(identifierText(model.tree.text, name)) ?? [];
  model.evaluator.budget.left -= bindings.length;
  return bindings.map(({ to }) => (to.kind === "value" || to.kind === "entered" ? unwrap(to.value) : null));
}

function onlyValueOf(model: FileModel, name: SyntaxNode): SyntaxNode | null {
  const [value, ...others] = valuesOf(model, name);
  return others.length === 0 ? (value ?? null) : null;
}

/** A constant name in a folder: `folder / "a"`. */
interface Joined {
  readonly folder: SyntaxNode;
  /** As systems that do not tell capitals apart read it. */
  readonly file: string;
}

/** `folder / "a"`, `folder + "/a"`, `os.path.join(folder, "a")`, `folder.joinpath("a")`, `f"{folder}/a"`. */
function joinOf(model: FileModel, value: SyntaxNode | null): Joined | null {
  const node = value && pathWithin(model, value);
  if (!node) return null;
  const [folder, last] = partsOf(model, node) ?? [];
  if (!folder || last === undefined || !/^[\w-][\w .-]{0,200}$/.test(last)) return null;
  return { folder: pathWithin(model, folder), file: last.toLowerCase() };
}

/** The folder and what is put behind it, without a leading separator where it needs one. */
function partsOf(model: FileModel, node: SyntaxNode): readonly [SyntaxNode, string] | null {
  const { text } = model.tree;
  if (node.type === "string") {
    const [, field, last] = node.children;
    const [folder, ...format] = field?.type === "interpolation" ? field.children : [];
    if (!folder || !last || format.length > 0 || node.children.length !== 4) return null;
    return behindSeparator(folder, templatePart(text, last));
  }
  if (node.type === "binary_operator") {
    const [left, right] = [childOf(node, "left"), childOf(node, "right")];
    const last = right ? literal(text, unwrap(right)) : undefined;
    if (!left || !right || typeof last !== "string") return null;
    const operator = text.slice(left.end, right.start);
    return operator.includes("/")
      ? [left, last]
      : operator.includes("+")
        ? behindSeparator(left, last)
        : null;
  }
  const given = argumentsOf(node);
  const callee = childOf(node, "function");
  const object = callee?.type === "attribute" ? childOf(callee, "object") : null;
  const method = callee?.type === "attribute" ? childOf(callee, "attribute") : null;
  const isMethod = method && given.length === 1 && /^(?:join|joinpath)$/.test(identifierText(text, method));
  const isJoin = given.length === 2 && isCallOf(model, node, JOINS);
  const folder = isJoin ? given[0] : isMethod ? object : null;
  const last = given.at(-1);
  const constant = last ? literal(text, last) : undefined;
  return folder && typeof constant === "string" ? [folder, constant] : null;
}

function behindSeparator(folder: SyntaxNode, text: string): readonly [SyntaxNode, string] | null {
  return text.startsWith("/") ? [folder, text.slice(1)] : null;
}

const JOINS = /^(?:(?:os\.path|posixpath|ntpath)\.join|pathlib\.(?:Path|PurePath))$/;

/** Whether the folder of a path is a temporary one that the function has for itself, and nothing else is done under the name. */
function isOwnFolder(model: FileModel, { folder, file }: Joined, depth: number): boolean {
  // The folder's own name, of `TemporaryDirectory()`.
  const named = folder.type === "attribute" ? childOf(folder, "object") : folder;
  if (named?.type === "call") return isFresh(model, named);
  if (named?.type !== "identifier") return isDeeper(model, folder, depth);
  const scope = scopeOf(model, named);
  const name = identifierText(model.tree.text, named);
  const files = filesOf(scope, name, () =>
    isTemporary(model, named, depth) ? filesIn(model, { scope, name }) : null,
  );
  // Once for the path itself.
  return files?.get(file) === 1;
}

const filesOf = byScope<ReadonlyMap<string, number> | null>();

/** How often each file of a folder is named; null where something else is done with the folder. */
function filesIn(model: FileModel, folder: OwnPath): ReadonlyMap<string, number> | null {
  const files = new Map<string, number>();
  for (const place of placesOf(model, folder) ?? [null]) {
    const file = place && fileAt(model, place);
    if (file === null) return null;
    files.set(file, (files.get(file) ?? 0) + 1);
  }
  return files;
}

/** `tmp_path / "a"` as the folder of something. */
function isDeeper(model: FileModel, folder: SyntaxNode, depth: number): boolean {
  const joined = joinOf(model, folder);
  return joined !== null && depth < MAX_DEPTH && isOwnFolder(model, joined, depth + 1);
}

function isTemporary(model: FileModel, name: SyntaxNode, depth: number): boolean {
  if (isGivenByPytest(model, name, /^(?:tmp_path|tmpdir)$/)) return true;
  const value = onlyValueOf(model, name);
  return (
    value !== null && (isFresh(model, pathWithin(model, value)) || ownPath(model, name, depth + 1) !== null)
  );
}

/** A parameter of a test that pytest gives a folder of its own. */
function isGivenByPytest(model: FileModel, name: SyntaxNode, names: RegExp): boolean {
  const spelled = identifierText(model.tree.text, name);
  const scope = scopeOf(model, name);
  const bindings = scope.bindings.get(spelled) ?? [];
  const isTest = isTestPath(model.path) && /(?:^|\.)test\w*$/.test(scope.qualifiedName);
  return isTest && names.test(spelled) && bindings.length === 1 && bindings[0]?.to.kind === "parameter";
}

/** Whether a call makes a folder that was not there before. */
function isFresh(model: FileModel, call: SyntaxNode): boolean {
  if (isCallOf(model, call, /^tempfile\.(?:TemporaryDirectory|mkdtemp)$/)) return true;
  const callee = childOf(call, "function");
  const object = callee?.type === "attribute" ? childOf(callee, "object") : null;
  const method = callee?.type === "attribute" ? childOf(callee, "attribute") : null;
  return (
    object?.type === "identifier" &&
    method !== null &&
    identifierText(model.tree.text, method) === "mktemp" &&
    isGivenByPytest(model, object, /^(?:tmp_path_factory|tmpdir_factory)$/)
  );
}

/** The file that is named where a folder stands; "" where nothing is done to a file; null where that is not known. */
function fileAt(model: FileModel, place: SyntaxNode): string | null {
  const outer = pathAround(model, place);
  const { parent, field } = outer;
  if (!parent || BINDING.has(parent.type)) return "";
  if (parent.type === "assignment" && field === "left") return "";
  const member = parent.type === "attribute" ? parent : null;
  const method = member ? childOf(member, "attribute") : null;
  const name = method ? identifierText(model.tree.text, method) : "";
  if (member && name === "name") return fileAt(model, member);
  if (member && /^(?:cleanup|exists|is_dir|mkdir)$/.test(name))
    return member.field === "function" ? "" : null;
  const inner = parent.type === "interpolation" || parent.type === "argument_list" ? parent.parent : null;
  const whole = member?.field === "function" ? member.parent : (inner ?? parent);
  if (whole && inner && isCallOf(model, whole, HARMLESS)) return "";
  const joined = joinOf(model, whole);
  return joined && contains(joined.folder, place) ? joined.file : null;
}

const BINDING: ReadonlySet<string> = new Set([
  ...["as_pattern_target", "assert_statement", "comparison_operator", "delete_statement"],
]);

const HARMLESS =
  /^(?:shutil\.rmtree|os\.(?:rmdir|listdir|makedirs|mkdir|path\.(?:exists|isdir))|builtins\.(?:print|len))$/;
