import { keywordOf } from "./constants.js";
import type { Evaluator } from "./evaluator.js";
import { foldFunction } from "./fold-calls.js";
import { textItems, textOf } from "./fold.js";
import { memberOf, namespaceEntry } from "./member-values.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { ANY_MODULE, REFLECTION } from "./reflection.js";
import { returnedValues } from "./returned-values.js";
import { UNKNOWN, type Value } from "./value.js";

type SymbolValue = Extract<Value, { kind: "symbol" }>;

/** The alternatives of calling something from outside. */
export function symbolCall(
  evaluator: Evaluator,
  callee: SymbolValue,
  args: readonly SyntaxNode[],
  call: SyntaxNode,
): readonly Value[] {
  const [first, second, third] = args;
  const folded = foldFunction(evaluator, callee.name, args);
  if (folded) return [folded];
  const member = memberByMethod(evaluator, callee, first, call);
  if (member) return member;
  const kind = REFLECTION.get(callee.name);
  switch (kind) {
    case "member":
      return memberByName(evaluator, args);
    case "import":
    case "import-root":
    case "run": {
      const name = first ?? keywordOf(evaluator.tree.text, call, kind === "run" ? "mod_name" : "name");
      const modules = name
        ? (importedFrom(evaluator, name, second, call) ??
          importedByName(evaluator, name, kind === "import-root", call))
        : [UNKNOWN];
      return kind === "run" ? memberOf(evaluator, modules, "__dict__") : modules;
    }
    case "import-third":
      return third ? importedByName(evaluator, third, false, call) : [UNKNOWN];
    case "resolve":
      return namedValues(evaluator, first, call);
    case "of-handle":
      return (first ? evaluator.evaluate(first) : []).flatMap((handle): readonly Value[] => {
        if (handle.kind !== "partial") return [UNKNOWN];
        return namedValues(evaluator, childOf(handle.call, "arguments")?.children[0], call);
      });
    case "namespace":
      // `vars(x)`; the others take nothing.
      return first
        ? memberOf(evaluator, evaluator.evaluate(first), "__dict__")
        : [{ ...callee, name: `${callee.name}()` }];
    case "getter":
    case "handle":
      return [{ kind: "partial", callee, call }];
    case "reduce": {
      const takesMembers = first && evaluator.evaluate(first).some(isGetattr);
      const names = second ? textItems(evaluator, second) : undefined;
      if (!takesMembers || !names || !third) return [UNKNOWN];
      return membersAlong(evaluator, evaluator.evaluate(third), names);
    }
    case "partial":
      if (!first) return [UNKNOWN];
      return evaluator.evaluate(first).map((value) => ({ kind: "partial", callee: value, call }));
    case "mapping":
      return [{ kind: "mapping", node: call }];
    case "first":
      return first ? evaluator.evaluate(first) : [UNKNOWN];
    case "second":
      return second ? evaluator.evaluate(second) : [UNKNOWN];
    case "item": {
      const items = first ? evaluator.items(evaluator.evaluate(first)) : [UNKNOWN];
      return first && second
        ? [...evaluator.evaluate(first).filter(isText), ...items, ...evaluator.evaluate(second)]
        : items;
    }
    case "zip":
    case "enumerate":
      return [{ kind: "iterable", node: call, way: kind }];
    case "result":
      return (first ? evaluator.evaluate(first) : []).flatMap((value) =>
        value.kind === "function" ? returnedValues(evaluator, value.definition) : [UNKNOWN],
      );
    case "class":
      return (first ? evaluator.evaluate(first) : []).map((value) =>
        value.kind === "instance" ? { kind: "class", definition: value.definition } : UNKNOWN,
      );
    case undefined:
      return [{ kind: "symbol", name: `${callee.name}()`, via: callee.via }];
  }
}

function isGetattr(value: Value): boolean {
  return value.kind === "symbol" && REFLECTION.get(value.name) === "member";
}

/** `operator.attrgetter("loads")(pickle)`, and `methodcaller`, which calls it at once. */
export function gottenMember(
  evaluator: Evaluator,
  nameNode: SyntaxNode | undefined,
  object: SyntaxNode | undefined,
): readonly Value[] {
  const name = textOf(evaluator, nameNode);
  return name === undefined || !object
    ? [UNKNOWN]
    : membersAlong(evaluator, evaluator.evaluate(object), name.split("."));
}

function membersAlong(
  evaluator: Evaluator,
  values: readonly Value[],
  names: readonly string[],
): readonly Value[] {
  return names.reduce((found, name) => memberOf(evaluator, found, name), values);
}

/** What `EntryPoint(name, "pickle:load", group).load()` and `find_spec("pickle").loader.load_module()` give. */
export function namedByHandle(
  evaluator: Evaluator,
  made: SyntaxNode,
  first: SyntaxNode | undefined,
  second: SyntaxNode | undefined,
): readonly Value[] {
  return namedValues(evaluator, keywordOf(evaluator.tree.text, made, "value") ?? second ?? first, made);
}

