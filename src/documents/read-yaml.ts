import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseAllDocuments,
  visit,
  type Document,
  type Node,
} from "yaml";

import { masked, hasMarks } from "./template.js";
import {
  MAX_DEPTH,
  type DocumentNode,
  type DocumentTree,
  type Entry,
  type Scalar,
  type Tag,
} from "./tree.js";

/** A text as YAML; what is no YAML because it is a template is read with the template's marks masked. Never throws. */
export function readYaml(text: string): DocumentTree {
  const documents = parsed(text);
  if (documents.some(({ errors }) => errors.length > 0) && hasMarks(text)) {
    const plain = masked(text);
    return treeOf(parsed(plain), plain);
  }
  return treeOf(documents, text);
}

function parsed(text: string): readonly Document.Parsed[] {
  try {
    const documents = parseAllDocuments(text, {
      logLevel: "silent",
      uniqueKeys: false,
      strict: false,
      stringKeys: false,
      resolveKnownTags: false,
      schema: "failsafe",
    });
    return Array.isArray(documents) ? documents : [];
  } catch {
    return [];
  }
}

function treeOf(documents: readonly Document.Parsed[], text: string): DocumentTree {
  const roots = documents.flatMap((document) => nodeOf(document.contents, document, text, 0) ?? []);
  return { roots, tags: text.includes("python/") ? documents.flatMap((one) => tagsIn(one, text)) : [], text };
}

function nodeOf(node: unknown, document: Document.Parsed, text: string, depth: number): DocumentNode | null {
  if (depth > MAX_DEPTH) return null;
  if (isAlias(node)) {
    const target = node.resolve(document);
    return target && isScalar(target) ? nodeOf(target, document, text, depth + 1) : null;
  }
  const range = (node as Partial<Node> | null)?.range;
  if (!range) return null;
  const [start, end] = range;
  if (isScalar(node)) return scalarOf(node.value, text, start, end);
  if (isSeq(node)) {
    const items = node.items.flatMap((item) => {
      // A pair in a list: `- {a: b}` written without braces.
      if (isPair(item)) return [];
      return nodeOf(item, document, text, depth + 1) ?? [];
    });
    return { kind: "list", items, start, end };
  }
  if (!isMap(node)) return null;
  const entries = node.items.flatMap((pair): Entry[] => {
    const key = nodeOf(pair.key, document, text, depth + 1);
    const value = nodeOf(pair.value, document, text, depth + 1);
    return key?.kind === "scalar" && value ? [{ key, value }] : [];
  });
  return { kind: "mapping", entries, start, end };
}

function scalarOf(value: unknown, text: string, start: number, end: number): Scalar {
  const header = /^[|>][^\n]*\n/.exec(text.slice(start, start + 200));
  const spelled = typeof value === "string" ? value : "";
  return { kind: "scalar", value: spelled, start, end, contentStart: start + (header?.[0].length ?? 0) };
}

const PYTHON_TAG = /^tag:yaml\.org,2002:(python\/.+)$/s;

/** The tags that name Python, whatever handle they are written with. */
function tagsIn(document: Document.Parsed, text: string): Tag[] {
  const tags: Tag[] = [];
  visit(document, (_, node) => {
    const { tag, range } = node as { tag?: string; range?: [number, number, number] | null };
    const [, name] = PYTHON_TAG.exec(tag ?? "") ?? [];
    if (name === undefined || !range) return;
    tags.push({ name: decoded(name), ...placeOf(text, range[0]) });
  });
  return tags;
}

/** The tag stands before its node, with an anchor or line ends between. */
function placeOf(text: string, node: number): { start: number; end: number } {
  const before = text.slice(Math.max(0, node - 500), node);
  const match = [...before.matchAll(/![^\s]*/g)].at(-1);
  if (!match) return { start: node, end: node + 1 };
  const start = node - before.length + match.index;
  return { start, end: start + match[0].length };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
