import { calledOn, nameOf } from "./call-shapes.js";
import type { DataEnd } from "./data-ends.js";
import { opened, type Opened } from "./opened.js";
import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, contains, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { literal } from "../python/constants.js";
import { nodesWithin } from "../python/nodes-of.js";
import { scopeOf } from "../python/file-model.js";
import { lookUp } from "../python/reaching.js";

/** Why an end cannot be changed by a program; null where it can. */
export function problemOf(end: DataEnd): string | null {
  if (end.call.parent?.type === "decorator") return "it is a decorator";
  if (/\.(?:_?Unpickler|_?Pickler)$/.test(end.symbol)) return "it makes a pickler or an unpickler of its own";
  return argumentProblem(end) ?? fileProblem(end) ?? (end.does === "writes" ? writerProblem(end) : null);
}

/** Keywords that go with the format, or are handed to the fallback. */
const KEYWORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  writes: new Set(["obj", "file", "value", "filename", "protocol", "fix_imports", "arr", "allow_pickle"]),
  reads: new Set(["file", "data", "filename", "encoding", "errors", "fix_imports", "allow_pickle"]),
};

function argumentProblem({ model, call, does, library }: DataEnd): string | null {
  for (const argument of childOf(call, "arguments")?.children ?? []) {
    if (argument.type === "list_splat" || argument.type === "dictionary_splat")
      return "a star hides its arguments";
    if (argument.type !== "keyword_argument") continue;
    const node = childOf(argument, "name");
    const name = node ? identifierText(model.tree.text, node) : "";
    if (!KEYWORDS[does]?.has(name)) return `what \`${name}\` does, the new format does not do`;
    const value = childOf(argument, "value");
    const isPlain = value !== null && literal(model.tree.text, value) !== undefined;
    if (does === "reads" && !isPlain && name !== "file" && name !== "filename" && name !== "data")
      return `\`${name}\` is not written out`;
  }
  return library === "joblib" && isPackedByJoblib(model.tree.text, call) ? "joblib packs it" : null;
}

function isPackedByJoblib(text: string, call: SyntaxNode): boolean {
  return /\.(?:gz|z|bz2|xz|lzma|zip)["']/.test(text.slice(call.start, call.end));
}

/** What is wrong with how the file is opened. */
function fileProblem(end: DataEnd): string | null {
  const file = openedAt(end);
  if (!file) return null;
  const wanted = end.does === "writes" ? /^(?:wb|bw|xb|bx)$/ : /^(?:rb|br)$/;
  if (file.mode === null) return "how the file is opened is not written out";
  const mode = file.packed === null ? file.mode : `${file.mode.replace("b", "")}b`;
  if (mode.includes("a")) return "it appends to the file: there may be more than one pickle in it";
  if (!wanted.test(mode)) return `the file is opened with \`${file.mode}\``;
  return file.name ? usesProblem(end, file.name, file.within) : loopProblem(end, file.call);
}

/** The file that a call works on, where it was opened in the code. */
function openedAt({ model, takes, data, place, call, does }: DataEnd): Opened | null {
  if (takes === "bytes") return place.kind === "file" ? place.opened : null;
  if (data === null) return null;
  return does === "both" ? null : opened(model, contains(call, data) ? data : unwrap(data));
}

/** Whether anything else is done with an open file: then there may be more in it than one pickle. */
function usesProblem(end: DataEnd, name: SyntaxNode, within: SyntaxNode | null): string | null {
  const { model, call } = end;
  const text = nameOf(model, name) ?? "";
  const others = (places: readonly SyntaxNode[]): readonly SyntaxNode[] =>
    places.filter(
      (node) =>
        node.field !== "attribute" &&
        node.field !== "name" &&
        node !== name &&
        !isTarget(node) &&
        !contains(call, node) &&
        !isClosing(end, node),
    );
  const all = model.evaluator.identifiersNamed(text);
  if (within) return others(nodesWithin(all, within)).length > 0 ? MORE : loopProblem(end, within);
  const found = lookUp(text, name, scopeOf(model, name), model.evaluator.budget);
  const binding = found.kind === "bound" ? found.bindings[0] : undefined;
  if (!binding) return "where the file comes from is not clear";
  const seen = all.filter((node) => {
    const place = lookUp(text, node, scopeOf(model, node), model.evaluator.budget);
    return place.kind === "bound" && place.bindings.includes(binding);
  });
  return others(seen).length > 0 ? MORE : loopProblem(end, binding.node);
}

const MORE = "more is done with the open file: there may be more in it than one pickle";

function isTarget({ parent, field }: SyntaxNode): boolean {
  return parent?.type === "as_pattern_target" || (parent?.type === "assignment" && field === "left");
}

function isClosing({ model }: DataEnd, node: SyntaxNode): boolean {
  const call = node.parent?.parent;
  const called = call?.type === "call" ? calledOn(model, call) : null;
  return called?.object === node && /^(?:close|flush|fileno)$/.test(called.method);
}

const LOOPS: ReadonlySet<NodeKind> = new Set([
  ...(["for_statement", "while_statement", "list_comprehension", "generator_expression"] as const),
  ...(["set_comprehension", "dictionary_comprehension"] as const),
]);

/** Whether the call is done again and again on a file that was opened once. */
function loopProblem({ call }: DataEnd, from: SyntaxNode): string | null {
  const loop = ancestorOf(call, LOOPS);
  return loop && !contains(loop, from)
    ? "it is done in a loop: there may be more in the file than one pickle"
    : null;
}

/** A call that gives nothing can only be replaced where nobody asks what it gives. */
function writerProblem({ call, takes, value }: DataEnd): string | null {
  if (!value) return "what is written is not clear";
  if (value.type === "list_splat") return "a star hides its arguments";
  if (takes === "bytes") return null;
  return call.parent?.type === "expression_statement" ? null : "what it gives is used";
}
