import { safeParse, type BaseIssue } from "valibot";
import { isCollection, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { Document, Pair, YAMLMap } from "yaml";

import { policySchema, type Policy, type PolicyProblem } from "./policy.js";

/** A policy with the keys that its file states, or everything that is wrong with the file. */
export type PolicyResult =
  | { readonly ok: true; readonly policy: Policy; readonly stated: readonly string[] }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** The most characters of a policy file: a longer one takes long to parse. */
const MAX_LENGTH = 100_000;

/** Reads a policy file. Never throws; unknown keys and rule ids are problems that name the nearest known one. */
export function parsePolicy(text: string): PolicyResult {
  if (text.length > MAX_LENGTH) {
    const message = `a policy file has at most ${String(MAX_LENGTH)} characters, this one has ${String(text.length)}: shorten it`;
    return { ok: false, problems: [{ line: 1, column: 1, message }] };
  }
  try {
    return parse(text);
  } catch (error) {
    // The YAML parser recurses; a document nested deep enough exhausts the stack.
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, problems: [{ line: 1, column: 1, message }] };
  }
}

function parse(text: string): PolicyResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: "1.2", uniqueKeys: false });
  const errors = document.errors.map((error) => ({
    ...positionAt(lines, error.pos[0]),
    message: error.message.split("\n")[0] ?? "invalid YAML",
  }));
  const broken = [...errors, ...repeatedKeys(document, lines)].sort((a, b) => a.line - b.line);
  if (broken.length > 0) return { ok: false, problems: broken };
  if (document.contents !== null && !isMap(document.contents)) {
    return {
      ok: false,
      problems: [{ line: 1, column: 1, message: "a policy is a mapping of keys to values" }],
    };
  }
  const content = safeToJs(document) ?? {};
  const parsed = safeParse(policySchema, content);
  const passedOver = rulesPassedOver(document, lines);
  if (parsed.success && passedOver.length === 0)
    return { ok: true, policy: parsed.output, stated: Object.keys(content) };
  const placeOf = placesIn(document, lines);
  const problems = [...(parsed.issues ?? [])]
    .sort((a, b) => rank(a) - rank(b))
    .map((issue) => {
      const path = (issue.path ?? []).map((item) => item.key as string | number);
      return { ...placeOf(path), message: describe(issue, path) };
    });
  const all = [...problems, ...passedOver].sort((a, b) => a.line - b.line);
  return { ok: false, problems: all };
}

/** The place in the text of a path of keys and indices; of what is not there, of the nearest thing above it. */
export function positionsIn(text: string): PlaceOf {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: "1.2", uniqueKeys: false });
  return placesIn(document, lines);
}

type PlaceOf = (path: readonly (string | number)[]) => Pick<PolicyProblem, "line" | "column">;

/** Keys that one mapping has more than once: the parser compares each with each. */
function repeatedKeys(document: Document, lines: LineCounter): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value))
          problems.push({ ...positionAt(lines, key.range?.[0] ?? 0), message: "Map keys must be unique" });
        seen.add(key.value);
      }
    },
  });
  return problems;
}

/** Keys of `rules` that valibot's `record` passes over without a word. */
function rulesPassedOver(document: Document, lines: LineCounter): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  visit(document, {
    Pair: (_, { key }, path) => {
      const around = path.findLast(isPair)?.key;
      if (!isScalar(key) || !isScalar(around) || around.value !== "rules") return;
      if (!/^(?:__proto__|constructor|prototype)$/.test(String(key.value))) return;
      problems.push({
        ...positionAt(lines, key.range?.[0] ?? 0),
        message: `unknown rule "${String(key.value)}"`,
      });
    },
  });
  return problems;
}

function safeToJs(document: Document): object | null {
  try {
    return document.toJS({ maxAliasCount: 100 }) as object | null;
  } catch (error) {
    return { "": String(error) };
  }
}

/** In one place unknown keys come first: a key that is missing is often one that is misspelt. Unknown rules come last. */
function rank({ type, expected }: BaseIssue<unknown>): number {
  if (type === "values") return 2;
  return type === "strict_object" && expected === "never" ? 0 : 1;
}

function describe(
  { type, expected, received, message }: BaseIssue<unknown>,
  path: readonly (string | number)[],
): string {
  const namesKey =
    type === "values" || (type === "strict_object" && (expected === "never" || received === "undefined"));
  const key = path.at(-1);
  return namesKey || key === undefined ? message : `${String(key)}: ${message}`;
}

/** The place of a path in the file: its key where it has one, else the nearest thing above it. */
function placesIn(document: Document, lines: LineCounter): PlaceOf {
  const known = new Map<YAMLMap, ReadonlyMap<unknown, Pair>>();
  const pairOf = (map: YAMLMap, key: string | number): Pair | undefined => {
    const pairs =
      known.get(map) ??
      new Map(map.items.flatMap((item) => (isScalar(item.key) ? [[item.key.value, item] as const] : [])));
    known.set(map, pairs);
    return pairs.get(key);
  };
  return (path) => {
    let node: unknown = document.contents;
    let place = { line: 1, column: 1 };
    for (const key of path) {
      const pair: Pair | undefined = isMap(node) ? pairOf(node, key) : undefined;
      node = pair ? pair.value : isCollection(node) ? node.get(key, true) : undefined;
      const found = pair?.key ?? node;
      if (isNode(found) && found.range) place = positionAt(lines, found.range[0]);
    }
    return place;
  };
}

function positionAt(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
