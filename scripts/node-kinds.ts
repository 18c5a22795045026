import { createRequire } from "node:module";

/** What is read of `node-types.json`: a kind of node, and what can fill its fields. */
interface KindOfNode {
  readonly type: string;
  readonly named: boolean;
  readonly subtypes?: readonly unknown[];
  readonly fields?: Readonly<Record<string, { readonly types: readonly KindOfNode[] }>>;
}

interface Grammar {
  readonly rules: unknown;
  readonly extras: readonly { readonly type: string; readonly name?: string }[];
}

/**
 * The text of `src/parse/node-kinds.ts`, made of the installed grammar: the kinds that a node of our tree can have, and
 * the fields. Anonymous kinds (`+`, `not in`) are nodes only where they fill a field; comments and the like never are.
 */
export function nodeKindsSource(): string {
  const require = createRequire(import.meta.url);
  const kinds = require("tree-sitter-python/src/node-types.json") as readonly KindOfNode[];
  const grammar = require("tree-sitter-python/src/grammar.json") as Grammar;
  const { version } = require("tree-sitter-python/package.json") as { readonly version: string };

  const extras = grammar.extras.map(({ name }) => name);
  const named = kinds.filter(({ named, subtypes }) => named && !subtypes).map(({ type }) => type);
  const fields = kinds.flatMap((kind) => Object.entries(kind.fields ?? {}));
  const tokens = fields.flatMap(([, { types }]) => types.filter(({ named }) => !named));
  // An alias of a whole group of kinds is missing in `node-types.json`.
  const nodes = [...named, ...aliasesIn(grammar.rules)].filter((kind) => !extras.includes(kind));
  return `// Made of tree-sitter-python ${version} by \`npm run node-kinds\`; not to be edited. The numbers are for the parser by hand.

// prettier-ignore
const KINDS = {
${numbered(["ERROR", ...sorted(nodes), ...sorted(tokens.map(({ type }) => type))], 0)}
} as const;

// prettier-ignore
const FIELDS = {
${numbered(sorted(fields.map(([field]) => field)), 1)}
} as const;

/** The kind of a node, by the grammar's name: \`call\`, \`identifier\`, \`not in\`. */
export type NodeKind = keyof typeof KINDS;

/** A field of a node, by the grammar's name: \`function\`, \`left\`. */
export type FieldName = keyof typeof FIELDS;

/** A number for each kind of node, from 0 up in this order. */
export const KIND_NUMBERS: Readonly<Record<NodeKind, number>> = KINDS;

/** A number for each field, from 1 up in this order. */
export const FIELD_NUMBERS: Readonly<Record<FieldName, number>> = FIELDS;
`;
}

/** The names that rules of the grammar give to nodes of other kinds. */
function aliasesIn(rule: unknown): string[] {
  if (typeof rule !== "object" || rule === null) return [];
  const { type, named, value } = rule as Readonly<Record<string, unknown>>;
  const own = type === "ALIAS" && named === true ? [String(value)] : [];
  return [...own, ...Object.values(rule).flatMap(aliasesIn)];
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

/** Entries of an object literal, in lines of at most 110 characters. */
function numbered(names: readonly string[], first: number): string {
  const lines = [" "];
  names.forEach((name, i) => {
    const key = /^\w+$/.test(name) ? name : JSON.stringify(name);
    const entry = ` ${key}: ${String(first + i)},`;
    if ((lines.at(-1) ?? "").length + entry.length > 110) lines.push(" ");
    lines.push(`${lines.pop() ?? ""}${entry}`);
  });
  return lines.join("\n");
}
