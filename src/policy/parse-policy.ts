import { safeParse, type BaseIssue } from "valibot";
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from "yaml";

import { RULE_IDS } from "../rules/registry.js";
import { nearest } from "./nearest.js";
import { DEFAULT_POLICY, type Policy, type PolicyProblem } from "./policy.js";
import { policySchema } from "./policy-schema.js";

/** A policy, or everything that is wrong with the file. */
export type PolicyResult =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** The keys of a policy, and of the entries of its lists. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(policySchema.entries),
  overrides: ["paths", "rules"],
  waivers: ["rule", "path", "symbol", "reason", "count", "expires"],
  wrappers: ["symbol"],
};

/** Reads a policy file. Never throws; unknown keys and rule ids are problems that name the nearest known one. */
export function parsePolicy(text: string): PolicyResult {
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
  const document = parseDocument(text, { lineCounter: lines, version: "1.2" });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      ...positionAt(lines, error.pos[0]),
      message: error.message.split("\n")[0] ?? "invalid YAML",
    }));
    return { ok: false, problems };
  }
  if (document.contents !== null && !isMap(document.contents)) {
    return {
      ok: false,
      problems: [{ line: 1, column: 1, message: "a policy is a mapping of keys to values" }],
    };
  }
  const value: unknown = safeToJs(document) ?? {};
  const parsed = safeParse(policySchema, value);
  const problems = [
    ...[...(parsed.issues ?? [])].sort(unknownFirst).map((issue) => {
      const path = (issue.path ?? []).map((item) => item.key as string | number);
      return { ...locate(document, lines, path), message: describe(issue, path) };
    }),
    ...unknownRules(value).map(({ path, id }) => ({
      ...locate(document, lines, path),
      message: `unknown rule "${id}"${suggestion(id, RULE_IDS)}`,
    })),
  ];
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  const { output } = parsed;
  return {
    ok: true,
    policy: {
      preset: output.preset ?? DEFAULT_POLICY.preset,
      review: output.review ?? DEFAULT_POLICY.review,
      rules: output.rules ?? {},
      overrides: output.overrides ?? [],
      ignore: output.ignore ?? [],
      waivers: (output.waivers ?? []).map((entry) => ({
        ...entry,
        symbol: entry.symbol ?? null,
        expires: entry.expires ?? null,
      })),
      waiverApproval: output["waiver-approval"] ?? DEFAULT_POLICY.waiverApproval,
      wrappers: (output.wrappers ?? []).map(({ symbol }) => symbol),
      drafts: output.drafts ?? DEFAULT_POLICY.drafts,
      openPullRequests: output["open-pull-requests"] ?? DEFAULT_POLICY.openPullRequests,
      notScanned: output["not-scanned"] ?? DEFAULT_POLICY.notScanned,
    },
  };
}

function safeToJs(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    return { "": String(error) };
  }
}

/** A key that is missing is often one that is misspelled: the misspelled one says more. */
function unknownFirst(a: BaseIssue<unknown>, b: BaseIssue<unknown>): number {
  return Number(isUnknownKey(b)) - Number(isUnknownKey(a));
}

function isUnknownKey({ type, expected }: BaseIssue<unknown>): boolean {
  return type === "strict_object" && expected === "never";
}

function describe(issue: BaseIssue<unknown>, path: readonly (string | number)[]): string {
  const key = String(path.at(-1) ?? "");
  if (isUnknownKey(issue)) {
    return `unknown key "${key}"${suggestion(key, KEYS[path.length === 1 ? "" : String(path[0])] ?? [])}`;
  }
  if (issue.type === "strict_object" && issue.received === "undefined") return `the key "${key}" is missing`;
  return key === "" ? issue.message : `${key}: ${issue.message}`;
}

function suggestion(word: string, known: readonly string[]): string {
  const found = nearest(word, known);
  return found === null ? "" : `, did you mean "${found}"?`;
}

interface NamedRule {
  readonly path: (string | number)[];
  readonly id: string;
}

function unknownRules(value: unknown): NamedRule[] {
  const named: NamedRule[] = [];
  const keysOf = (settings: unknown, path: (string | number)[]): void => {
    if (typeof settings !== "object" || settings === null) return;
    for (const id of Object.keys(settings)) named.push({ path: [...path, id], id });
  };
  const { rules, overrides, waivers } = (value ?? {}) as Record<string, unknown>;
  keysOf(rules, ["rules"]);
  list(overrides).forEach((entry, i) => {
    keysOf(entry["rules"], ["overrides", i, "rules"]);
  });
  list(waivers).forEach((entry, i) => {
    if (typeof entry["rule"] === "string") {
      named.push({ path: ["waivers", i, "rule"], id: entry["rule"] });
    }
  });
  return named.filter(({ id }) => !RULE_IDS.includes(id));
}

function list(value: unknown): Record<string, unknown>[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items.filter((item): item is Record<string, unknown> => typeof item === "object" && item !== null);
}

/** The place of a path in the file: its key where it has one, else the nearest thing above it. */
function locate(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
): { line: number; column: number } {
  for (let depth = path.length; depth > 0; depth--) {
    const parent: unknown = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const key = path[depth - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && item.key.value === key)
      : undefined;
    const node: unknown = pair?.key ?? document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return positionAt(lines, node.range[0]);
  }
  return { line: 1, column: 1 };
}

function positionAt(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
