import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Argument } from "../python/arguments.js";
import { keywordOf } from "../python/constants.js";
import type { FileModel } from "../python/file-model.js";
import { nodesWithin } from "../python/nodes-of.js";
import type { Use } from "../python/uses.js";
import { fixBy, isPlainCall, removeArgument, renameMember } from "./call-edits.js";
import { bareName, importEdits, importInstead, isOnlyGiven } from "./import-edits.js";
import type { Edit, FixCandidate, RuleMeta } from "./rule.js";

const CAVEAT = "Documents with `!!python/...` tags no longer load; plain YAML loads as before.";
const WITH_DUMPS =
  "Documents with `!!python/...` tags no longer load, and this file writes such for tuples and objects: dump with `yaml.safe_dump`.";
const WITH_TAGS =
  "Documents with `!!python/...` tags no longer load, and tags that are added here have to be added to `SafeLoader`.";

/** What the fixes here do, for the rules that offer them. */
export const YAML_FIXES: NonNullable<RuleMeta["fixes"]> = [
  {
    does: "the function or the loader becomes the safe one of its kind, and so does the loader that a class of the file is built on",
    caveat: CAVEAT,
    isDefault: true,
  },
  { does: "the same, where the file gives loaders tags of its own", caveat: WITH_TAGS },
  { does: "the same for `unsafe_load`, where the file dumps YAML as well", caveat: WITH_DUMPS },
];

/**
 * The fixes of a file. Where it gives loaders tags of its own, those that it does not give to the safe one no longer load:
 * then more than code is refused. So it is where it asks for the loader of everything, and writes documents that need it.
 */
function forFile(model: FileModel, symbol: string, fixes: readonly FixCandidate[]): FixCandidate[] {
  const isNamed = (name: string): boolean => model.evaluator.identifiersNamed(name).length > 0;
  const writesTags = /unsafe/i.test(symbol) && ["dump", "dump_all", "Dumper"].some(isNamed);
  const caveat = addsTags(model) ? WITH_TAGS : writesTags ? WITH_DUMPS : null;
  return fixes.map(({ edits, isWide }) => ({
    edits,
    ...(caveat === null ? { caveat: CAVEAT, refusesOnlyCode: true } : { caveat }),
    ...(isWide && { isWide }),
  }));
}

/** Whether the file gives tags to more than loader classes of its own, and safe ones. */
function addsTags(model: FileModel): boolean {
  const known = adding.get(model) ?? isAddingTags(model);
  adding.set(model, known);
  return known;
}

/** Every load of a file asks. */
const adding = new WeakMap<FileModel, boolean>();

function isAddingTags(model: FileModel): boolean {
  const { evaluator, tree } = model;
  const isObject = OF_OBJECTS.some((name) =>
    evaluator
      .identifiersNamed(name)
      .some(({ parent, field }) => field === "left" || parent?.field === "left"),
  );
  if (isObject) return true;
  return ADDING.some((name) =>
    evaluator.identifiersNamed(name).some(({ parent, field }) => {
      const object = field === "attribute" && parent ? childOf(parent, "object") : null;
      const call = parent?.field === "function" ? parent.parent : null;
      const loader = call?.type === "call" ? (keywordOf(tree.text, call, "Loader") ?? object) : null;
      const values = loader ? evaluator.evaluate(loader) : [];
      return (
        !values.every(
          (value) => value.kind === "class" || (value.kind === "symbol" && /Safe\w{0,40}$/.test(value.name)),
        ) || values.length === 0
      );
    }),
  );
}

const ADDING = ["add_constructor", "add_multi_constructor", "add_implicit_resolver", "add_path_resolver"];
/** Attributes of a class whose objects are written with a tag of its own. */
const OF_OBJECTS = ["yaml_tag", "yaml_loader"];

/**
 * `yaml.load(text)` becomes `yaml.safe_load(text)`; `load_all` and the `full_` and `unsafe_` forms likewise. Of a function
 * that is called by its bare name the safe one is imported beside it.
 */
export function safeFunctionFix(model: FileModel, use: Use): FixCandidate[] {
  if (!use.call || use.shift !== 0 || !isPlainCall(use.call)) return [];
  return safeNameFix(model, use, safeFunction(use));
}

/** A loader class that is made or given here becomes the safe one of the same kind. */
export function safeClassFix(model: FileModel, use: Pick<Use, "node" | "symbol" | "via">): FixCandidate[] {
  return /^yaml\.(?:\w+\.)?\w*Loader$/.test(use.symbol)
    ? safeNameFix(model, use, safeLoader(lastName(use.symbol)))
    : [];
}

function safeNameFix(
  model: FileModel,
  use: Pick<Use, "node" | "symbol" | "via">,
  name: string,
): FixCandidate[] {
  const edit = renameMember(use.node, name);
  if (edit) return forFile(model, use.symbol, fixBy(edit, CAVEAT));
  const imports = importsBeside(model, use, name);
  return imports ? forFile(model, use.symbol, [wide([{ span: use.node, text: name }, ...imports])]) : [];
}

function safeFunction({ symbol }: Use): string {
  return symbol.endsWith("_all") ? "safe_load_all" : "safe_load";
}

/** The edits that import a name from `yaml` where a function or class of it, called by its own bare name, comes from. */
function importsBeside(
  model: FileModel,
  { node, symbol, via }: Pick<Use, "node" | "symbol" | "via">,
  name: string,
): readonly Edit[] | null {
  const [statement] = via;
  const bound = bareName(model.tree.text, node);
  const isItself = bound === lastName(symbol) || statement?.type === "import_from_statement";
  if (via.length !== 1 || !statement || bound === null || !isItself) return null;
  return importEdits(model, statement, { module: "yaml", name });
}

