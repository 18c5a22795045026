import { scopeOf, type FileModel } from "./file-model.js";
import { textOf } from "./fold.js";
import { identifierText } from "../parse/identifier.js";
import { lookUp } from "./reaching.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";

/** How many expressions are looked at for one question. */
const MAX_STEPS = 60;
/** A path of a file, or a part of one. */
const PART = /^[\w./ -]{1,200}$/;

/**
 * The paths that may be those of a file whose content an expression is: `open("a/b.txt").read()`, or `f.read()` within
 * `with open(os.path.join(HERE, "b.txt")) as f`. None where no file is read.
 */
export function filesRead(model: FileModel, node: SyntaxNode): string[] {
  const { paths, reads } = lookedThrough(model, node);
  return reads ? paths : [];
}

/** The paths that an expression may be. Parts that are not known are left out: they are folders, as a rule. */
export function pathsNamed(model: FileModel, node: SyntaxNode): string[] {
  return lookedThrough(model, node).paths;
}

function lookedThrough(model: FileModel, node: SyntaxNode): { paths: string[]; reads: boolean } {
  const parts: string[] = [];
  let reads = false;
  const seen = new Set<SyntaxNode>();
  const pending: SyntaxNode[] = [node];
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const current = pending.shift();
    if (!current) break;
    if (seen.has(current)) continue;
    seen.add(current);
    const text = textOf(model.evaluator, current);
    if (text !== undefined) {
      if (PART.test(text)) parts.push(text);
    } else if (current.type === "identifier") {
      reads ||= READERS.has(identifierText(model.tree.text, current));
      if (current.field !== "attribute") pending.unshift(...definitionsOf(model, current));
    } else if (current.type === "string") parts.push(...lastPart(model, current));
    else pending.unshift(...current.children.map((child) => childOf(child, "value") ?? child));
  }
  // Every run of parts that follow each other: `join("a", "b.txt")`, and what else is passed to `open`.
  const paths = parts.flatMap((_, from) =>
    parts.slice(from).map((__, count) => parts.slice(from, from + count + 1).join("/")),
  );
  return { paths, reads };
}

/** What reads a file that is named, whatever it is a member of. */
const READERS: ReadonlySet<string> = new Set(["open", "read_text", "read_bytes", "get_data"]);

/** What of an f-string follows its last field: `f"{HERE}/a.txt"`. */
function lastPart(model: FileModel, node: SyntaxNode): string[] {
  const last = node.children.findLast(({ type }) => type === "string_content" || type === "interpolation");
  const content = last?.type === "string_content" ? model.tree.text.slice(last.start, last.end) : "";
  const text = content.replace(/^\/+/, "");
  return PART.test(text) ? [text] : [];
}

function definitionsOf(model: FileModel, node: SyntaxNode): SyntaxNode[] {
  const name = identifierText(model.tree.text, node);
  const found = lookUp(name, node, scopeOf(model, node), model.evaluator.budget);
  if (found.kind !== "bound") return [];
  return found.bindings.flatMap(({ to }) => (to.kind === "value" || to.kind === "entered" ? [to.value] : []));
}
