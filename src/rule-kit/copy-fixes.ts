import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { childOf, contains, unwrap, type Span, type SyntaxNode } from "../parse/syntax-tree.js";
import { enclosingName, scopeOf, type FileModel } from "../python/file-model.js";
import type { Use } from "../python/uses.js";
import { standsWhereErrorIsExpected } from "./expected-error.js";
import { importEdits, importNear, type Imported } from "./import-edits.js";
import { PICKLE_DUMPS } from "./round-trip.js";
import type { Edit, FixCandidate } from "./rule.js";
import { dataOf, symbolsOf } from "./sinks.js";

/** What is different about a copy that is not pickled. */
export const COPIES_OTHERWISE =
  "Classes with a `__deepcopy__` are copied by it; `__reduce__` and `__getstate__` are asked as before. What pickle refuses, as a function in a function, may be copied, and large plain data takes longer.";

/**
 * `pickle.loads(pickle.dumps(value))` becomes `copy.deepcopy(value)`, also where a variable of one line is between the two.
 * Nothing where the pickling may be the point: its result is thrown away, an error of it is awaited, or a name says so.
 */
export function deepCopyFixes(model: FileModel, use: Use): FixCandidate[] {
  const load = use.call;
  const only = load ? childOf(load, "arguments")?.children : undefined;
  const data = dataOf(use);
  const before = asked.get(model) ?? 0;
  asked.set(model, before + 1);
  if (before > MAX_FIXES) return [];
  if (!load || !data || only?.length !== 1 || use.shift !== 0 || isAboutPickling(model, load)) return [];
  const between = data.type === "identifier" ? justBefore(model, data) : null;
  const dumps = between ? between.value : unwrap(data);
  const value = dumps.type === "call" ? dumped(model, dumps) : null;
  if (!value) return [];
  const written: readonly Span[] = between ? [between.line, load] : [load];
  if (model.tree.comments.some((one) => written.some((span) => contains(span, one)) && !contains(value, one)))
    return [];
  const near = importNear(model, use.node, use.via);
  const ways = WAYS.flatMap(({ name, imported }) => {
    const imports = near ? importEdits(model, near, imported, load) : null;
    const copied = between
      ? [{ span: between.line, text: "" }, ...around(load, value, name, model.tree.text)]
      : around(load, value, name);
    return imports ? [{ imports, copied }] : [];
  });
  // What is imported already is taken first.
  return [...ways.filter(isImported), ...ways.filter((way) => !isImported(way))].map(
    ({ imports, copied }): FixCandidate => ({
      edits: [...copied, ...imports],
      caveat: COPIES_OTHERWISE,
      isWide: true,
    }),
  );
}

/** Of how many copies of a file the fixes are looked for: more are proven of none. */
const MAX_FIXES = 100;
const asked = new WeakMap<FileModel, number>();

function isImported({ imports }: { readonly imports: readonly Edit[] }): boolean {
  return imports.length === 0;
}

const WAYS: readonly { readonly name: string; readonly imported: Imported }[] = [
  { name: "copy.deepcopy", imported: { module: "copy", name: null } },
  { name: "deepcopy", imported: { module: "copy", name: "deepcopy" } },
];

/** The edits that put a copy of a value, or of one that is written elsewhere (in this text), in the place of a call. */
function around(call: SyntaxNode, value: SyntaxNode, name: string, text?: string): Edit[] {
  if (text !== undefined) return [{ span: call, text: `${name}(${text.slice(value.start, value.end)})` }];
  return [
    { span: { start: call.start, end: value.start }, text: `${name}(` },
    { span: { start: value.end, end: call.end }, text: ")" },
  ];
}

/** What a call of `dumps` pickles, where nothing is said besides but how. */
function dumped(model: FileModel, call: SyntaxNode): SyntaxNode | null {
  const symbols = symbolsOf(model, childOf(call, "function"));
  if (symbols.length === 0 || !symbols.every((symbol) => DUMPS.has(symbol))) return null;
  const [value, ...others] = childOf(call, "arguments")?.children ?? [];
  if (!value || NO_VALUES.has(value.type)) return null;
  const isPlain = others.every((one, i) => {
    if (one.type !== "keyword_argument") return i === 0 && !NO_VALUES.has(one.type);
    const name = childOf(one, "name");
    return name !== null && /^(?:protocol|fix_imports)$/.test(identifierText(model.tree.text, name));
  });
  return isPlain ? value : null;
}

const DUMPS = new Set(PICKLE_DUMPS);
const NO_VALUES: ReadonlySet<NodeKind> = new Set([
  "keyword_argument",
  "list_splat",
  "dictionary_splat",
  "generator_expression",
]);

/** The value of `name = value` on the line before, where the name stands nowhere else; with that line. */
function justBefore(model: FileModel, name: SyntaxNode): { value: SyntaxNode; line: Span } | null {
  const { text } = model.tree;
  const spelled = identifierText(text, name);
  const [binding, ...more] = scopeOf(model, name).bindings.get(spelled) ?? [];
  const statement = binding?.node.parent;
  if (
    !binding ||
    more.length > 0 ||
    binding.to.kind !== "value" ||
    statement?.type !== "expression_statement"
  )
    return null;
  const places = model.evaluator.identifiersNamed(spelled);
  const siblings = statement.parent?.children ?? [];
  const next = siblings[siblings.indexOf(statement) + 1];
  const start = text.lastIndexOf("\n", statement.start - 1) + 1;
  const isAlone = text.slice(start, statement.start).trim() === "";
  if (places.length !== 2 || !next || !contains(next, name) || !SIMPLE.has(next.type) || !isAlone)
    return null;
  const between = text.slice(statement.end, next.start);
  const feed = text.indexOf("\n", statement.end) + 1;
  if (!/^[ \t]*\r?\n[ \t]*$/.test(between)) return null;
  return { value: unwrap(binding.to.value), line: { start, end: feed } };
}

const SIMPLE: ReadonlySet<NodeKind> = new Set(["expression_statement", "return_statement"]);

/** Whether it is there to find out if something can be pickled. */
function isAboutPickling(model: FileModel, load: SyntaxNode): boolean {
  if (load.parent?.type === "expression_statement" || standsWhereErrorIsExpected(model, load)) return true;
  if (/pickl|seriali[sz]|round_?trip/i.test(enclosingName(model, load))) return true;
  if (isExplained(model, load)) return true;
  for (let { parent } = load; parent && parent.type !== "function_definition"; { parent } = parent)
    if (parent.type === "try_statement") return true;
  return false;
}

/** Whether a comment on its lines, or on the one above, says why it is done so. */
function isExplained({ tree }: FileModel, load: SyntaxNode): boolean {
  const { text, comments } = tree;
  const line = text.lastIndexOf("\n", load.start - 1);
  const begin = line <= 0 ? 0 : text.lastIndexOf("\n", line - 1);
  const feed = text.indexOf("\n", load.end);
  return comments.some(
    ({ start, end }) =>
      start > begin &&
      end <= (feed === -1 ? text.length : feed) &&
      /pickl|copy|copies|fast|slow|perform|speed/i.test(text.slice(start, end)),
  );
}
