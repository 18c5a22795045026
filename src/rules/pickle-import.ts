import { importedName } from "../python/bind-imports.js";
import type { FileModel } from "../python/file-model.js";
import { dottedText } from "../parse/identifier.js";
import { nodesOf } from "../python/nodes-of.js";
import { childOf, childrenOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Use } from "../python/uses.js";
import { NEEDS } from "../rule-kit/needs.js";
import { PICKLE_LOADERS, PICKLE_MODULES } from "../rule-kit/pickle-modules.js";
import { defineRule } from "../rule-kit/define-rule.js";
import type { RuleFinding } from "../rule-kit/rule.js";
import { isOnlyMeasured } from "../rule-kit/only-measured.js";
import { isRoundTrip } from "../rule-kit/round-trip.js";
import { qualified, symbolsOf } from "../rule-kit/sinks.js";
import { isOfStrictUnpickler } from "../rule-kit/unpicklers.js";

const MODULES = new Set(PICKLE_MODULES);
const LOADERS = new Set(PICKLE_LOADERS);
const HARMLESS = new Set(
  qualified(PICKLE_MODULES, [
    "PickleError",
    "PicklingError",
    "UnpicklingError",
    "HIGHEST_PROTOCOL",
    "DEFAULT_PROTOCOL",
    "format_version",
    "compatible_formats",
    // Follows a dotted name from an object, as `operator.attrgetter` does.
    "_getattribute",
  ]),
);

/** The power of an import that nothing uses: who only takes its last use away brings nothing in. */
const UNUSED = -1;

const LOADED = /\._?loads?\(\)/;

/** Reports imports of pickle, judged by what the file then does with the name. */
export const pickleImport = defineRule({
  meta: {
    id: "pickle-import",
    title: "Importing pickle",
    since: "0.1.0",
    level: "block",
    balancedLevel: "warn",
    summary:
      "An import of `pickle`, `_pickle`, `cPickle`, `six.moves.cPickle` or `pickle5`. Where the file only uses exception classes, protocol numbers or type annotations from it, copies values with `loads(dumps(value))`, hashes or measures what `dumps` gives, or unpickles through a class with an exact allowlist, the finding is a warning.",
    danger:
      "Data that is written as a pickle has to be loaded as one, and loading runs code chosen by whoever wrote the bytes. A format that holds data only cannot be turned against its reader later.",
    alternatives: [NEEDS.data, NEEDS.frames, NEEDS.weights, NEEDS.estimators],
    bad: "import pickle\n",
    good: "import json\n",
    safeWhen:
      "The name is used for exception classes, protocol constants, annotations, copies or an unpickler with an exact allowlist only; the import is then a warning.",
    equivalents: { bandit: ["B403"], ruff: ["S403"], codeql: [] },
  },
  subject: "import",
  symbols: PICKLE_MODULES,
  *check(model) {
    const uses = usesByImport(model);
    for (const node of nodesOf(model.tree, "import_statement", "import_from_statement")) {
      const imported = importedFromPickle(model, node);
      if (imported !== null) yield judge(model, node, imported, uses.get(node) ?? []);
    }
  },
});

/** The pickle name that an import statement brings in (`pickle`, `pickle.loads`), or null. */
function importedFromPickle(model: FileModel, node: SyntaxNode): string | null {
  const { text } = model.tree;
  if (node.type === "import_statement") {
    const paths = childrenOf(node, "name").map((name) => importedName(text, name).path);
    return paths.find((path) => MODULES.has(path)) ?? null;
  }
  const moduleNode = childOf(node, "module_name");
  const module = moduleNode ? dottedText(text, moduleNode) : "";
  const names = childrenOf(node, "name").map((name) => `${module}.${importedName(text, name).path}`);
  if (MODULES.has(module)) {
    return names.find((name) => !HARMLESS.has(name)) ?? names[0] ?? module;
  }
  return names.find((name) => MODULES.has(name)) ?? null;
}

/** The uses that each import statement leads to. */
function usesByImport(model: FileModel): ReadonlyMap<SyntaxNode, readonly Use[]> {
  const uses = new Map<SyntaxNode, Use[]>();
  for (const use of model.uses) {
    for (const node of use.via) {
      const list = uses.get(node);
      if (list) list.push(use);
      else uses.set(node, [use]);
    }
  }
  return uses;
}

function judge(model: FileModel, node: SyntaxNode, symbol: string, uses: readonly Use[]): RuleFinding {
  if (isTypeChecking(model, node)) {
    return report(node, symbol, "warn", "It is imported for type checking only and never runs.");
  }
  const harmful = uses.filter((use) => {
    if (use.role === "inspected" || HARMLESS.has(use.symbol) || isRoundTrip(model, use)) return false;
    // What was loaded: the load itself counts.
    if (LOADED.test(use.symbol)) return false;
    return !isOnlyMeasured(model, use) && !isOfStrictUnpickler(model, use);
  });
  if (harmful.some((use) => LOADERS.has(use.symbol))) {
    return report(node, symbol, "block", "This file loads pickles with it, which runs code from the bytes.");
  }
  const onlyHarmless = HARMLESS.has(symbol) || (uses.length > 0 && harmful.length === 0);
  if (onlyHarmless) {
    const use =
      "Every use here is harmless (exceptions, protocol numbers, types, copies, digests or a strict allowlist).";
    return report(node, symbol, "warn", use);
  }
  if (harmful.some((use) => /\.(dumps?|Pickler)$/.test(use.symbol))) {
    const use = "This file writes pickles; whoever reads them back has to run what they contain.";
    return report(node, symbol, "block", use);
  }
  const bare = report(node, symbol, "block", "Loading a pickle runs code from the bytes it reads.");
  return uses.length === 0 ? { ...bare, power: UNUSED } : bare;
}

function report(node: SyntaxNode, symbol: string, level: "block" | "warn", because: string): RuleFinding {
  return { span: node, symbol, level, message: `This imports \`${symbol}\`. ${because}` };
}

function isTypeChecking(model: FileModel, node: SyntaxNode): boolean {
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (parent.type !== "if_statement" || child.field !== "consequence") continue;
    const condition = childOf(parent, "condition");
    const text = condition ? model.tree.text.slice(condition.start, condition.end) : "";
    if (!/^(?:[\w.]+\.)?TYPE_CHECKING$/.test(text)) continue;
    // One that the file sets itself is a constant like any other.
    if (
      condition &&
      symbolsOf(model, condition).every((name) =>
        /(?:^builtins|^typing|^typing_extensions)\.TYPE_CHECKING$/.test(name),
      ) &&
      symbolsOf(model, condition).length > 0
    )
      return true;
  }
  return false;
}
