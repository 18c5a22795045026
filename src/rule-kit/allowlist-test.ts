import { identifierText } from "../parse/identifier.js";
import { childOf, childrenOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import { askedIn, type Asked, type AskedFor } from "./asked-for.js";
import { dangerousAmong } from "./dangerous-names.js";
import { entriesOf, entryOf, listedIn, type Listed } from "./listed-names.js";

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

/** A condition that says nothing about module or name. */
export const NO_TEST: AllowlistTest = {
  module: false,
  name: false,
  dangerous: null,
  pattern: false,
  unreadable: false,
  denies: false,
};

/** Whether several tests, of which all hold, let only listed pairs through. */
export function admitsExactly(tests: readonly AllowlistTest[]): boolean {
  return tests.some((test) => test.module) && tests.some((test) => test.name);
}

/** Reads a call of a function of the file whose result is known to be true (or false); null for any other call. */
export type ReadHelper = (call: SyntaxNode, holds: boolean) => AllowlistTest | null;

/** Reads a condition that is known to hold (or, with `holds` false, known not to). */
export function readAllowlistTest(
  model: FileModel,
  condition: SyntaxNode,
  asked: AskedFor,
  holds: boolean,
  helper: ReadHelper,
): AllowlistTest {
  const node = unwrap(condition);
  switch (node.type) {
    case "not_operator": {
      const inner = childOf(node, "argument");
      return inner ? readAllowlistTest(model, inner, asked, !holds, helper) : NO_TEST;
    }
    case "boolean_operator": {
      const parts = [childOf(node, "left"), childOf(node, "right")].map((part) =>
        part ? readAllowlistTest(model, part, asked, holds, helper) : NO_TEST,
      );
      // `a and b` holding means both hold; `a or b` failing means both fail. Otherwise only what both say counts.
      const conjunction = (childOf(node, "operator")?.type === "and") === holds;
      return mergeTests(parts, conjunction);
    }
    case "comparison_operator":
      return comparison(model, node, asked, holds);
    case "subscript":
      return holds ? readLookup(model, node, asked) : NO_TEST;
    case "call":
      return helper(node, holds) ?? called(model, node, asked, holds);
    default:
      return NO_TEST;
  }
}

/** What several tests say together: all of them hold, or any one of them. */
export function mergeTests(parts: readonly AllowlistTest[], conjunction: boolean): AllowlistTest {
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

/** What an expression finds by looking the asked-for name up: `TABLE[module, name]`, `TABLE.get((module, name))`. */
export function readLookup(model: FileModel, expression: SyntaxNode, asked: AskedFor): AllowlistTest {
  const lookup = lookupIn(model, expression);
  if (!lookup) return NO_TEST;
  const key = keyAsked(model, lookup.keys, asked);
  if (!key.module && !key.name) return NO_TEST;
  return key.exact ? against(model, key, listedIn(model, lookup.table)) : { ...NO_TEST, pattern: true };
}

/** A lookup in a table by keys, with what is given where there is no such key. */
export interface TableLookup {
  readonly table: SyntaxNode;
  readonly keys: readonly SyntaxNode[];
  readonly otherwise: SyntaxNode | null;
}

/** The lookup that an expression is; null for any other. */
export function lookupIn(model: FileModel, expression: SyntaxNode): TableLookup | null {
  const node = unwrap(expression);
  if (node.type === "subscript") {
    const table = childOf(node, "value");
    return table && { table, keys: childrenOf(node, "subscript"), otherwise: null };
  }
  const callee = node.type === "call" ? childOf(node, "function") : null;
  const table = callee?.type === "attribute" ? childOf(callee, "object") : null;
  const method = callee?.type === "attribute" ? childOf(callee, "attribute") : null;
  if (!table || !method || identifierText(model.tree.text, method) !== "get") return null;
  const [key, otherwise = null] = childOf(node, "arguments")?.children ?? [];
  return key ? { table, keys: [key], otherwise } : null;
}

function keyAsked(model: FileModel, keys: readonly SyntaxNode[], asked: AskedFor): Asked {
  const parts = keys.map((key) => askedIn(model, key, asked));
  return {
    module: parts.some((part) => part.module),
    name: parts.some((part) => part.name),
    exact: parts.every((part) => part.exact),
  };
}

/** What it says that module or name (or both) are among these. */
function against(model: FileModel, says: Asked, listed: readonly Listed[] | null): AllowlistTest {
  if (listed === null) return { ...NO_TEST, unreadable: true };
  const { module, name } = says;
  return { ...NO_TEST, module, name, dangerous: dangerousAmong(model, listed, says) };
}

function comparison(model: FileModel, node: SyntaxNode, asked: AskedFor, holds: boolean): AllowlistTest {
  const [first, operator, second] = node.children;
  if (!first || !second || node.children.length !== 3) return NO_TEST;
  const isMembership = operator?.type === "in" || operator?.type === "not in";
  const isEquality = operator?.type === "==" || operator?.type === "!=";
  if (!isMembership && !isEquality) return NO_TEST;
  const direct = askedIn(model, first, asked);
  const isReversed = isEquality && !direct.module && !direct.name;
  const says = isReversed ? askedIn(model, second, asked) : direct;
  if (!says.module && !says.name) return NO_TEST;
  if ((operator.type === "in" || operator.type === "==") !== holds) return { ...NO_TEST, denies: true };
  if (!says.exact) return { ...NO_TEST, pattern: true };
  if (isMembership) {
    return inTable(model, says, second, asked) ?? against(model, says, listedIn(model, second));
  }
  const entry = entryOf(model, isReversed ? first : second);
  return against(model, says, entry === null ? null : [entry]);
}

/** `name in TABLE[module]`, `name in TABLE.get(module, ())`. */
function inTable(
  model: FileModel,
  says: Asked,
  container: SyntaxNode,
  asked: AskedFor,
): AllowlistTest | null {
  const lookup = lookupIn(model, container);
  const byModule = lookup ? readLookup(model, container, asked) : null;
  if (!lookup || !byModule?.module) return null;
  const { table, otherwise } = lookup;
  const nothing = otherwise === null || isEmpty(model, otherwise);
  const entries = nothing ? entriesOf(model, table, true) : null;
  const lists = entries?.map((entry) => listedIn(model, entry)) ?? [null];
  return mergeTests([byModule, ...lists.map((list) => against(model, says, list))], true);
}

function isEmpty(model: FileModel, node: SyntaxNode): boolean {
  if (node.type === "call") {
    const isPlain = (childOf(node, "arguments")?.children.length ?? 1) === 0;
    return (
      isPlain && /^(?:set|frozenset|tuple|list|dict)\b/.test(model.tree.text.slice(node.start, node.end))
    );
  }
  return node.type === "none" || (EMPTY.has(node.type) && node.children.length === 0);
}

const EMPTY: ReadonlySet<string> = new Set(["tuple", "list", "dictionary"]);

/** A call whose result is tested: a lookup, or a test of a text. */
function called(model: FileModel, call: SyntaxNode, asked: AskedFor, holds: boolean): AllowlistTest {
  if (lookupIn(model, call)) return holds ? readLookup(model, call, asked) : { ...NO_TEST, denies: true };
  const callee = childOf(call, "function");
  const method = callee?.type === "attribute" ? childOf(callee, "attribute") : null;
  const says = askedIn(model, call, asked);
  if (!says.module && !says.name) return NO_TEST;
  if (!holds) return { ...NO_TEST, denies: true };
  const isPattern = method !== null && PATTERNS.has(identifierText(model.tree.text, method));
  return { ...NO_TEST, pattern: isPattern, unreadable: !isPattern };
}

const PATTERNS: ReadonlySet<string> = new Set(["startswith", "endswith", "match", "fullmatch", "search"]);
