import { importedName } from "../python/bind-imports.js";
import type { FileModel } from "../python/file-model.js";
import { dottedText } from "../parse/identifier.js";
import { nodesOf } from "../python/nodes-of.js";
import { calleeName } from "../python/shapes.js";
import { childOf, childrenOf, contains, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Use } from "../python/uses.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { isGivenToLoader } from "../rule-kit/given-to-file.js";
import { followedIn, isHandedOnWhole, type IsFollowed } from "../rule-kit/handed-on.js";
import { loadsOnUnknown, type LoadsOnUnknown } from "../rule-kit/loads-on-unknown.js";
import { PICKLE_MODULES } from "../rule-kit/pickle-modules.js";
import type { Reported, RuleFinding } from "../rule-kit/rule.js";
import { findingAt } from "../rule-kit/sinks.js";

/** Modules that exist to unpickle, besides pickle itself. */
const UNPICKLING = new Set(["dill", "cloudpickle", "jsonpickle", "shelve"]);
/** Modules that are mostly handed on to load with. */
const LOADING = new Set([...UNPICKLING, "joblib", "marshal"]);
/** Modules of which whoever has one can run code from any data, and that are good for little else. */
const WHOLE = new Set([...PICKLE_MODULES, ...UNPICKLING, "marshal"]);
/** Modules with other uses, and their loaders: `load` of what nothing is known of may be theirs. */
const LOADERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["torch", ["load"]],
  ["yaml", ["load", "load_all", "unsafe_load", "unsafe_load_all", "full_load"]],
]);
/** By name, functions that look at a module, change it or load it anew. */
const HARMLESS =
  /^(?:setattr|delattr|getattr|hasattr|object|patch|multiple|reload|getmembers|create_autospec|register_pickle_by_value|unregister_pickle_by_value|getsource|getfile|getmodule|bool|len|str|append_path)$/;

/** Reports modules that load unsafely where they are handed on as values, and nothing tells what for. */
export const moduleHandedOn = defineRule({
  meta: {
    id: "module-handed-on",
    title: "Handing on a module that unpickles",
    since: "0.1.0",
    level: "block",
    balancedLevel: "warn",
    summary:
      "`pickle`, `marshal`, `shelve`, `dill`, `cloudpickle` or `jsonpickle`, passed on, kept in a container, a class or an object, gone through or returned as a module (which blocks), or one of the last four imported without a use; `joblib`, `torch` and `yaml` where they are given to something of another file that loads with what it gets (which blocks); `joblib` where it is passed on or kept, and `torch` and `yaml` where the file also calls a loader of that name on something that cannot be followed.",
    danger:
      "Whoever gets the module can load with it, and no reader of this file sees where. What such a load reads can run code with the rights of this process.",
    alternatives: [NEEDS.data, NEEDS.weights],
    bad: "import dill\n\nCODECS = {'dill': dill}\n",
    good: "import json\n\nCODECS = {'json': json}\n",
    safeWhen: "What gets the module only writes with it, or asks for its version.",
  },
  words: [...LOADING],
  *check(model) {
    const loads = new Map<string, Loads>();
    for (const use of model.uses) {
      if (WHOLE.has(use.symbol) || !(LOADING.has(use.symbol) || LOADERS.has(use.symbol))) continue;
      const level = levelOf(model, use, loads);
      if (level === null) continue;
      yield {
        ...findingAt(use),
        span: use.node,
        level,
        message:
          level === "block"
            ? `\`${use.symbol}\` is handed on to a file that loads with what it is given. Its loaders can run code from what they read.`
            : messageFor(use.symbol),
      };
    }
    const used = new Set(model.uses.flatMap(({ via }) => via));
    for (const { node, module, alias } of importsOfUnpicklers(model)) {
      if (used.has(node)) continue;
      yield {
        span: node,
        symbol: module,
        level: "warn",
        message:
          alias === null
            ? `This imports \`${module}\`, which exists to load pickled objects, and nothing here says what for.`
            : `This gives \`${module}\` on as \`${alias}\`: whoever imports that from here can load pickled objects with it.`,
      };
    }
  },
  review: wholeModules,
});

/** The places where a module that unpickles gets somewhere as an object, unless something else is found there. */
function* wholeModules(model: FileModel, found: readonly Reported[]): Iterable<RuleFinding> {
  const followed = new Map<string, IsFollowed>();
  const blocking = found.filter(({ level }) => level === "block");
  for (const use of model.uses) {
    const module = use.symbol.replace(/\.__dict__$/, "");
    if (!WHOLE.has(module) || !isHandedOnWhole(model, use)) continue;
    let isFollowedHere = followed.get(module);
    if (!isFollowedHere) followed.set(module, (isFollowedHere = followedIn(model, module)));
    if (isFollowedHere(use) || blocking.some(({ span }) => contains(span, use.node))) continue;
    yield {
      ...findingAt(use),
      span: use.node,
      symbol: module,
      level: "block",
      message: messageFor(module),
    };
  }
}

