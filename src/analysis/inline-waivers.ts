import type { Finding, Range } from "../findings/finding.js";
import { suggestion } from "../policy/nearest.js";
import type { Waived } from "../policy/waived.js";
import { RULE_IDS } from "../rules/registry.js";
import type { FileModel } from "../python/file-model.js";
import type { Span } from "../parse/syntax-tree.js";
import type { Remark } from "./remark.js";

/** A comment `# no-pickle: allow[rule-id, ...] reason` and what it stands beside. */
export interface InlineWaiver {
  /** 0-based line of the comment in the file. */
  readonly line: number;
  readonly reason: string;
}

/** A finding that one lets through. */
export function waivedInline(finding: Finding, { reason }: InlineWaiver): Waived {
  return { finding, by: { kind: "inline", reason, expires: null } };
}

/** Finds the comment that asks to let a use through: the rule of the use, and where the use is. */
export type FindInlineWaiver = (ruleId: string, use: Span) => InlineWaiver | null;

/** The inline waivers of a file, and what is wrong with comments that mean to be some. */
export interface InlineWaivers {
  readonly find: FindInlineWaiver;
  readonly remarks: readonly Remark[];
}

const ALLOW = /^#\s*no-pickle:\s*allow\s*\[([^\]]*)\]\s*(?:[:,-]\s*)?(\S.*)$/;
/** What means to be one. */
const ASKS = /^#+\s*no-?pickle\b\s*:?\s*allow/i;

/** The waiver that a line of a document holds for a rule, or, where it stands alone, the line before. */
export function waiverInLine(
  lineAt: (line: number) => string,
  line: number,
  ruleId: string,
): InlineWaiver | null {
  for (const at of [line, line - 1]) {
    const text = lineAt(at);
    const start = text.search(/#\s*no-pickle:/);
    if (start === -1 || (at < line && text.slice(0, start).trim() !== "")) continue;
    const [, list = "", reason = ""] = ALLOW.exec(text.slice(start).trimEnd()) ?? [];
    if (list.split(",").some((id) => id.trim() === ruleId)) return { line: at, reason };
  }
  return null;
}

/**
 * Reads the inline waivers of a file. One without a rule or without a reason is none. A comment speaks of the use on its
 * own line or lines, and, where it stands alone, of the one that begins on the next line.
 * @param rangeOf maps a span of the analyzed code to the file
 */
export function inlineWaivers(model: FileModel, rangeOf: (span: Span) => Range): InlineWaivers {
  if (!/no-?pickle/i.test(model.tree.text)) return { find: () => null, remarks: [] };
  const remarks: Remark[] = [];
  const lines = new Map<number, { readonly rules: readonly string[]; readonly waiver: InlineWaiver }>();
  for (const comment of model.tree.comments) {
    const text = model.tree.text.slice(comment.start, comment.end).trimEnd();
    const match = ALLOW.exec(text);
    const say = (problem: string): void =>
      void remarks.push({ line: rangeOf(comment).startLine, text: problem });
    if (!match) {
      if (ASKS.test(text)) say(`this comment lets nothing through: write \`${FORM}\``);
      continue;
    }
    const [, list = "", reason = ""] = match;
    const rules = list.split(",").map((id) => id.trim());
    for (const id of rules.filter((one) => !RULE_IDS.includes(one)).slice(0, MAX_NAMED)) {
      const named = id.slice(0, MAX_LENGTH);
      say(`this comment allows "${named}", and there is no such rule${suggestion(named, RULE_IDS)}`);
    }
    const { line, column } = model.source.positionOf(comment.start);
    const waiver = { line: rangeOf(comment).startLine, reason };
    const before = model.tree.text.slice(comment.start - column, comment.start);
    lines.set(line, { rules, waiver });
    if (before.trim() === "" && !lines.has(line + 1)) lines.set(line + 1, { rules, waiver });
  }
  const find: FindInlineWaiver = (ruleId, use) => {
    const first = model.source.positionOf(use.start).line;
    const last = model.source.positionOf(use.end).line;
    for (let line = first; line <= last; line++) {
      const found = lines.get(line);
      if (found?.rules.includes(ruleId)) return found.waiver;
    }
    return null;
  };
  return { find, remarks: remarks.slice(0, MAX_REMARKS) };
}

const FORM = "# no-pickle: allow[rule-id] reason";
/** The most rules of one comment, and comments of one file, that are spoken of. */
const MAX_NAMED = 5;
const MAX_REMARKS = 50;
/** No rule has a longer name. */
const MAX_LENGTH = 60;