function wide(edits: readonly Edit[]): FixCandidate {
  return { edits, caveat: CAVEAT, isWide: true };
}

/**
 * Replaces the loader by the safe one of the same kind, where it is written in the call: `yaml.CLoader` by
 * `yaml.CSafeLoader`. A bare name is replaced too, which only holds where the file binds the safe one; failing that,
 * the call becomes `safe_load`, or the safe loader is imported.
 */
export function safeLoaderFixes(model: FileModel, use: Use, loader: Argument): FixCandidate[] {
  const { text } = model.tree;
  const node = loader.node;
  if (!use.call || !node) return [];
  // A loader class of the file's own may add what documents need: it stays, on a safe base.
  if (!loader.values.every((value) => value.kind === "symbol")) return safeBaseFixes(model, loader);
  const fixes: FixCandidate[] = [];
  const inC = /(^|\.)\s*C[A-Z]\w*$/.test(text.slice(node.start, node.end));
  for (const name of inC ? ["CSafeLoader", "SafeLoader"] : ["SafeLoader"]) {
    const edit = node.type === "identifier" ? { span: node, text: name } : renameMember(node, name);
    fixes.push(...fixBy(edit, CAVEAT));
  }
  const rename = renameMember(use.node, safeFunction(use));
  const removal = removeArgument(use.call, node);
  if (rename && removal && use.shift === 0 && isPlainCall(use.call)) {
    fixes.push({ edits: [rename, removal], caveat: CAVEAT });
  }
  const ofImports = importedLoaderFixes(model, loader);
  // `try: from yaml import CLoader as Loader` is there for its speed, which `safe_load` has not.
  const [first, second] = isFromSeveral(loader) ? [ofImports, fixes] : [fixes, ofImports];
  const [given] = loader.values.flatMap((value) => (value.kind === "symbol" ? [value.name] : []));
  return forFile(model, given ?? "", [...first, ...second]);
}

/** The loader classes of the file that a load can get are built on the safe loader. */
function safeBaseFixes(model: FileModel, { values }: Argument): FixCandidate[] {
  const bases = values.flatMap((value) =>
    value.kind === "class" ? unsafeBases(model, value.definition) : [null],
  );
  const fixes = bases.map((use) => (use ? safeClassFix(model, use) : []));
  if (fixes.length === 0 || fixes.some((one) => one.length === 0)) return [];
  const [first] = fixes.flat();
  const edits = new Map(fixes.flatMap(([fix]) => fix?.edits ?? []).map((edit) => [edit.span.start, edit]));
  return first ? [{ ...first, edits: [...edits.values()], isWide: true }] : [];
}

/** The references to unsafe loaders that a class is built on; a null where one of them is used in the class as well. */
function unsafeBases(model: FileModel, definition: SyntaxNode): readonly (Use | null)[] {
  const known = basesOf.get(definition) ?? findUnsafeBases(model, definition);
  basesOf.set(definition, known);
  return known;
}

const basesOf = new WeakMap<SyntaxNode, readonly (Use | null)[]>();

function findUnsafeBases(model: FileModel, definition: SyntaxNode): readonly (Use | null)[] {
  const bases = childOf(definition, "superclasses")?.children ?? [];
  const body = childOf(definition, "body");
  return model.uses.flatMap((use): (Use | null)[] => {
    if (!bases.includes(use.node) || !/(?:^|\.)C?(?:Full|Unsafe)?Loader$/.test(use.symbol)) return [];
    const isNeeded =
      body && nodesWithin(model.evaluator.identifiersNamed(lastName(use.symbol)), body).length > 0;
    const isForTags = body && model.tree.text.slice(body.start, body.end).includes("python");
    return [isNeeded || isForTags ? null : use];
  });
}

function lastName(symbol: string): string {
  return symbol.slice(symbol.lastIndexOf(".") + 1);
}

function isFromSeveral({ values }: Argument): boolean {
  return new Set(values.flatMap((value) => (value.kind === "symbol" ? value.via : []))).size > 1;
}

/** The safe loader is imported beside the other, or (`try: from yaml import CLoader as Loader`) in its place. */
function importedLoaderFixes(model: FileModel, { node, values }: Argument): FixCandidate[] {
  const { text } = model.tree;
  const bound = node && bareName(text, node);
  const symbols = values.flatMap((value) => (value.kind === "symbol" ? [value] : []));
  const [first] = symbols;
  if (!node || bound === null || !first) return [];
  const fixes: FixCandidate[] = [];
  const name = safeLoader(lastName(first.name));
  const beside =
    symbols.length === 1 ? importsBeside(model, { node, symbol: first.name, via: first.via }, name) : null;
  if (beside) fixes.push(wide([{ span: node, text: name }, ...beside]));
  const statements = [...new Set(symbols.flatMap(({ via }) => via))];
  const edits = statements.map((statement) => importInstead(text, statement, bound, safeLoader));
  const isWhole = edits.length > 0 && edits.every((edit) => edit !== null);
  if (isWhole && isOnlyGiven(model, bound)) fixes.push(wide(edits));
  return fixes;
}

function safeLoader(name: string): string {
  if (/Safe|Base/.test(name)) return name;
  return name.startsWith("C") ? "CSafeLoader" : "SafeLoader";
}