function messageFor(module: string): string {
  return `\`${module}\` is handed on as a whole, and what is done with it cannot be followed here. Its loaders can run code from what they read.`;
}

/** How much it matters that a module with other uses is handed on; null for not at all. */
function levelOf(model: FileModel, use: Use, loadsBy: Map<string, Loads>): "block" | "warn" | null {
  const isWhole = isHandedOnWhole(model, use);
  const isGiven = isHandedOn(model, use);
  if (!isWhole && !isGiven) return null;
  const loaders = LOADERS.get(use.symbol);
  if (isWhole && isGivenToLoader(model, use.node, loaders ?? ["load"])) return "block";
  let loads = loadsBy.get(use.symbol);
  if (!loads) loadsBy.set(use.symbol, (loads = loadsOf(model, use.symbol)));
  if (isFollowed(model, use, loads)) return null;
  if (isWhole && loads.onUnknown.mayBe(use.node)) return "block";
  return isGiven && (!loaders || loads.onUnknown.some) ? "warn" : null;
}

/** What a file loads with under the name of a module, told once for all places that hand the module on. */
interface Loads {
  /** What all calls of its members begin with; null without any. */
  readonly beginning: string | null;
  /** The calls of methods that it has, on what is not known. */
  readonly onUnknown: LoadsOnUnknown;
}

function loadsOf(model: FileModel, module: string): Loads {
  return {
    beginning: commonBeginning(model, module),
    onUnknown: loadsOnUnknown(model, LOADERS.get(module) ?? ["load"]),
  };
}

/** Whether a use of the module is found that does not begin with the name that is handed on. */
function isFollowed(model: FileModel, { node }: Use, { beginning }: Loads): boolean {
  return beginning !== null && !beginning.startsWith(model.tree.text.slice(node.start, node.end));
}

function commonBeginning(model: FileModel, module: string): string | null {
  let common: string | null = null;
  for (const { role, symbol, node } of model.uses) {
    if (role !== "call" || !symbol.startsWith(`${module}.`)) continue;
    const { text } = model.tree;
    const length: number = common === null ? node.end - node.start : common.length;
    let same = 0;
    while (same < length && (common === null || text[node.start + same] === common[same])) same++;
    common = text.slice(node.start, Math.min(node.end, node.start + same));
  }
  return common;
}

/** Whether a module is given to something: not to another name, whose uses are found, and not to what only looks at it. */
function isHandedOn(model: FileModel, use: Use): boolean {
  const { parent, field } = use.node;
  if (use.role === "argument") {
    const list = parent?.type === "keyword_argument" ? parent.parent : parent;
    const call = list?.parent;
    return call?.type === "call" && !HARMLESS.test(calleeName(model, call));
  }
  if (use.role !== "stored" || !parent || parent.type === "expression_statement") return false;
  if (parent.type === "return_statement") return UNPICKLING.has(use.symbol);
  // What a loop goes through is followed.
  if (parent.type !== "assignment" || field !== "right")
    return DISPLAYS.has(parent.type) && !(parent.parent?.type ?? "").startsWith("for_");
  const target = childOf(parent, "left");
  if (target?.type === "attribute") return true;
  const object = target?.type === "subscript" ? childOf(target, "value") : null;
  return object !== null && dottedText(model.tree.text, object) !== "sys.modules";
}

const DISPLAYS: ReadonlySet<string> = new Set(["pair", "list", "tuple", "set", "expression_list"]);

/** Whether a module has another name here that the file itself does not use. */
function isForOthers(model: FileModel, path: string, alias: string | null): boolean {
  return alias !== null && alias !== path && model.evaluator.identifiersNamed(alias).length === 1;
}

function* importsOfUnpicklers(
  model: FileModel,
): Iterable<{ readonly node: SyntaxNode; readonly module: string; readonly alias: string | null }> {
  const { text } = model.tree;
  for (const node of nodesOf(model.tree, "import_statement")) {
    const names = childrenOf(node, "name").map((name) => importedName(text, name));
    // Under another name it is there for others: `import joblib as codec`.
    const found = names.find(
      ({ path, alias }) => UNPICKLING.has(path) || (LOADING.has(path) && isForOthers(model, path, alias)),
    );
    if (found) yield { node, module: found.path, alias: found.alias };
  }
}
