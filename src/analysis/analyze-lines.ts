import { linesOf, type Hunk, type HunkLine } from "../diff/hunk.js";
import type { Finding } from "../findings/finding.js";
import { fingerprint } from "../findings/fingerprint.js";
import { levelUnder } from "../policy/levels.js";
import { differing, nameOf, tokensOf, type ChangedLine } from "../rule-kit/changed-line.js";
import { RULES } from "../rules/registry.js";
import type { AnalysisTools } from "./analysis-tools.js";

/** A file before and after a change; `hunks` null where the diff is not known. */
interface ChangedText {
  readonly path: string;
  readonly head: string;
  readonly base: string | null;
  readonly hunks: readonly Hunk[] | null;
}

/** The most lines of one stretch of a change that are told apart; a longer one is another text. */
const MAX_LINES = 400;
/** How far up the definition of a line is looked for. */
const MAX_UP = 60;

const LINE_RULES = RULES.filter(({ checkLine }) => checkLine !== undefined);

/**
 * What the rules report of lines that were changed and not added: values that other files go by.
 * @param said what is reported of the file already; a line or a module that this speaks of is not spoken of again
 */
export function analyzeLines(file: ChangedText, said: readonly Finding[], tools: AnalysisTools): Finding[] {
  const { path, head, hunks } = file;
  if (file.base === null) return [];
  const found: Finding[] = [];
  let lines: readonly string[] | null = null;
  for (const { removed, added } of hunks?.flatMap(stretchesOf) ?? betweenTexts(file.base, head)) {
    for (const { old, now } of pairsOf(removed, added)) {
      const change = differing(tokensOf(old.text), tokensOf(now.text));
      if (!change) continue;
      lines ??= head.split("\n");
      const line = (now.newLine ?? 1) - 1;
      const changed = { ...describe(path, now.text), ...change, owner: ownerOf(lines, line), text: head };
      for (const rule of LINE_RULES) {
        const weaker = rule.checkLine?.(changed) ?? null;
        const level = weaker && levelUnder(tools.policy, path, rule, weaker.level);
        if (!weaker || level === null || isSaid(said, line, weaker.symbol)) continue;
        const { symbol, message } = weaker;
        const identity = { ruleId: rule.meta.id, symbol, enclosing: changed.owner };
        found.push({
          ...identity,
          ...{ level, message, path },
          range: { startLine: line, startColumn: 0, endLine: line, endColumn: now.text.length },
          related: [],
          origin: "introduced",
          fingerprint: fingerprint({ ...identity, statement: now.text.trim(), ordinal: 0 }),
          ...{ basis: "", fix: null, need: null },
        });
      }
    }
  }
  return found;
}

function describe(path: string, text: string): Pick<ChangedLine, "name" | "isImport" | "isPython"> {
  return {
    name: nameOf(text) ?? "",
    isImport: /^\s*(?:from\s+\S+\s+)?import\s/.test(text),
    isPython: /\.(?:pyw?|pyi|pyx|ipynb)$/.test(path),
  };
}

interface Stretch {
  readonly removed: readonly HunkLine[];
  readonly added: readonly HunkLine[];
}

/** The lines that stand in place of others. */
function stretchesOf(hunk: Hunk): Stretch[] {
  if (!hunk.body.includes("\n-") && !hunk.body.startsWith("-")) return [];
  const stretches: { removed: HunkLine[]; added: HunkLine[] }[] = [];
  let current: (typeof stretches)[number] | null = null;
  for (const line of linesOf(hunk)) {
    if (line.kind === "context") {
      current = null;
      continue;
    }
    if (!current) stretches.push((current = { removed: [], added: [] }));
    (line.kind === "added" ? current.added : current.removed).push(line);
  }
  return stretches.filter(isShort);
}

/** The lines between what two texts begin with and what both end with, where the diff is not known. */
function betweenTexts(base: string, head: string): Stretch[] {
  if (Math.max(base.length, head.length) > MAX_TEXT) return [];
  const [old, now] = [base.split("\n"), head.split("\n")];
  let start = 0;
  while (start < old.length && old[start] === now[start]) start++;
  let end = 0;
  const room = Math.min(old.length, now.length) - start;
  while (end < room && old.at(-1 - end) === now.at(-1 - end)) end++;
  const between = (lines: readonly string[], kind: "added" | "deleted"): HunkLine[] =>
    lines.slice(start, lines.length - end).map((text, i) => {
      const line = start + i + 1;
      return kind === "added"
        ? { kind, text, oldLine: null, newLine: line }
        : { kind, text, oldLine: line, newLine: null };
    });
  return [{ removed: between(old, "deleted"), added: between(now, "added") }].filter(isShort);
}

/** The longest text that is compared by itself. */
const MAX_TEXT = 200_000;

function isShort({ removed, added }: Stretch): boolean {
  return removed.length > 0 && added.length > 0 && Math.max(removed.length, added.length) <= MAX_LINES;
}

/** Each added line with the removed one that it stands for: the one of the same name, or the only one. */
function pairsOf(
  removed: readonly HunkLine[],
  added: readonly HunkLine[],
): { readonly old: HunkLine; readonly now: HunkLine }[] {
  const [onlyOld, onlyNew] = [removed[0], added[0]];
  if (removed.length === 1 && added.length === 1 && onlyOld && onlyNew && nameOf(onlyNew.text) === null)
    return [{ old: onlyOld, now: onlyNew }];
  const byName = new Map<string, HunkLine[]>();
  for (const line of removed) {
    const name = nameOf(line.text);
    if (name !== null) byName.set(name, [...(byName.get(name) ?? []), line]);
  }
  return added.flatMap((now) => {
    const old = byName.get(nameOf(now.text) ?? "")?.shift();
    return old ? [{ old, now }] : [];
  });
}

/** The function or class around a line of Python, by the nearest header above it that is indented less. */
function ownerOf(lines: readonly string[], line: number): string {
  const indent = indentOf(lines[line] ?? "");
  for (let at = line - 1; indent > 0 && at >= Math.max(0, line - MAX_UP); at--) {
    const text = lines[at] ?? "";
    const name = /^\s*(?:async\s+)?(?:def|class)\s+(\w+)/.exec(text)?.[1];
    if (name !== undefined && indentOf(text) < indent) return name;
  }
  return /^\s*(?:async\s+)?def\s+(\w+)/.exec(lines[line] ?? "")?.[1] ?? "";
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

function isSaid(said: readonly Finding[], line: number, symbol: string): boolean {
  const root = symbol.split(".", 1)[0];
  return said.some(
    (finding) =>
      finding.level !== "note" &&
      (finding.symbol.split(".", 1)[0] === root ||
        (finding.range.startLine <= line && line <= finding.range.endLine)),
  );
}