/** `import_module(".numpy_pickle", package="joblib")`: a module by a name that is relative to a package; null for none. */
function importedFrom(
  evaluator: Evaluator,
  nameNode: SyntaxNode,
  second: SyntaxNode | undefined,
  call: SyntaxNode,
): readonly Value[] | null {
  const [, dots = "", name = ""] =
    /^(\.{1,20})((?:\w[\w.]*)?)$/.exec(textOf(evaluator, nameNode) ?? "") ?? [];
  const packageNode = keywordOf(evaluator.tree.text, call, "package") ?? second;
  const parent = dots === "" ? undefined : textOf(evaluator, packageNode);
  if (parent === undefined) return null;
  const parts = parent.split(".");
  const path = [...parts.slice(0, parts.length - dots.length + 1), name];
  return [symbolNamed(evaluator, path.join("."), call)];
}

/** The module by a name; where nothing is known of the name, any module. */
function importedByName(
  evaluator: Evaluator,
  nameNode: SyntaxNode,
  isRoot: boolean,
  call: SyntaxNode,
): readonly Value[] {
  const names = evaluator.evaluate(nameNode);
  const modules = names.flatMap((name) =>
    (name.kind === "constant" || name.kind === "bytes") && typeof name.value === "string"
      ? [symbolNamed(evaluator, isRoot ? (name.value.split(".")[0] ?? name.value) : name.value, call)]
      : [],
  );
  if (modules.length > 0) return modules.length < names.length ? [...modules, UNKNOWN] : modules;
  const canBeAny = names.some((name) => mayName(evaluator, name));
  return [canBeAny ? { kind: "symbol", name: ANY_MODULE, via: [call] } : UNKNOWN];
}

/** Whether a text that is not known, or not all of it, can be the name of a module that the rules know. */
function mayName({ known }: Evaluator, name: Value): boolean {
  if (name.kind !== "unknown") return name.kind === "symbol" && !name.name.startsWith("builtins.__");
  const { parts } = name;
  return !parts || [...known.modules].some((module) => fits(module, parts));
}

/** Whether a name begins and ends as the known parts do, and has those between. */
export function fits(name: string, parts: readonly (string | null)[]): boolean {
  let at = 0;
  for (const [i, part] of parts.entries()) {
    if (part === null) continue;
    const place = i === parts.length - 1 ? name.length - part.length : name.indexOf(part, at);
    if (place < at || (i === 0 && place !== 0) || !name.startsWith(part, place)) return false;
    at = place + part.length;
  }
  return true;
}

/** What dotted names stand for: `pickle.loads`, `pickle:loads`, `name = pickle:loads`. */
function namedValues(
  evaluator: Evaluator,
  nameNode: SyntaxNode | undefined,
  call: SyntaxNode,
): readonly Value[] {
  const names = nameNode ? evaluator.evaluate(nameNode) : [];
  return names.map((name) =>
    name.kind === "constant" && typeof name.value === "string"
      ? symbolNamed(evaluator, name.value.replace(/^.*=\s*/, "").replace(":", "."), call)
      : UNKNOWN,
  );
}

function symbolNamed(evaluator: Evaluator, name: string, call: SyntaxNode): Value {
  return { kind: "symbol", name: evaluator.known.canonical(name), via: [call] };
}

/** `sys.modules.get("pickle")`, `pickle.__getattribute__("loads")`; null for other calls. */
function memberByMethod(
  evaluator: Evaluator,
  callee: SymbolValue,
  first: SyntaxNode | undefined,
  call: SyntaxNode,
): readonly Value[] | null {
  const [, name, method] = LOOK_UP_METHOD.exec(callee.name) ?? [];
  const key = name === undefined ? undefined : textOf(evaluator, first);
  if (name === undefined || key === undefined) return null;
  const owner: SymbolValue = { ...callee, name };
  return method === "get" || method === "__getitem__"
    ? namespaceEntry(evaluator, owner, key, call)
    : memberOf(evaluator, [owner], key);
}

const LOOK_UP_METHOD = /^(.+)\.(get|__getitem__|__getattribute__|__getattr__)$/;

/** `getattr(object, name)`, and with a third argument that as well. */
function memberByName(
  evaluator: Evaluator,
  [object, key, otherwise]: readonly SyntaxNode[],
): readonly Value[] {
  if (!object || !key) return [UNKNOWN];
  const members = evaluator
    .evaluate(key)
    .flatMap((name) =>
      name.kind === "constant" && typeof name.value === "string"
        ? memberOf(evaluator, evaluator.evaluate(object), name.value)
        : [UNKNOWN],
    );
  return otherwise ? [...members, ...evaluator.evaluate(otherwise)] : members;
}

/** `min("pickle", "zlib")`: with several arguments, it is one of them. */
function isText(value: Value): boolean {
  return value.kind === "constant" && typeof value.value === "string";
}
