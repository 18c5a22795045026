import type { FileModel } from "../python/file-model.js";
import { identifierText } from "../parse/identifier.js";
import { mappingOf } from "../python/mappings.js";
import { childOf, childrenOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Value } from "../python/value.js";

/** The names of the two parameters that say what is asked for. */
export interface AskedFor {
  readonly module: string;
  readonly name: string;
}

/** What a condition says about the module and the name that an unpickler asks for. */
export interface AllowlistTest {
  /** An exact test against literals restricts the module, or the name. */
  readonly module: boolean;
  readonly name: boolean;
  /** A listed name that is enough to run code. */
  readonly dangerous: string | null;
  /** A prefix, suffix or pattern test. */
  readonly pattern: boolean;
  /** A membership test against something that is not written out. */
  readonly unreadable: boolean;
  /** A test that refuses what is listed. */
  readonly denies: boolean;
}

const NOTHING: AllowlistTest = {
  module: false,
  name: false,
  dangerous: null,
  pattern: false,
  unreadable: false,
  denies: false,
};

/** Reads a condition that is known to hold (or, with `holds` false, known not to). */
export function readAllowlistTest(
  model: FileModel,
  condition: SyntaxNode,
  asked: AskedFor,
  holds: boolean,
): AllowlistTest {
  const { text } = model.tree;
  const node = unwrap(condition);
  switch (node.type) {
    case "not_operator": {
      const inner = childOf(node, "argument");
      return inner ? readAllowlistTest(model, inner, asked, !holds) : NOTHING;
    }
    case "boolean_operator": {
      const parts = [childOf(node, "left"), childOf(node, "right")].map((part) =>
        part ? readAllowlistTest(model, part, asked, holds) : NOTHING,
      );
      // `a and b` holding means both hold; `a or b` failing means both fail. Otherwise only what both say counts.
      const conjunction = (childOf(node, "operator")?.type === "and") === holds;
      return merge(parts, conjunction);
    }
    case "comparison_operator":
      return comparison(model, node, asked, holds);
    case "subscript":
      return readLookup(model, node, asked);
    case "call": {
      const callee = childOf(node, "function");
      const method = callee?.type === "attribute" ? childOf(callee, "attribute") : null;
      const called = method ? identifierText(text, method) : "";
      if (called === "get") return readLookup(model, node, asked);
      const tested = testedBy(model, node, asked);
      const isAboutIt = tested.module || tested.name;
      if (!holds || !isAboutIt) return { ...NOTHING, denies: !holds };
      return { ...NOTHING, pattern: PATTERNS.has(called), unreadable: !PATTERNS.has(called) };
    }
    default:
      return NOTHING;
  }
}

/** What an expression finds by looking the asked-for name up: `TABLE[module, name]`, `TABLE.get((module, name))`. */
export function readLookup(model: FileModel, expression: SyntaxNode, asked: AskedFor): AllowlistTest {
  const node = unwrap(expression);
  if (node.type === "subscript") {
    return lookup(model, childOf(node, "value"), childrenOf(node, "subscript"), asked);
  }
  const callee = node.type === "call" ? childOf(node, "function") : null;
  const method = callee?.type === "attribute" ? childOf(callee, "attribute") : null;
  if (!callee || !method || identifierText(model.tree.text, method) !== "get") return NOTHING;
  const keys = childOf(node, "arguments")?.children.slice(0, 1) ?? [];
  return lookup(model, childOf(callee, "object"), keys, asked);
}

const PATTERNS: ReadonlySet<string> = new Set(["startswith", "endswith", "match", "fullmatch", "search"]);

function merge(parts: readonly AllowlistTest[], conjunction: boolean): AllowlistTest {
  const both = (key: "module" | "name"): boolean =>
    conjunction ? parts.some((part) => part[key]) : parts.every((part) => part[key]);
  return {
    module: both("module"),
    name: both("name"),
    dangerous: parts.find((part) => part.dangerous !== null)?.dangerous ?? null,
    pattern: parts.some((part) => part.pattern),
    unreadable: parts.some((part) => part.unreadable),
    denies: parts.some((part) => part.denies),
  };
}

function comparison(model: FileModel, node: SyntaxNode, asked: AskedFor, holds: boolean): AllowlistTest {
  const [left, operator, right] = node.children;
  if (!left || !right || node.children.length !== 3) return NOTHING;
  const positive = operator?.type === "in" || operator?.type === "==";
  const negative = operator?.type === "not in" || operator?.type === "!=";
  if (!positive && !negative) return NOTHING;
  const tested = testedBy(model, left, asked);
  if (!tested.module && !tested.name) return NOTHING;
  if (positive !== holds) return { ...NOTHING, denies: true };
  const listed =
    operator.type === "in" || operator.type === "not in"
      ? listedStrings(model, right)
      : constants(model, right);
  const keyed = unwrap(right).type === "subscript" || unwrap(right).type === "call";
  const byModule = keyed ? readAllowlistTest(model, right, asked, true) : NOTHING;
  if (listed === null && !byModule.module) return { ...NOTHING, unreadable: true };
  const dangerous = [...(listed ?? [])].find((name) => isDangerous(name)) ?? byModule.dangerous;
  return { ...NOTHING, module: tested.module || byModule.module, name: tested.name, dangerous };
}

function lookup(
  model: FileModel,
  table: SyntaxNode | null,
  keys: readonly SyntaxNode[],
  asked: AskedFor,
): AllowlistTest {
  if (!table) return NOTHING;
  const parts = keys.map((key) => testedBy(model, key, asked));
  const tested = {
    module: parts.some((part) => part.module),
    name: parts.some((part) => part.name),
  };
  if (!tested.module && !tested.name) return NOTHING;
  const listed = listedStrings(model, table);
  if (listed === null) return { ...NOTHING, unreadable: true };
  const dangerous = listed.find((name) => isDangerous(name)) ?? null;
  return { ...NOTHING, ...tested, dangerous };
}

/** Which of module and name an expression is made of: `module`, `(module, name)`, `f"{module}.{name}"`. */
function testedBy(
  model: FileModel,
  node: SyntaxNode,
  asked: AskedFor,
): { readonly module: boolean; readonly name: boolean } {
  const found = { module: false, name: false };
  for (let i = node.index; i < model.tree.nodes.length; i++) {
    const part = model.tree.nodes[i];
    if (!part || part.start >= node.end) break;
    if (part.type !== "identifier") continue;
    const text = identifierText(model.tree.text, part);
    if (text === asked.module) found.module = true;
    if (text === asked.name) found.name = true;
  }
  return found;
}

/** Every string written in a literal container (nested ones too), or null if it is not written out in the file. */
function listedStrings(model: FileModel, node: SyntaxNode): string[] | null {
  const strings: string[] = [];
  const pending: SyntaxNode[] = [node];
  for (let i = 0; i < pending.length && i < 5000; i++) {
    const next = pending[i];
    if (!next) continue;
    for (const value of model.evaluator.evaluate(next)) {
      if (value.kind === "sequence") pending.push(...value.node.children);
      else if (value.kind === "mapping") {
        for (const entry of mappingOf(model.evaluator, value.node).entries) {
          if (entry.key !== undefined) strings.push(entry.key);
          if (entry.value.type !== "attribute" && entry.value.type !== "identifier") {
            pending.push(entry.value);
          }
        }
        pending.push(...keyNodes(value.node));
      } else if (value.kind === "constant" && typeof value.value === "string") {
        strings.push(value.value);
      } else if (value.kind === "entries") {
        if (!addEntries(value, strings)) return null;
      } else return null;
    }
  }
  return strings;
}

/** Adds what a display of another file lists; false if not all of it is written out there. */
function addEntries({ entries, isMapping }: Extract<Value, { kind: "entries" }>, strings: string[]): boolean {
  return entries.every(({ key, values }) => {
    if (isMapping && typeof key === "string") strings.push(key);
    return values.every((value) => {
      if (value.kind === "entries") return addEntries(value, strings);
      const text = value.kind === "constant" && typeof value.value === "string" ? value.value : null;
      if (text !== null) strings.push(text);
      return text !== null || (isMapping && value.kind !== "unknown");
    });
  });
}

function keyNodes(mapping: SyntaxNode): SyntaxNode[] {
  return mapping.children.flatMap((pair) => {
    const key = childOf(pair, "key");
    return key?.type === "tuple" ? [key] : [];
  });
}

function constants(model: FileModel, node: SyntaxNode): string[] | null {
  const values = model.evaluator.evaluate(node);
  const strings = values.flatMap((value) =>
    value.kind === "constant" && typeof value.value === "string" ? [value.value] : [],
  );
  return strings.length === values.length ? strings : null;
}

function isDangerous(listed: string): boolean {
  const name = listed.split(".").at(-1) ?? listed;
  return DANGEROUS.has(name);
}

/** Names that run code or reach code that does, whatever module they are taken from. */
const DANGEROUS: ReadonlySet<string> = new Set([
  "eval",
  "exec",
  "compile",
  "execfile",
  "open",
  "getattr",
  "setattr",
  "__import__",
  "import_module",
  "apply",
  "breakpoint",
  "input",
  "globals",
  "locals",
  "vars",
  "attrgetter",
  "itemgetter",
  "methodcaller",
  "partial",
  "reduce",
  "CodeType",
  "FunctionType",
  "system",
  "popen",
  "Popen",
  "read_pickle",
  "_load_from_bytes",
]);
